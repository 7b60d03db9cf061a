"""The watch over promised times runs with the application, survives a failure, and ends with it."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.gateway.ticket_watch import ticket_watch


async def test_the_watch_looks_again_and_again_until_the_application_stops() -> None:
    """A look that fails is logged and followed by the next."""
    looks: list[int] = []
    enough = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tend() -> int:
        looks.append(1)
        if len(looks) == 1:
            raise OSError("disk full")
        if len(looks) == 3:
            loop.call_soon_threadsafe(enough.set)
        return 1

    app = web.Application()
    app.cleanup_ctx.append(ticket_watch(tend, every=0.0))
    app.freeze()
    await app.startup()
    await asyncio.wait_for(enough.wait(), timeout=5)
    await app.cleanup()
    seen = len(looks)
    await asyncio.sleep(0.05)

    assert seen >= 3
    assert len(looks) <= seen + 1
