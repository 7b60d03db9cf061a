"""Simulates a day of the queue with the rules that serve customers (handbook §6).

A thousand customers, twenty agents, seeded: the same rules of order and assignment as the desk's,
on a clock of its own. What is shown: nobody who is free is left idle while somebody who fits waits,
urgent ones are first, and nobody starves.
"""

from __future__ import annotations

import heapq
import random
import statistics
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

from bot.conversation.handoffs import Handoff
from bot.handoff import reasons
from bot.handoff.assignment import Desk, Offer, assign, serves
from bot.handoff.queue import AGES_BY_ONE, order

BEGIN = datetime(2026, 1, 5, 1, 0, tzinfo=timezone.utc)
"""Nine in the morning in Shanghai."""
LIKELY_REASONS = {reasons.ASKED: 70, "not_understood": 12, "anger": 8, "threat": 3, "locked": 7}
LIKELY_GROUPS = {"general": 40, "billing": 25, "fault": 15, "complaint": 12, "retention": 8}
LIKELY_STARS = {1: 30, 2: 40, 3: 15, 4: 10, 5: 5}
"""Weights: reasons and groups are a choice of ours, stars those of the handbook (§7)."""
SECONDS_A_TALK = 300.0
SERVED_WITHIN = timedelta(seconds=30)


@dataclass
class Day:
    """What happened: who waited how long, and what went wrong."""

    waits: dict[int, list[float]] = field(default_factory=dict)
    """Seconds by priority."""
    idle_beside_waiting: int = 0
    """Moments at which a free agent fitted somebody who waited."""
    overtaken: int = 0
    """Offers made while one who was to come first, and whom the agent serves, still waited."""


@dataclass(frozen=True)
class Floor:
    """The agents: each with groups, seats and what they have."""

    groups: dict[str, frozenset[str]]
    seats: int


def simulated(*, customers: int, agents: int, seats: int, load: float, seed: int) -> dict[str, Any]:
    """Return the figures of one day.

    `load` is how much work comes in the busy hours as a share of what the agents can do: above 1
    the queue grows until it is over.
    """
    rng = random.Random(seed)
    floor = Floor({str(8101 + place): _skills(rng, place) for place in range(agents)}, seats)
    mean_gap = SECONDS_A_TALK / (agents * seats * load)
    coming = _coming(rng, customers, mean_gap)
    day = _run(floor, coming, rng)
    waits = sorted(each for some in day.waits.values() for each in some)
    return {
        "customers": customers,
        "agents": agents,
        "seats": seats,
        "load": load,
        "served": len(waits),
        "idle_beside_waiting": day.idle_beside_waiting,
        "overtaken": day.overtaken,
        "wait_seconds": {
            "p50": round(statistics.median(waits), 1),
            "p95": round(waits[int(0.95 * (len(waits) - 1))], 1),
            "longest": round(waits[-1], 1),
        },
        "service_level": round(
            sum(each <= SERVED_WITHIN.total_seconds() for each in waits) / len(waits), 3
        ),
        "mean_wait_by_priority": {
            str(priority): round(statistics.fmean(some), 1)
            for priority, some in sorted(day.waits.items())
        },
        "longest_wait_by_priority": {
            str(priority): round(max(some), 1) for priority, some in sorted(day.waits.items())
        },
        "a_step_of_priority_is_seconds": AGES_BY_ONE.total_seconds(),
    }


def _skills(rng: random.Random, place: int) -> frozenset[str]:
    """Return an agent's groups: everyone is one of a pair at least, so that no group is empty."""
    own = reasons.GROUPS[place % len(reasons.GROUPS)]
    return frozenset({own, *rng.sample(reasons.GROUPS, 2)})


def _coming(rng: random.Random, customers: int, mean_gap: float) -> list[Handoff]:
    at, found = BEGIN, []
    for place in range(customers):
        at += timedelta(seconds=rng.expovariate(1 / mean_gap))
        stars = _drawn(rng, LIKELY_STARS)
        reason = _drawn(rng, LIKELY_REASONS)
        group = reasons.VIP if stars == max(LIKELY_STARS) else _drawn(rng, LIKELY_GROUPS)
        name = f"{place:06d}"
        found.append(
            Handoff(
                id=name,
                conversation_id=name,
                reason=reason,
                skill_group=group,
                priority=reasons.priority(reason, stars),
                requested_at=at,
                waiting_since=at,
                stars=stars,
            )
        )
    return found


def _drawn(rng: random.Random, weights: dict[Any, int]) -> Any:
    return rng.choices(list(weights), list(weights.values()))[0]


def _run(floor: Floor, coming: list[Handoff], rng: random.Random) -> Day:
    """Let the day happen: somebody comes, or a conversation ends; each time offers are made."""
    day, numbers = Day(), count()
    moments: list[tuple[datetime, int, Handoff | str]] = [
        (each.requested_at, next(numbers), each) for each in coming
    ]
    heapq.heapify(moments)
    waiting: list[Handoff] = []
    desks = {
        number: Desk(number, groups, floor.seats, 0, BEGIN)
        for number, groups in floor.groups.items()
    }
    while moments:
        now, _, what = heapq.heappop(moments)
        if isinstance(what, str):
            desks[what] = replace(desks[what], load=desks[what].load - 1, idle_since=now)
        else:
            waiting.append(what)
        for offer in assign(waiting, tuple(desks.values()), now):
            _judge(day, offer, waiting, desks, now)
            waiting.remove(offer.handoff)
            desk = desks[offer.agent]
            desks[offer.agent] = replace(desk, load=desk.load + 1)
            waited = (now - offer.handoff.waiting_since).total_seconds()
            day.waits.setdefault(offer.handoff.priority, []).append(waited)
            lasts = timedelta(seconds=rng.expovariate(1 / SECONDS_A_TALK))
            heapq.heappush(moments, (now + lasts, next(numbers), offer.agent))
        day.idle_beside_waiting += _idle(waiting, desks)
    return day


def _idle(waiting: list[Handoff], desks: dict[str, Desk]) -> int:
    """Return how many free agents fit somebody who waits: nought, or the rules are wrong."""
    staffed = frozenset().union(*(desk.groups for desk in desks.values()))
    return sum(
        desk.free > 0 and any(serves(desk, each.skill_group, staffed) for each in waiting)
        for desk in desks.values()
    )


def _judge(
    day: Day,
    offer: Offer,
    waiting: list[Handoff],
    desks: dict[str, Desk],
    now: datetime,
) -> None:
    """Count an offer that passes over one who was before, and whom the agent serves too."""
    staffed = frozenset().union(*(desk.groups for desk in desks.values()))
    for each in order(waiting, now):
        if each is offer.handoff:
            return
        if serves(desks[offer.agent], each.skill_group, staffed):
            day.overtaken += 1
            return
