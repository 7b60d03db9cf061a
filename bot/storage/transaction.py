"""One conversation inside one open database transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.conversation.buttons import new_id
from bot.conversation.messages import Author, Button, Content, Logged, PendingTurn
from bot.conversation.model import Conversation
from bot.conversation.ports import UnknownConversation
from bot.storage.records import (
    conversation_of,
    conversation_row,
    message_of,
    message_row,
    turn_of,
    turn_row,
)
from bot.storage.tables import conversations, issued_buttons, messages, owed_turns
from bot.storage.transaction_desk import DeskSide

# Built once: SQLAlchemy finds the SQL of a statement that it has seen before far quicker.
_KEY = bindparam("key")
_LOCK = select(conversations).where(conversations.c.id == _KEY).with_for_update()
_SAVE = update(conversations).where(conversations.c.id == _KEY)
_APPEND = insert(messages)
_THIS_TURN = (owed_turns.c.conversation_id == _KEY, owed_turns.c.seq == bindparam("turn_seq"))
_OWE = insert(owed_turns)
_OWED = select(owed_turns).where(*_THIS_TURN)
_SETTLE = delete(owed_turns).where(*_THIS_TURN)
_SETTLE_ALL = delete(owed_turns).where(owed_turns.c.conversation_id == _KEY)

_UPSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class SqlTransaction(DeskSide):
    """Implements `bot.conversation.ports.Transaction`; lives as long as its connection's begin.

    The conversation's row is locked (PostgreSQL) or the whole database is (SQLite), so the
    state read at the start holds until the end and is written back once.
    """

    def __init__(
        self, connection: Connection, conversation_id: str, otherwise: Conversation | None
    ) -> None:
        """Lock the conversation; raises UnknownConversation when it is not to be made."""
        super().__init__(connection, conversation_id)
        self._conversation = self._locked() or self._made(otherwise)
        self._before = self._conversation

    @property
    def conversation(self) -> Conversation:
        """The conversation as it stands, this transaction's changes included."""
        return self._conversation

    def save(self, conversation: Conversation) -> None:
        """Replace the conversation's state; its `last_seq` stays the log's own."""
        self._conversation = replace(conversation, last_seq=self._conversation.last_seq)

    def flush(self) -> None:
        """Write the conversation's row if it has changed; called once, before the commit."""
        if self._conversation != self._before:
            values = conversation_row(self._conversation)
            self._connection.execute(_SAVE, {"key": self._id, **values})

    def append(
        self,
        author: Author,
        content: Content,
        *,
        at: datetime,
        client_id: str | None = None,
        reply_to: int | None = None,
        agent: str | None = None,
    ) -> Logged:
        """Add a message under the next sequence number."""
        seq = self._conversation.last_seq + 1
        logged = Logged(self._id, seq, at, author, content, client_id, agent)
        self._connection.execute(_APPEND, message_row(logged, reply_to))
        self._conversation = replace(self._conversation, last_seq=seq)
        return logged

    def by_client_id(self, client_id: str) -> Logged | None:
        """Return the message that carries the sender's own id, if it is known already."""
        rows = self._messages(messages.c.client_id == client_id)
        return rows[0] if rows else None

    def replies_to(self, seq: int) -> tuple[Logged, ...]:
        """Return what was said in answer to message `seq`, in order."""
        return self._messages(messages.c.reply_to == seq)

    def has_answered_after(self, seq: int) -> bool:
        """Tell whether the bot has answered any later message than `seq`."""
        later = and_(messages.c.author == Author.BOT.value, messages.c.reply_to > seq)
        return bool(self._messages(later))

    def owe(self, turn: PendingTurn) -> None:
        """Note that the bot owes `turn` an answer; replaces an earlier note."""
        self.settle(turn.seq)
        self._connection.execute(_OWE, turn_row(turn))

    def owed(self, seq: int) -> PendingTurn | None:
        """Return the turn of message `seq` when it still waits for its answer."""
        found = self._connection.execute(_OWED, self._turn(seq)).mappings().first()
        return None if found is None else turn_of(found)

    def settle(self, seq: int) -> None:
        """Note that message `seq` has had its answer; what was kept for it is deleted."""
        self._connection.execute(_SETTLE, self._turn(seq))

    def settle_all(self) -> None:
        """Note that the bot owes this conversation no answer any longer."""
        self._connection.execute(_SETTLE_ALL, {"key": self._id})

    def issue(self, buttons: Sequence[Button]) -> tuple[Button, ...]:
        """Keep the engine payloads and return the same buttons with ids issued for them."""
        if not buttons:
            return ()
        ids = [new_id() for _ in buttons]
        rows = [
            {"id": id_, "conversation_id": self._id, "title": each.title, "payload": each.payload}
            for id_, each in zip(ids, buttons, strict=True)
        ]
        self._connection.execute(insert(issued_buttons), rows)
        return tuple(Button(each.title, id_) for id_, each in zip(ids, buttons, strict=True))

    def issued(self, button_id: str) -> Button | None:
        """Return the button of that id (engine payload inside) if this conversation had it."""
        found = self._connection.execute(
            select(issued_buttons.c.title, issued_buttons.c.payload).where(
                issued_buttons.c.id == button_id, issued_buttons.c.conversation_id == self._id
            )
        ).first()
        return None if found is None else Button(found.title, found.payload)

    def _locked(self) -> Conversation | None:
        found = self._connection.execute(_LOCK, {"key": self._id}).mappings().first()
        return None if found is None else conversation_of(found)

    def _made(self, otherwise: Conversation | None) -> Conversation:
        if otherwise is None:
            raise UnknownConversation
        upsert = _UPSERTS[self._connection.dialect.name](conversations)
        # Another process may make it at the same moment: whoever is second uses what is there.
        self._connection.execute(
            upsert.values(**conversation_row(otherwise)).on_conflict_do_nothing()
        )
        made = self._locked()
        if made is None:
            raise UnknownConversation
        return made

    def _messages(self, condition: Any) -> tuple[Logged, ...]:
        rows = self._connection.execute(
            select(messages)
            .where(messages.c.conversation_id == self._id, condition)
            .order_by(messages.c.seq)
        ).mappings()
        return tuple(message_of(row) for row in rows)

    def _turn(self, seq: int) -> dict[str, Any]:
        return {"key": self._id, "turn_seq": seq}
