"""The order of those who wait (handbook §6): priority, then waiting time, and nobody starves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.conversation.handoffs import Handoff

AGES_BY_ONE = timedelta(minutes=2)
"""So much waiting is worth one step of priority: a choice of ours.

Whoever has no priority at all is before a newcomer of the highest one (7: five stars and a
threat) after a quarter of an hour.
"""


def order(waiting: Iterable[Handoff], now: datetime) -> tuple[Handoff, ...]:
    """Return `waiting` as they are to be served, the next one first.

    First those who lost their agent, then by priority plus age, then who has waited longer.
    """

    def key(handoff: Handoff) -> tuple[bool, float, datetime, str]:
        aged = handoff.priority + (now - handoff.waiting_since) / AGES_BY_ONE
        return (not handoff.front, -aged, handoff.waiting_since, handoff.id)

    return tuple(sorted(waiting, key=key))
