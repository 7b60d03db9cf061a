"""How many messages a sender or an address may send, and have waiting, in bounded memory."""

from __future__ import annotations

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.errors import RequestRefused

REMEMBERED = 10_000
"""Keys kept at once; the one unused for longest is forgotten, which only ever refills it."""

MINUTE = 60.0

WAITING = 32
"""Messages of one sender that may be under way at once: a person waits for an answer.

They are answered one after another, so the last of them waits for all the others' turns.
"""
WAITING_RETRY_SECONDS = 1


class Buckets:
    """A bucket for each key: `per_minute` tokens at first, and as many again each minute."""

    def __init__(
        self,
        per_minute: int,
        *,
        remembered: int = REMEMBERED,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`seconds` is a monotonic clock; `remembered` bounds the memory."""
        self._size = float(max(1, per_minute))
        self._rate = self._size / MINUTE
        self._remembered = remembered
        self._seconds = seconds
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> int:
        """Take a token and return 0, or take none and return the whole seconds to wait."""
        now = self._seconds()
        level, seen = self._levels.pop(key, (self._size, now))
        level = min(self._size, level + (now - seen) * self._rate)
        granted = level >= 1
        self._levels[key] = (level - 1 if granted else level, now)
        if len(self._levels) > self._remembered:
            self._levels.popitem(last=False)
        return 0 if granted else max(1, math.ceil((1 - level) / self._rate))


class Limits:
    """The two limits of every channel: per sender and per address."""

    def __init__(self, *, senders: Buckets, addresses: Buckets) -> None:
        """Share the buckets among all channels of the process."""
        self._senders = senders
        self._addresses = addresses

    def check(self, sender: str, address: str) -> None:
        """Count one message; raises RequestRefused (429) when either limit is reached.

        What a sender has too much is not counted against the address: one customer's flood
        must not silence the others behind the same address.
        """
        for buckets, key in ((self._senders, sender), (self._addresses, address)):
            wait = buckets.take(key)
            if wait:
                raise RequestRefused("too_many_requests", 429, retry_after=wait)

    def check_address(self, address: str) -> None:
        """Count one request that has no sender yet; raises RequestRefused (429)."""
        wait = self._addresses.take(address)
        if wait:
            raise RequestRefused("too_many_requests", 429, retry_after=wait)


class Waiting:
    """How many messages each sender has under way; who has none takes no memory."""

    def __init__(self, most: int = WAITING) -> None:
        """Let `most` messages of a sender be under way at once."""
        self._most = most
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def room(self, sender: str) -> Iterator[None]:
        """Hold a place for one message of `sender`; raises RequestRefused (429) without one."""
        if self._under_way[sender] >= self._most:
            raise RequestRefused("too_many_requests", 429, retry_after=WAITING_RETRY_SECONDS)
        self._under_way[sender] += 1
        try:
            yield
        finally:
            self._under_way[sender] -= 1
            if not self._under_way[sender]:
                del self._under_way[sender]
