"""What a day came to at the desk, computed from stored handoffs and their events (handbook §10)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.sql import Select

from bot.conversation.handoffs import Ending
from bot.desk.model import Today
from bot.storage.tables_desk import held_drafts, suggestions
from bot.storage.tables_handoff import handoff_events, handoffs

Read = Callable[[Select], Awaitable[list[RowMapping]]]


async def figures(read: Read, since: datetime, until: datetime, within: float) -> Today:
    """Return the figures of the handoffs requested from `since` up to `until`.

    A handoff that was accepted several times counts by its first acceptance.
    """
    # Looked up handoff by handoff: grouping first would go through every event there ever was.
    first = (
        select(func.min(handoff_events.c.at))
        .where(handoff_events.c.handoff_id == handoffs.c.id, handoff_events.c.event == "accepted")
        .correlate(handoffs)
        .scalar_subquery()
    )
    rows = await read(
        select(
            handoffs.c.requested_at,
            first.label("first_at"),
            handoffs.c.ended_at,
            handoffs.c.ending,
            handoffs.c.rating,
        ).where(handoffs.c.requested_at >= since, handoffs.c.requested_at < until)
    )
    served = [row for row in rows if row["first_at"] is not None]
    waits = [(row["first_at"] - row["requested_at"]).total_seconds() for row in served]
    held = await read(
        select(func.count().label("n"))
        .select_from(held_drafts)
        .where(held_drafts.c.at >= since, held_drafts.c.at < until)
    )
    offered = await read(
        select(suggestions.c.outcome, func.count().label("n"))
        .where(suggestions.c.at >= since, suggestions.c.at < until)
        .group_by(suggestions.c.outcome)
    )
    outcomes = {row["outcome"]: row["n"] for row in offered}
    lost = {Ending.ABANDONED.value, Ending.BACK_TO_BOT.value}
    return Today(
        requested=len(rows),
        accepted=len(served),
        abandoned=sum(row["first_at"] is None and row["ending"] in lost for row in rows),
        left_message=sum(row["ending"] == Ending.LEFT_MESSAGE.value for row in rows),
        within=sum(wait <= within for wait in waits),
        waits=tuple(waits),
        handlings=tuple(
            (row["ended_at"] - row["first_at"]).total_seconds()
            for row in served
            if row["ended_at"] is not None
        ),
        ratings=tuple(row["rating"] for row in rows if row["rating"] is not None),
        held=held[0]["n"],
        suggested=sum(number for outcome, number in outcomes.items() if outcome is not None),
        used=outcomes.get("used", 0) + outcomes.get("edited", 0),
    )
