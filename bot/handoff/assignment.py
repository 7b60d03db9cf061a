"""Who is offered whom: skill groups, capacity, the least loaded and longest idle first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.handoffs import Handoff
from bot.handoff.queue import order


@dataclass(frozen=True)
class Desk:
    """An agent who is online, as the assignment sees them."""

    number: str
    groups: frozenset[str]
    capacity: int
    load: int
    idle_since: datetime
    """Since when nothing was given to them."""

    @property
    def free(self) -> int:
        """How many conversations more they may have."""
        return self.capacity - self.load


@dataclass(frozen=True)
class Offer:
    """One handoff for one agent."""

    handoff: Handoff
    agent: str


def serves(desk: Desk, group: str, staffed: frozenset[str]) -> bool:
    """Tell whether an agent may have a matter of `group`.

    A group that nobody online belongs to is served by all: a customer does not wait for a
    specialist who is not there while others have nothing to do.
    """
    return group in desk.groups or group not in staffed


def assign(waiting: Iterable[Handoff], desks: Sequence[Desk], now: datetime) -> tuple[Offer, ...]:
    """Return who is to be offered whom now.

    Work-conserving: afterwards nobody who waits fits anybody who is free. Who has passed over a
    handoff is asked again only when all who fit have.
    """
    free = {desk.number: desk for desk in desks if desk.free > 0}
    given = dict.fromkeys(free, 0)
    staffed = frozenset().union(*(desk.groups for desk in desks)) if desks else frozenset()
    offers = []
    for handoff in order(waiting, now):
        fitting = [
            desk
            for desk in free.values()
            if given[desk.number] < desk.free and serves(desk, handoff.skill_group, staffed)
        ]
        if not fitting:
            continue
        best = min(
            fitting,
            key=lambda desk: (
                desk.number in handoff.passed,
                desk.load + given[desk.number],
                desk.idle_since,
                desk.number,
            ),
        )
        given[best.number] += 1
        offers.append(Offer(handoff, best.number))
    return tuple(offers)
