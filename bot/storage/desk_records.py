"""What the desk reads across conversations, and the presences, on SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.sql import Select

from bot.conversation.agents import Presence
from bot.conversation.handoffs import Handoff, HandoffEvent, HandoffState, Note
from bot.storage.records_handoff import event_of, handoff_of, note_of, presence_of
from bot.storage.remembered import Remembered
from bot.storage.tables_handoff import handoff_events, handoffs, notes, presence
from bot.storage.transaction_desk import locked_agent, save_agent

T = TypeVar("T")


class Write(Protocol):
    """Runs work in a transaction of its own."""

    async def __call__(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returned, committed; an exception rolls back."""
        ...


class SqlDeskRecords:
    """Implements `bot.handoff.ports.DeskRecords`."""

    def __init__(
        self,
        *,
        read: Callable[[Select], Awaitable[list[RowMapping]]],
        remembered: Callable[[Select, Remembered[Handoff]], Awaitable[tuple[Handoff, ...]]],
        write: Write,
    ) -> None:
        """`read` returns the rows of a statement, `write` runs work in a transaction.

        `remembered` reads what `Remembered.selected` selects.
        """
        self._read = read
        self._remembered = remembered
        self._write = write
        self._open = Remembered(handoffs, handoff_of)

    async def open_handoffs(self) -> tuple[Handoff, ...]:
        """Return every handoff that has not ended, the longest waiting first."""
        statement = (
            self._open.selected()
            .where(handoffs.c.state != HandoffState.ENDED.value)
            .order_by(handoffs.c.waiting_since, handoffs.c.id)
        )
        return await self._remembered(statement, self._open)

    async def handoff(self, handoff_id: str) -> Handoff | None:
        """Return one handoff, or None."""
        rows = await self._read(select(handoffs).where(handoffs.c.id == handoff_id))
        return handoff_of(rows[0]) if rows else None

    async def handoffs_of(self, conversation_id: str) -> tuple[Handoff, ...]:
        """Return every handoff of a conversation, oldest first."""
        statement = (
            select(handoffs)
            .where(handoffs.c.conversation_id == conversation_id)
            .order_by(handoffs.c.requested_at, handoffs.c.id)
        )
        return tuple(handoff_of(row) for row in await self._read(statement))

    async def ended_since(self, moment: datetime, limit: int = 500) -> tuple[Handoff, ...]:
        """Return the handoffs that ended since `moment`, newest first."""
        statement = (
            select(handoffs)
            .where(handoffs.c.state == HandoffState.ENDED.value, handoffs.c.ended_at >= moment)
            .order_by(handoffs.c.ended_at.desc())
            .limit(limit)
        )
        return tuple(handoff_of(row) for row in await self._read(statement))

    async def events_of(self, handoff_id: str) -> tuple[HandoffEvent, ...]:
        """Return what happened in a handoff, oldest first."""
        statement = (
            select(handoff_events)
            .where(handoff_events.c.handoff_id == handoff_id)
            .order_by(handoff_events.c.id)
        )
        return tuple(event_of(row) for row in await self._read(statement))

    async def events_after(self, event_id: int, limit: int = 500) -> tuple[HandoffEvent, ...]:
        """Return events with a higher id, oldest first: whoever remembers the last misses none."""
        statement = (
            select(handoff_events)
            .where(handoff_events.c.id > event_id)
            .order_by(handoff_events.c.id)
            .limit(limit)
        )
        return tuple(event_of(row) for row in await self._read(statement))

    async def notes_of(self, conversation_id: str) -> tuple[Note, ...]:
        """Return the staff's notes on a conversation, oldest first."""
        statement = (
            select(notes).where(notes.c.conversation_id == conversation_id).order_by(notes.c.id)
        )
        return tuple(note_of(row) for row in await self._read(statement))

    async def presences(self) -> tuple[Presence, ...]:
        """Return everybody who was ever there, by number."""
        statement = select(presence).order_by(presence.c.number)
        return tuple(presence_of(row) for row in await self._read(statement))

    async def change_presence(
        self, number: str, work: Callable[[Presence | None], Presence | None]
    ) -> Presence | None:
        """Keep what `work` makes of an agent's presence, unless it returns None; return that."""

        def run(connection: Connection) -> Presence | None:
            changed = work(locked_agent(connection, number))
            if changed is not None:
                save_agent(connection, changed)
            return changed

        return await self._write(run)
