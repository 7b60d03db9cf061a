"""Tends to what has its time as long as the application runs: tickets (handbook §5) and more."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 60.0


def ticket_watch(
    tend: Callable[[], int],
    every: float = LOOK_EVERY_SECONDS,
    *,
    after: float = 0.0,
    what: str = "tickets",
) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return a cleanup context that calls `tend` in a thread again and again, `every` seconds.

    `tend` returns how many warnings and notices it sent. One that fails does not end the watch.
    The first call is `after` seconds from the start; `what` is tended, for the log.
    """

    async def watch() -> None:
        await asyncio.sleep(after)
        while True:
            try:
                sent = await asyncio.to_thread(tend)
                if sent:
                    log.info("tended", what=what, done=sent)
            except Exception:  # the edge of a background task
                log.exception("watch_failed", what=what)
            await asyncio.sleep(every)

    async def context(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.ensure_future(watch())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return context
