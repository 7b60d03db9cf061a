"""The customer page and the files of its widget."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.channels.session import Sessions


class Pages:
    """Serves `folder`: its index.html at ``/``, everything under ``/static/widget``."""

    def __init__(self, *, folder: Path, sessions: Sessions) -> None:
        """`sessions` gives the page the cookie that its WebSocket shows."""
        self._folder = folder
        self._sessions = sessions

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes of the page and its files."""
        return [
            web.get("/", self.index),
            web.static("/static/widget", self._folder, follow_symlinks=False),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        """Return the page; a browser without a session gets one, any other has it renewed."""
        response = web.FileResponse(self._folder / "index.html")
        self._sessions.grant(request, response, self._sessions.of(request))
        return response
