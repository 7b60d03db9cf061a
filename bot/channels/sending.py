"""Sends frames to open pages and desks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from async_timeout import timeout

from bot.channels.shapes import dumps


async def send_frame(
    socket: web.WebSocketResponse, frame: Mapping[str, Any], seconds: float
) -> None:
    """Send `frame`; raises asyncio.TimeoutError when it is not taken for `seconds`."""
    text = dumps(frame)
    # Not asyncio.wait_for: in Python 3.10 it may swallow the end of the task (bpo-37658), and
    # the page would never be let go.
    async with timeout(seconds):
        await socket.send_str(text)
