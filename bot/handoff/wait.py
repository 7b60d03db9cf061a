"""The expected wait, from who is before the customer and how long conversations take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from statistics import median

from bot.conversation.handoffs import Handoff

USUAL = timedelta(minutes=6)
"""A conversation's length before any has ended: a choice of ours."""
RECENT = 50
"""How many of the last conversations say how long one takes."""


def usual_length(ended: Sequence[Handoff]) -> timedelta:
    """Return the median time that an agent had a conversation, of the most recent ones."""
    lengths = [
        (each.ended_at - each.accepted_at).total_seconds()
        for each in ended[:RECENT]
        if each.accepted_at is not None and each.ended_at is not None
    ]
    return timedelta(seconds=median(lengths)) if lengths else USUAL


def expected_minutes(position: int, seats: int, length: timedelta) -> int | None:
    """Return the whole minutes until somebody at `position` (from 1) is served, at least 1.

    `seats` is how many conversations all who may serve them can have at once; None without any.
    """
    if seats < 1:
        return None
    minutes = position * length / timedelta(minutes=1) / seats
    return max(1, ceil(minutes))
