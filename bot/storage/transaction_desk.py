"""The desk's side of an open transaction: its handoff, record, notes and agents."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.conversation.agents import Presence
from bot.conversation.handoffs import Handoff, HandoffState, Note
from bot.conversation.model import Conversation
from bot.storage.records_handoff import handoff_of, handoff_row, presence_of, presence_row
from bot.storage.tables_handoff import handoff_events, handoffs, notes, presence

_KEY = bindparam("key")
_HANDOFF = select(handoffs).where(handoffs.c.id == _KEY)
_SAVE = update(handoffs).where(handoffs.c.id == _KEY)
_INSERT = insert(handoffs)
_AGENT = select(presence).where(presence.c.number == _KEY).with_for_update()
_SAVE_AGENT = update(presence).where(presence.c.number == _KEY)
_NEW_AGENT = insert(presence)
_LOAD = select(func.count()).where(
    handoffs.c.state != HandoffState.ENDED.value,
    or_(handoffs.c.agent == _KEY, handoffs.c.offered_to == _KEY),
)


class DeskSide(ABC):
    """Implements the desk's calls of `bot.conversation.ports.Transaction`."""

    def __init__(self, connection: Connection, conversation_id: str) -> None:
        self._connection = connection
        self._id = conversation_id

    @property
    @abstractmethod
    def conversation(self) -> Conversation:
        """The conversation as it stands, this transaction's changes included."""

    def handoff(self) -> Handoff | None:
        """Return the handoff that the conversation names, open or ended."""
        if self.conversation.handoff_id is None:
            return None
        values = {"key": self.conversation.handoff_id}
        found = self._connection.execute(_HANDOFF, values).mappings().first()
        return None if found is None else handoff_of(found)

    def put_handoff(self, handoff: Handoff) -> None:
        """Keep the handoff as it stands now."""
        row = handoff_row(handoff)
        if not self._connection.execute(_SAVE, {"key": handoff.id, **row}).rowcount:
            self._connection.execute(_INSERT, row)

    def note_event(
        self,
        handoff: Handoff,
        actor: str,
        event: str,
        *,
        at: datetime,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Write one line of the handoff's record."""
        row = {
            "handoff_id": handoff.id,
            "conversation_id": self._id,
            "at": at,
            "actor": actor,
            "event": event,
            "detail": dict(detail or {}),
        }
        self._connection.execute(insert(handoff_events), row)

    def put_note(self, author: str, kind: str, text: str, *, at: datetime) -> Note:
        """Keep a note of staff among themselves."""
        row = {
            "conversation_id": self._id,
            "at": at,
            "author": author,
            "kind": kind,
            "text": text,
        }
        key = self._connection.execute(insert(notes), row).inserted_primary_key[0]
        return Note(int(key), self._id, at, author, kind, text)

    def agent(self, number: str) -> Presence | None:
        """Return an agent's presence, which nobody else changes until the transaction ends."""
        return locked_agent(self._connection, number)

    def put_agent(self, agent: Presence) -> None:
        """Keep the agent's presence as it stands now."""
        save_agent(self._connection, agent)

    def load_of(self, number: str) -> int:
        """Return how many conversations an agent holds, offers included."""
        return int(self._connection.execute(_LOAD, {"key": number}).scalar_one())


def locked_agent(connection: Connection, number: str) -> Presence | None:
    """Read one agent's presence and keep others from changing it until the commit."""
    found = connection.execute(_AGENT, {"key": number}).mappings().first()
    return None if found is None else presence_of(found)


def save_agent(connection: Connection, agent: Presence) -> None:
    """Write one agent's presence."""
    row = presence_row(agent)
    if not connection.execute(_SAVE_AGENT, {"key": agent.number, **row}).rowcount:
        connection.execute(_NEW_AGENT, row)
