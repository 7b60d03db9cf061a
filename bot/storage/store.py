"""The durable log on SQLite or PostgreSQL; runs its SQL on threads of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import and_, bindparam, or_, select, text
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.sql import Select

from accounts.storage.engine import open_engine
from bot.conversation.messages import Logged, PendingTurn
from bot.conversation.model import Conversation, Owner
from bot.conversation.ports import Transaction
from bot.storage.desk_archive import SqlDeskArchive
from bot.storage.desk_papers import SqlDeskPapers
from bot.storage.desk_records import SqlDeskRecords
from bot.storage.migrate import migrate
from bot.storage.records import conversation_of, message_of, turn_of
from bot.storage.remembered import Remembered
from bot.storage.tables import conversations, messages, owed_turns
from bot.storage.transaction import SqlTransaction

T = TypeVar("T")

READERS = 4
POSTGRES_WRITERS = 4
SILENT_LIMIT = 500
"""Quiet conversations handed out at once; the next look finds the rest."""


# Built once: each is asked for several times a turn, and building one takes as long as reading.
_CONVERSATION = select(conversations).where(conversations.c.id == bindparam("conversation"))
_LAST_SEQ = select(conversations.c.last_seq).where(conversations.c.id == bindparam("conversation"))
_MESSAGES = (
    select(messages)
    .where(
        messages.c.conversation_id == bindparam("conversation"),
        messages.c.seq > bindparam("after"),
    )
    .order_by(messages.c.seq)
    .limit(bindparam("most"))
)


class SqlConversationStore:
    """Implements `bot.conversation.ports.ConversationStore`.

    SQLite gets one writing thread: its writers exclude each other anyway, and a thread that
    waits its turn in a queue is cheaper than one that polls a locked file.
    """

    def __init__(self, url: str) -> None:
        """Prepare the database at `url`; nothing is connected before `migrate`."""
        self._engine = open_engine(url)
        writers = 1 if self._engine.dialect.name == "sqlite" else POSTGRES_WRITERS
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="conversation-write")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="conversation-read")
        self.desk = SqlDeskRecords(read=self._rows, remembered=self._remembered, write=self._write)
        """What the desk reads besides a conversation's log, and who is there."""
        self.archive = SqlDeskArchive(read=self._rows)
        """What the desk reads over many conversations."""
        self.papers = SqlDeskPapers(read=self._rows, write=self._write)
        """What the desk keeps: proposals, suggestions, held drafts, deliveries."""

    def migrate(self) -> None:
        """Bring the database to the present schema; blocks."""
        migrate(self._engine)

    def close(self) -> None:
        """Finish what is under way and give every connection back; blocks."""
        self._writers.shutdown()
        self._readers.shutdown()
        self._engine.dispose()

    async def change(
        self,
        conversation_id: str,
        work: Callable[[Transaction], T],
        *,
        otherwise: Conversation | None = None,
    ) -> T:
        """Run `work` on the conversation in one transaction and commit; an exception rolls back.

        A conversation that is not there is made from `otherwise`; without it
        UnknownConversation is raised.
        """

        def run(connection: Connection) -> T:
            transaction = SqlTransaction(connection, conversation_id, otherwise)
            result = work(transaction)
            transaction.flush()
            return result

        return await self._write(run)

    async def conversation(self, conversation_id: str) -> Conversation | None:
        """Return how the conversation stands, or None when it is unknown."""
        rows = await self._rows(_CONVERSATION, {"conversation": conversation_id})
        return conversation_of(rows[0]) if rows else None

    async def messages_of(
        self, conversation_id: str, *, after: int = 0, limit: int = 200
    ) -> tuple[Logged, ...]:
        """Return messages with a higher `seq` than `after`, oldest first; none when unknown."""
        values = {"conversation": conversation_id, "after": after, "most": limit}
        return tuple(message_of(row) for row in await self._rows(_MESSAGES, values))

    async def last_seq_of(self, conversation_id: str) -> int:
        """Return the newest sequence number, 0 when the conversation is unknown."""
        rows = await self._rows(_LAST_SEQ, {"conversation": conversation_id})
        return int(rows[0]["last_seq"]) if rows else 0

    async def owed_turns(self) -> tuple[PendingTurn, ...]:
        """Return every turn without an answer, in the order the messages came."""
        statement = select(owed_turns).order_by(owed_turns.c.conversation_id, owed_turns.c.seq)
        return tuple(turn_of(row) for row in await self._rows(statement))

    async def silent_since(self, moment: datetime, *, asked: bool) -> tuple[Conversation, ...]:
        """Return the bot's conversations in which nobody has spoken since `moment`.

        Only those in which a customer has spoken at all, and those who have, or have not, been
        asked whether they are there; a bounded number, quietest first.
        """
        table = conversations.c
        when = table.idle_asked_at
        statement = (
            select(conversations)
            .where(
                and_(
                    table.owner == Owner.BOT.value,
                    when.is_not(None) if asked else when.is_(None),
                    table.last_customer_at <= moment,
                    or_(table.last_bot_at.is_(None), table.last_bot_at <= moment),
                )
            )
            .order_by(table.last_bot_at)
            .limit(SILENT_LIMIT)
        )
        return tuple(conversation_of(row) for row in await self._rows(statement))

    async def reachable(self) -> bool:
        """Tell whether the database answers."""
        return bool(await self._rows(select(text("1 AS one"))))

    async def _write(self, work: Callable[[Connection], T]) -> T:
        def run() -> T:
            with self._engine.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._writers, run)

    async def _rows(
        self, statement: Select, values: Mapping[str, Any] | None = None
    ) -> list[RowMapping]:
        return await self._read(lambda reading: list(reading.execute(statement, values).mappings()))

    async def _remembered(self, statement: Select, kept: Remembered[T]) -> tuple[T, ...]:
        def read(reading: Connection) -> tuple[T, ...]:
            rows = [tuple(row) for row in reading.execute(statement)]
            return kept.records(rows, self._engine.dialect)

        return await self._read(read)

    async def _read(self, work: Callable[[Connection], T]) -> T:
        def run() -> T:
            with self._engine.connect() as connection:
                return work(connection.execution_options(readonly=True))

        return await asyncio.get_running_loop().run_in_executor(self._readers, run)
