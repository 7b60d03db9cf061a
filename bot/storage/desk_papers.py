"""What the desk keeps, on SQLite or PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.sql import Select

from bot.conversation.handoffs import HandoffEvent
from bot.desk.model import OPEN, WITHDRAWN, Delivery, Held, Proposal, Suggested
from bot.storage.records_handoff import event_of
from bot.storage.tables_desk import bookmarks, deliveries, held_drafts, proposals, suggestions
from bot.storage.tables_handoff import handoff_events

T = TypeVar("T")

WEBHOOK = "webhook"
ENLISTED_AT_ONCE = 500
SETTLED_AFTER = timedelta(seconds=1)


class Write(Protocol):
    """Runs work in a transaction of its own."""

    async def __call__(self, work: Callable[[Connection], T]) -> T:
        """Return what `work` returned, committed; an exception rolls back."""
        ...


class SqlDeskPapers:
    """Implements `bot.desk.ports.Papers`."""

    def __init__(
        self, *, read: Callable[[Select], Awaitable[list[RowMapping]]], write: Write
    ) -> None:
        """`read` returns the rows of a statement, `write` runs work in a transaction."""
        self._read = read
        self._write = write

    async def put_proposal(self, proposal: Proposal) -> None:
        """Keep a new proposal; others of the conversation that are open become withdrawn."""

        def work(connection: Connection) -> None:
            mine = proposals.c.conversation_id == proposal.conversation_id
            others = update(proposals).where(mine, proposals.c.state == OPEN)
            connection.execute(others.values(state=WITHDRAWN))
            connection.execute(insert(proposals).values(asdict(proposal)))

        await self._write(work)

    async def settle_proposal(
        self, proposal_id: str, state: str, *, seq: int | None = None, result: str | None = None
    ) -> Proposal | None:
        """Bring an open proposal to `state` and return it; None when it is over already."""

        def work(connection: Connection) -> bool:
            statement = update(proposals).where(
                proposals.c.id == proposal_id, proposals.c.state == OPEN
            )
            values = {"state": state, "answered_seq": seq, "result": result}
            return bool(connection.execute(statement.values(values)).rowcount)

        return await self.proposal(proposal_id) if await self._write(work) else None

    async def said_proposal(self, proposal_id: str, seq: int) -> None:
        """Note which message read the proposal back."""

        def work(connection: Connection) -> None:
            mine = proposals.c.id == proposal_id
            connection.execute(update(proposals).where(mine).values(seq=seq))

        await self._write(work)

    async def proposal(self, proposal_id: str) -> Proposal | None:
        """Return one proposal, or None."""
        rows = await self._read(select(proposals).where(proposals.c.id == proposal_id))
        return _proposal(rows[0]) if rows else None

    async def proposals_of(self, conversation_id: str) -> tuple[Proposal, ...]:
        """Return the proposals of a conversation, oldest first."""
        statement = select(proposals).where(proposals.c.conversation_id == conversation_id)
        rows = await self._read(statement.order_by(proposals.c.at, proposals.c.seq, proposals.c.id))
        return tuple(_proposal(row) for row in rows)

    async def open_proposals(self) -> tuple[Proposal, ...]:
        """Return every open proposal, oldest first."""
        statement = select(proposals).where(proposals.c.state == OPEN)
        rows = await self._read(statement.order_by(proposals.c.at, proposals.c.seq, proposals.c.id))
        return tuple(_proposal(row) for row in rows)

    async def suggested_for(self, conversation_id: str, seq: int) -> tuple[Suggested, ...]:
        """Return what was suggested for a message, best first."""
        statement = (
            select(suggestions)
            .where(suggestions.c.conversation_id == conversation_id, suggestions.c.seq == seq)
            .order_by(suggestions.c.rank)
        )
        return tuple(_suggested(row) for row in await self._read(statement))

    async def put_suggested(self, suggested: Sequence[Suggested]) -> None:
        """Keep suggestions."""
        rows = [{"rank": rank, **asdict(each)} for rank, each in enumerate(suggested)]

        def work(connection: Connection) -> None:
            if rows:
                connection.execute(insert(suggestions), rows)

        await self._write(work)

    async def judge_suggested(self, suggestion_id: str, agent: str, outcome: str) -> bool:
        """Note what `agent` did with a suggestion of theirs; False when there is none."""

        def work(connection: Connection) -> bool:
            mine = (suggestions.c.id == suggestion_id, suggestions.c.agent == agent)
            statement = update(suggestions).where(*mine).values(outcome=outcome)
            return bool(connection.execute(statement).rowcount)

        return await self._write(work)

    async def put_held(self, held: Held) -> None:
        """Count a draft that was held, or sent all the same."""

        def work(connection: Connection) -> None:
            connection.execute(insert(held_drafts).values(asdict(held)))

        await self._write(work)

    async def enlist(
        self, after: Callable[[HandoffEvent], tuple[str, Mapping[str, Any]] | None], now: datetime
    ) -> int:
        """Make deliveries of the handoff events since the last call; return how many.

        Bookmark and deliveries are one transaction: each event is enlisted once.
        """

        def work(connection: Connection) -> int:
            mine = bookmarks.c.name == WEBHOOK
            bookmark = select(bookmarks.c.value).where(mine).with_for_update()
            last = connection.execute(bookmark).scalar()
            if last is None:
                # What happened before anybody listened is told to nobody.
                newest = connection.execute(select(func.max(handoff_events.c.id))).scalar() or 0
                connection.execute(insert(bookmarks).values(name=WEBHOOK, value=newest))
                return 0
            # An id may be given out before one that is committed earlier.
            settled = handoff_events.c.at <= now - SETTLED_AFTER
            query = select(handoff_events).where(handoff_events.c.id > last, settled)
            rows = connection.execute(
                query.order_by(handoff_events.c.id).limit(ENLISTED_AT_ONCE)
            ).mappings()
            events = [event_of(row) for row in rows]
            told = [(event, named) for event in events if (named := after(event)) is not None]
            for event, (name, data) in told:
                connection.execute(insert(deliveries).values(_delivery_row(event, name, data, now)))
            if events:
                connection.execute(update(bookmarks).where(mine).values(value=events[-1].id))
            return len(told)

        return await self._write(work)

    async def due(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Return the deliveries whose time has come, oldest first."""
        statement = (
            select(deliveries)
            .where(deliveries.c.next_at <= now)
            .order_by(deliveries.c.next_at, deliveries.c.id)
            .limit(limit)
        )
        return tuple(
            Delivery(
                id=row["id"],
                event=row["event"],
                body=row["body"],
                created_at=row["created_at"],
                tries=row["tries"],
                next_at=row["next_at"],
            )
            for row in await self._read(statement)
        )

    async def delivered(self, delivery_id: str) -> None:
        """Take a delivery off the list."""

        def work(connection: Connection) -> None:
            connection.execute(delete(deliveries).where(deliveries.c.id == delivery_id))

        await self._write(work)

    async def put_off(self, delivery_id: str, until: datetime | None, status: int | None) -> None:
        """Try a delivery again at `until`, or, without, never: it is given up and kept."""

        def work(connection: Connection) -> None:
            values = {"next_at": until, "status": status, "tries": deliveries.c.tries + 1}
            mine = deliveries.c.id == delivery_id
            connection.execute(update(deliveries).where(mine).values(values))

        await self._write(work)


def _proposal(row: RowMapping) -> Proposal:
    values = dict(row)
    return Proposal(**{**values, "lines": tuple(values["lines"])})


def _suggested(row: RowMapping) -> Suggested:
    values = dict(row)
    values.pop("rank")
    return Suggested(**values)


def _delivery_row(
    event: HandoffEvent, name: str, data: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    # Begun with the event's number, so that what is due together goes out in order.
    id_ = f"{event.id:010}{uuid.uuid4().hex[:22]}"
    body = {"id": id_, "event": name, "at": event.at.isoformat(), "data": dict(data)}
    return {
        "id": id_,
        "event": name,
        "body": body,
        "created_at": now,
        "tries": 0,
        "next_at": now,
        "status": None,
    }
