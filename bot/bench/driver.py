"""Drives conversations over the REST interface and keeps how long each turn took."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.bench.conversation import Script, code_for

LONG_TURNS = 104
LONG_CONVERSATIONS = 3
EARLY, LATE = slice(2, 8), slice(95, 104)
"""Turns 3 to 8 and 96 to 104: whole rounds of the long script's three sentences."""
_OK = 200
_TURN_SECONDS = 60.0


@dataclass(frozen=True)
class Target:
    """A running assistant: where its REST channel is, and where its codes can be read."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    outbox: Path | None = None


@dataclass
class Tally:
    """Milliseconds of each turn, and how many turns got no proper answer."""

    turns_ms: list[float] = field(default_factory=list)
    errors: int = 0


class Driver:
    """Talks to one target; open for the length of a measurement."""

    def __init__(self, *, target: Target, script: Script, session: aiohttp.ClientSession) -> None:
        """Use `session` for every call."""
        self._target = target
        self._script = script
        self._session = session

    async def at_once(self, *, concurrency: int, conversations: int, turns: int) -> dict[str, Any]:
        """Hold `conversations` of `turns` turns each, `concurrency` at a time."""
        tally = Tally()
        waiting = iter(range(conversations))

        async def customer() -> None:
            for place in waiting:
                await self._converse(tally, place, turns)

        started = time.perf_counter()
        await asyncio.gather(*(customer() for _ in range(concurrency)))
        seconds = time.perf_counter() - started
        return {
            "turns": len(tally.turns_ms),
            "errors": tally.errors,
            "turns_per_second": round(len(tally.turns_ms) / seconds, 1),
            "ms": percentiles(tally.turns_ms),
        }

    async def by_length(self) -> dict[str, Any]:
        """Hold long conversations one after another; compare early turns with late ones."""
        tallies = [Tally() for _ in range(LONG_CONVERSATIONS)]
        for place, tally in enumerate(tallies):
            for text in self._script.lengthy(LONG_TURNS):
                await self._say(tally, f"bench-long-{place}", text)
        early = statistics.median(ms for tally in tallies for ms in tally.turns_ms[EARLY])
        late = statistics.median(ms for tally in tallies for ms in tally.turns_ms[LATE])
        return {
            "turn_5_ms": round(early, 2),
            "turn_100_ms": round(late, 2),
            "ratio": round(late / early, 2),
            "errors": sum(tally.errors for tally in tallies),
        }

    async def warm_up(self) -> None:
        """Hold one conversation that does not count."""
        await self._converse(Tally(), 1, len(self._script.mixed), sender="bench-warm-up")

    async def _converse(
        self, tally: Tally, place: int, turns: int, sender: str | None = None
    ) -> None:
        name = sender or f"bench-{place}"
        number = self._script.number_for(place)
        if number is not None:
            await self._say(tally, name, self._script.opening_of_verified)
            await self._say(tally, name, number)
            await self._say(tally, name, await self._code(number))
            turns -= 3
        for text in self._script.ordinary(place, turns):
            await self._say(tally, name, text)

    async def _code(self, number: str) -> str:
        outbox = self._target.outbox
        code = await code_for(outbox, number) if outbox is not None else None
        return code or self._script.code_stand_in

    async def _say(self, tally: Tally, sender: str, text: str) -> None:
        body = {"sender": sender, "message": text}
        limit = aiohttp.ClientTimeout(total=_TURN_SECONDS)
        started = time.perf_counter()
        try:
            async with self._session.post(
                self._target.url, json=body, headers=self._target.headers, timeout=limit
            ) as response:
                answered = bool(await response.json()) and response.status == _OK
        except (aiohttp.ClientError, asyncio.TimeoutError):
            answered = False
        tally.turns_ms.append((time.perf_counter() - started) * 1000)
        tally.errors += not answered


def percentiles(values: list[float]) -> dict[str, float]:
    """Return p50, p95 and p99 of `values` by nearest rank."""
    ordered = sorted(values)
    return {
        f"p{percent}": round(ordered[max(0, -(-len(ordered) * percent // 100) - 1)], 2)
        for percent in (50, 95, 99)
    }
