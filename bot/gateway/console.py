"""The staff's pages: `/desk`, `/studio` and the files that web/console was built into."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from aiohttp import web

from bot.console.build import PUBLIC, ConsoleBuild

FOR_GOOD = "public, max-age=31536000, immutable"
"""Each build has a path of its own, so what stands there never changes."""


class ConsolePages:
    """Serves the newest build there is; without one, a page that says what to do."""

    def __init__(self, *, build: ConsoleBuild, unbuilt: Path) -> None:
        """`unbuilt` is the page shown as long as there is no build."""
        self._build = build
        self._unbuilt = unbuilt

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes of the pages; which page it is the browser knows by the path."""
        return [
            web.get("/desk", self.index),
            web.get("/desk/{page}", self.index),
            web.get("/studio", self.index),
            web.get("/studio/{page:.+}", self.index),
            web.get(PUBLIC + "/{path:.+}", self.file),
        ]

    async def index(self, _request: web.Request) -> web.StreamResponse:
        """Return the application's page, or 503 with the page that says what to do."""
        built = self._build.newest()
        if built is None:
            return web.Response(
                text=self._unbuilt.read_text(encoding="utf-8"),
                content_type="text/html",
                status=HTTPStatus.SERVICE_UNAVAILABLE,
            )
        return web.FileResponse(built / "index.html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Return a file of a build; nothing outside the builds."""
        folder = self._build.dist.resolve()
        path = (folder / request.match_info["path"]).resolve()
        if folder not in path.parents or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": FOR_GOOD})
