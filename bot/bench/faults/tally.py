"""What the fault test writes down while it runs: sent, acknowledged, shown, and when."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import aiohttp

Socket = aiohttp.ClientWebSocketResponse[bool]
"""A page's connection."""


@dataclass
class Tally:
    """Shared by every customer and agent of one run."""

    talking: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while everybody is to go on; cleared ends the conversations."""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the pages may go."""
    measuring: bool = False
    sent_at: dict[str, float] = field(default_factory=dict)
    to_screen_ms: list[float] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    """Anomalies and events by name: doubled, out_of_order, dropped, resent, gave_up …"""
    said_by_agents: dict[str, str] = field(default_factory=dict)
    """Text of each acknowledged message of an agent, by its own id."""
    missed: list[str] = field(default_factory=list)
    """Which desk was not shown which messages of which conversation."""
    unanswered: list[str] = field(default_factory=list)
    """Whose last words nobody answered in time, and these words: test lines, nobody's data."""

    def sent(self, text: str) -> None:
        """Note that a customer has just sent `text`."""
        if self.measuring:
            self.sent_at[text] = time.perf_counter()

    def on_screen(self, text: str) -> None:
        """Note that an agent's page has just been shown `text`."""
        sent = self.sent_at.pop(text, None)
        if sent is not None:
            self.to_screen_ms.append((time.perf_counter() - sent) * 1000)


class Shown:
    """The messages that one page has been shown of one conversation, by `seq`."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._changed = asyncio.Condition()
        self.last = 0
        self.messages: dict[int, dict[str, object]] = {}

    async def take(self, message: dict[str, object], *, gapless: bool) -> bool:
        """Keep a message; one that was shown already counts as doubled and returns False.

        A page that shows what comes as it comes is `gapless`: each message follows the one
        before. The desk's page sorts by `seq`, for it catches up on what it missed beside new ones.
        """
        seq = int(str(message["seq"]))
        if seq in self.messages:
            self._tally.counts["doubled"] += 1
            return False
        if gapless and seq != self.last + 1:
            self._tally.counts["out_of_order"] += 1
        self.messages[seq] = message
        self.last = max(self.last, seq)
        async with self._changed:
            self._changed.notify_all()
        return True

    async def whole(self, seq: int, *, seconds: float) -> bool:
        """Wait until every message up to `seq` was shown; False when one does not come in time."""
        async with self._changed:
            try:
                await asyncio.wait_for(
                    self._changed.wait_for(lambda: self.missing(seq) == 0), seconds
                )
            except asyncio.TimeoutError:
                return False
        return True

    @property
    def whole_until(self) -> int:
        """The last `seq` before the first that was not shown."""
        return next(seq for seq in count(0) if seq + 1 not in self.messages)

    def missing(self, seq: int) -> int:
        """Return how many of the messages 1 to `seq` were never shown."""
        return sum(each not in self.messages for each in range(1, seq + 1))

    async def until(
        self, enough: Callable[[dict[str, object]], bool], *, after: int, seconds: float
    ) -> bool:
        """Wait for a message beyond `after` that is `enough`; False when none comes in time."""

        def there() -> bool:
            return any(seq > after and enough(each) for seq, each in self.messages.items())

        async with self._changed:
            try:
                await asyncio.wait_for(self._changed.wait_for(there), seconds)
            except asyncio.TimeoutError:
                return False
        return True
