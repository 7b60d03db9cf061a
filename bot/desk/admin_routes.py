"""Searching, reading and exporting conversations (docs/desk-api.md): masked, and for who may."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from accounts.staff import SUPERVISOR, TRAINER, StaffMember
from bot.channels.shapes import dumps
from bot.conversation.handoffs import HandoffRefused
from bot.desk.door import Door
from bot.desk.export import FORMATS, as_csv, as_xlsx
from bot.desk.reading import count
from bot.desk.reviewing import Reviews
from bot.desk.searching import narrowed
from bot.desk.shapes import event_json
from bot.desk.words import Words
from bot.errors import RequestRefused
from bot.handoff.service import HandoffService

SIZE, MOST_SIZE = 50, 200
MOST_PAGES = 100_000
MOST_ROWS = 10_000
AT_ONCE = 500


class AdminRoutes:
    """Routes over all conversations."""

    def __init__(
        self,
        *,
        door: Door,
        reviews: Reviews,
        handoffs: HandoffService,
        words: Words,
    ) -> None:
        """`reviews` masks what is found."""
        self._door = door
        self._reviews = reviews
        self._handoffs = handoffs
        self._words = words

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; the export stands before the path that would swallow it."""

        def get(path: str, work: Any) -> web.RouteDef:
            return web.get(path, self._door.guard(work, SUPERVISOR, TRAINER), allow_head=False)

        here = "/api/admin/conversations"
        return [
            get(here, self.search),
            get(f"{here}/export", self.export),
            get(f"{here}/filters", self.filters),
            get(f"{here}/{{conversation}}", self.conversation),
            get("/api/admin/handoffs/{handoff}/events", self.events),
        ]

    async def search(self, request: web.Request, me: StaffMember) -> web.Response:
        """Find conversations, a page at a time."""
        page = count(request.query, "page", 1, MOST_PAGES)
        size = count(request.query, "size", SIZE, MOST_SIZE)
        body = await self._reviews.page(request.query, page, size)
        return web.json_response(body, dumps=dumps)

    async def filters(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return what can be chosen among: codes by their names."""
        codes = {code: self._words.title(code) for code in self._words.titles}
        body = {
            "reasons": self._words.table("reasons"),
            "codes": codes,
            "intents": {code: self._reviews.intents(code) for code in self._words.titles},
        }
        return web.json_response(body, dumps=dumps)

    async def export(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return what is found as a file, one row a conversation."""
        kind = request.query.get("format", "csv")
        if kind not in FORMATS:
            raise RequestRefused("bad_request", 400)
        wanted, whole = await narrowed(request.query, self._reviews.readings)
        archive = self._reviews.archive
        rows: list[dict[str, Any]] = []
        while len(rows) < MOST_ROWS:
            left = min(AT_ONCE, MOST_ROWS - len(rows))
            found = await archive.found(wanted, offset=len(rows), limit=left)
            rows += [await self._reviews.rows.row(each) for each in found]
            if len(found) < left:
                break
        make = as_csv if kind == "csv" else as_xlsx
        response = web.Response(
            body=make(rows, self._words),
            content_type=FORMATS[kind],
            headers={"Content-Disposition": f'attachment; filename="conversations.{kind}"'},
        )
        if not whole:
            response.headers["X-Truncated"] = "true"
        if len(rows) == MOST_ROWS and await archive.count(wanted) > MOST_ROWS:
            response.headers["X-Truncated"] = "true"
        return response

    async def conversation(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return one conversation whole, masked."""
        body = await self._reviews.whole(request.match_info["conversation"])
        if body is None:
            raise RequestRefused("not_found", 404)
        return web.json_response(body, dumps=dumps)

    async def events(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return the record of a handoff."""
        try:
            handoff = await self._handoffs.handoff(request.match_info["handoff"])
        except HandoffRefused as error:
            raise RequestRefused("not_found", 404) from error
        found = await self._handoffs.events_of(handoff.id)
        titles, actors = self._words.table("events"), self._words.table("actors")
        shown = [event_json(each, titles, actors) for each in found]
        return web.json_response({"events": shown}, dumps=dumps)
