"""One reading for all who ask for it at once, and never an old one.

Whatever happens at the desk is told to every desk, and each draws its lists anew. What is read for
one of them serves all that asked before the reading began; who asks later gets the next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Together(Generic[Result]):
    """Shares the readings of `read` between callers of one event loop."""

    def __init__(self, read: Callable[[], Awaitable[Result]]) -> None:
        """Read nothing yet."""
        self._read = read
        self._present: asyncio.Task[Result] | None = None
        self._next: asyncio.Task[Result] | None = None

    async def __call__(self) -> Result:
        """Return what a reading found that began after this call; raises what it raised."""
        if self._next is None:
            self._next = asyncio.ensure_future(self._after(self._present))
        # Shielded: who is cancelled must not take the reading from the others.
        return await asyncio.shield(self._next)

    async def _after(self, before: asyncio.Task[Result] | None) -> Result:
        if before is not None and not before.done():
            with suppress(Exception):
                await asyncio.shield(before)
        self._present, self._next = self._next, None
        return await self._read()
