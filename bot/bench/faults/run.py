"""One fault test: customers and agents under load while the server is killed and pages drop."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from dataclasses import dataclass
from typing import Any

from bot.bench.driver import percentiles
from bot.bench.faults.agent import Agent
from bot.bench.faults.customer import PERSON_SECONDS, Customer, is_served
from bot.bench.faults.floor import Floor
from bot.bench.faults.tally import Tally
from bot.bench.faults.verdict import caught_up, judged

QUIET_SECONDS = 60.0
"""Longest that pages which have said all wait to be shown all."""


@dataclass(frozen=True)
class Load:
    """How much of what; times are seconds."""

    conversations: int
    kills: int
    seed: int
    measured: float = 30.0
    """How long the way to the agents' screens is timed, with every conversation open."""
    pause: float = 6.0
    """Mean time between a customer's messages to an agent."""
    between: float = 12.0
    """Longest calm between a restart and the next kill."""


async def faults(floor: Floor, load: Load) -> dict[str, Any]:
    """Run it and return the figures; the database is judged once everybody has gone."""
    tally = Tally()
    rng = random.Random(load.seed)
    tally.talking.set()
    tally.measuring = True
    customers = [
        Customer(place, url=floor.url, tally=tally, rng=random.Random(rng.random()))
        for place in range(load.conversations)
    ]
    desks = [
        Agent(number, url=floor.url, password=password, tally=tally)
        for number, password in floor.passwords.items()
    ]
    at_desk = [asyncio.ensure_future(each.run()) for each in desks]
    talking = [asyncio.ensure_future(each.run(pause=load.pause)) for each in customers]
    started = time.perf_counter()
    try:
        screens = await _screens(tally, customers, load)
        tally.measuring = False
        away = [await _kill(floor, load, rng) for _ in range(load.kills)]
        await asyncio.sleep(load.between)
        tally.talking.clear()
        await asyncio.gather(*(each.done.wait() for each in customers))
        # Pages that stay are owed every message: what is not shown by now is lost.
        await caught_up(floor.database, customers, QUIET_SECONDS)
        tally.over.set()
        verdict = await asyncio.to_thread(judged, floor.database, customers, tally)
        await asyncio.gather(*talking)
    finally:
        for task in (*talking, *at_desk):
            task.cancel()
        await asyncio.gather(*talking, *at_desk, return_exceptions=True)
    shown = ("gave_up", "dropped", "resent", "sent_again_to_desk")
    return {
        "conversations": load.conversations,
        "agents": len(desks),
        "kills": load.kills,
        "seconds": round(time.perf_counter() - started, 1),
        "seconds_away": round(statistics.median(away), 1) if away else None,
        "to_agent_screen_ms": screens,
        **verdict,
        **{name: tally.counts[name] for name in shown},
        "agent_missed": len(tally.missed),
        "missed": tally.missed,
        "unanswered": tally.unanswered,
    }


async def _screens(tally: Tally, customers: list[Customer], load: Load) -> dict[str, Any]:
    """Return how long messages take to the agents' screens once everybody talks to an agent."""
    give_up = time.perf_counter() + PERSON_SECONDS
    for each in customers:
        left = max(give_up - time.perf_counter(), 0.0)
        await each.shown.until(is_served, after=0, seconds=left)
    tally.to_screen_ms.clear()
    await asyncio.sleep(load.measured)
    times = list(tally.to_screen_ms)
    reached = sum(_served(each) for each in customers)
    return {"open": reached, "messages": len(times), **(percentiles(times) if times else {})}


def _served(customer: Customer) -> bool:
    return any(is_served(each) for each in customer.shown.messages.values())


async def _kill(floor: Floor, load: Load, rng: random.Random) -> float:
    await asyncio.sleep(rng.uniform(0.5, load.between))
    return await floor.killed()
