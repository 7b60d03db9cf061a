"""Customers who talk at a fixed rate, however slowly they are answered (an open loop).

The mix is that of ``bench chat`` (`bot.bench.conversation`): the same sentences, forty
conversations at a time, of which those that prove a number are as many as the demo has numbers,
six. Those six stay proved for the whole run, because a second code for a number within a minute
would be refused; the others begin anew every ten turns.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import aiohttp

from bot.bench.conversation import Script, code_for
from bot.bench.driver import Target, percentiles

CONVERSATIONS = 40
TURNS = 10
SLOW_SECONDS = 2.0
_OK = 200
_TURN_SECONDS = 60.0


@dataclass(frozen=True)
class Turn:
    """One turn: the phase it began in, its milliseconds from when it was due, and its success."""

    phase: str
    ms: float
    answered: bool


class OpenLoad:
    """Sends turns when they are due; a customer who is still being answered sends none."""

    def __init__(
        self, *, target: Target, script: Script, session: aiohttp.ClientSession, rate: float
    ) -> None:
        """Nothing is sent yet; `rate` is turns a second."""
        self._target = target
        self._script = script
        self._session = session
        self._rate = rate
        self._free: asyncio.Queue[_Customer] = asyncio.Queue()
        self._under_way: set[asyncio.Task[None]] = set()
        self.phase = "before"
        """What goes on meanwhile; turns that are due from now on count there."""
        self.turns: list[Turn] = []

    async def prepare(self) -> None:
        """Let those who do so prove their numbers; this counts nowhere."""
        customers = [
            _Customer(place, self._script, self._script.number_for(place))
            for place in range(CONVERSATIONS)
        ]
        for customer in customers:
            if customer.number is not None:
                await self._prove(customer.name, customer.number)
            self._free.put_nowait(customer)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send turns while the block runs, then wait for the last answers."""
        clockwork = asyncio.ensure_future(self._send())
        try:
            yield
        finally:
            clockwork.cancel()
            with suppress(asyncio.CancelledError):
                await clockwork
            await asyncio.gather(*self._under_way)

    async def say(self, name: str, text: str) -> list[dict[str, object]]:
        """Say something and return the answer; raises aiohttp's errors and TimeoutError."""
        limit = aiohttp.ClientTimeout(total=_TURN_SECONDS)
        body = {"sender": name, "message": text}
        async with self._session.post(
            self._target.url, json=body, headers=self._target.headers, timeout=limit
        ) as response:
            answer = await response.json()
            return list(answer) if response.status == _OK else []

    def figures(self) -> dict[str, dict[str, Any]]:
        """Return what became of the turns of each phase, and of all."""
        phases = dict.fromkeys(turn.phase for turn in self.turns)
        by_phase = {
            name: _figures([one for one in self.turns if one.phase == name]) for name in phases
        }
        return {"all": _figures(self.turns), **by_phase}

    async def _send(self) -> None:
        began = time.perf_counter()
        for number in count():
            due = began + number / self._rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            task = asyncio.ensure_future(self._turn(due, self.phase))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _turn(self, due: float, phase: str) -> None:
        customer = await self._free.get()
        try:
            answered = bool(await self.say(customer.name, customer.next_text()))
        except (aiohttp.ClientError, asyncio.TimeoutError):
            answered = False
        # From when it was due: a customer who has to wait for a free one waits too.
        self.turns.append(Turn(phase, (time.perf_counter() - due) * 1000, answered))
        self._free.put_nowait(customer)

    async def _prove(self, name: str, number: str) -> None:
        await self.say(name, self._script.opening_of_verified)
        await self.say(name, number)
        outbox = self._target.outbox
        code = await code_for(outbox, number) if outbox is not None else None
        await self.say(name, code or self._script.code_stand_in)


class _Customer:
    """One of those who talk; without a number of their own, a new conversation now and then."""

    def __init__(self, place: int, script: Script, number: str | None) -> None:
        self.number = number
        self._place = place
        self._script = script
        self._said = 0
        self._texts = script.ordinary(place, len(script.mixed))

    @property
    def name(self) -> str:
        """Return the sender's name."""
        anew = 0 if self.number is not None else self._said // TURNS
        return f"swap-{self._place}-{anew}"

    def next_text(self) -> str:
        """Return what is said next; `name` is to be asked first."""
        text = self._texts[self._said % len(self._texts)]
        self._said += 1
        return text


def _figures(turns: list[Turn]) -> dict[str, Any]:
    if not turns:
        return {"turns": 0, "failed": 0, "slow": 0, "ms": None, "slowest_ms": None}
    times = [turn.ms for turn in turns]
    return {
        "turns": len(turns),
        "failed": sum(not turn.answered for turn in turns),
        "slow": sum(each > SLOW_SECONDS * 1000 for each in times),
        "ms": percentiles(times),
        "slowest_ms": round(max(times), 1),
    }
