"""What helps with writing: quick replies and suggestions (docs/desk-api.md)."""

from __future__ import annotations

import asyncio

from aiohttp import web

from accounts.staff import StaffMember
from bot.channels.downloads import download
from bot.channels.shapes import dumps
from bot.desk.access import Cases
from bot.desk.door import WORKERS, Door
from bot.desk.ports import Papers
from bot.desk.quick_replies import QuickReplies
from bot.desk.reading import body_of, one_of
from bot.desk.suggestions import OUTCOMES, Suggestions, article_json, suggested_json
from bot.desk.values import ReplyValues
from bot.errors import RequestRefused

QUERY_CHARS = 40
QUESTION_CHARS = 200
ARTICLES = 8


class HelpRoutes:
    """Routes of quick replies and suggestions."""

    def __init__(
        self,
        *,
        door: Door,
        cases: Cases,
        replies: QuickReplies,
        values: ReplyValues,
        suggestions: Suggestions,
        papers: Papers,
    ) -> None:
        """`values` fills the variables of `replies`."""
        self._door = door
        self._cases = cases
        self._replies = replies
        self._values = values
        self._suggestions = suggestions
        self._papers = papers

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        guard, here = self._door.guard, "/api/desk/suggestions"
        quick, file = guard(self.quick_replies, *WORKERS), guard(self.file, *WORKERS)
        return [
            web.get("/api/desk/quick-replies", quick, allow_head=False),
            web.get("/api/desk/knowledge", guard(self.articles, *WORKERS), allow_head=False),
            web.get("/api/desk/knowledge/files/{file}", file, allow_head=False),
            web.get(here, guard(self.suggested, *WORKERS), allow_head=False),
            web.post(f"{here}/{{suggestion}}", guard(self.judged, *WORKERS)),
        ]

    async def quick_replies(self, request: web.Request, me: StaffMember) -> web.Response:
        """Find quick replies by word or initials."""
        query = request.query.get("q", "")
        if len(query) > QUERY_CHARS:
            raise RequestRefused("bad_request", 400)
        values: dict[str, str] = {}
        if "conversation" in request.query:
            case = await self._cases.visible(request.query["conversation"], me)
            values = await self._values.of(case)
        shown = [
            {
                "id": each.id,
                "folder": each.folder,
                "title": each.title,
                "text": each.filled(values),
                "initials": each.initials,
            }
            for each in self._replies.found(query)
        ]
        return web.json_response({"replies": shown}, dumps=dumps)

    async def articles(self, request: web.Request, me: StaffMember) -> web.Response:
        """Search the knowledge base, internal articles included."""
        query = request.query.get("q", "").strip()
        if not 1 <= len(query) <= QUESTION_CHARS:
            raise RequestRefused("bad_request", 400)
        search = self._suggestions.knowledge.search
        found = await asyncio.to_thread(search, query, ARTICLES)
        shown = [article_json(each) for each in found]
        return web.json_response({"articles": shown}, dumps=dumps)

    async def file(self, request: web.Request, me: StaffMember) -> web.Response:
        """Send a file of an article, of an internal one too."""
        fetch = self._suggestions.knowledge.file
        found = await asyncio.to_thread(fetch, request.match_info["file"])
        if found is None:
            raise RequestRefused("not_found", 404)
        file, content = found
        return download(file.name, file.media_type, content)

    async def suggested(self, request: web.Request, me: StaffMember) -> web.Response:
        """Suggest replies to the customer's last message."""
        case = await self._cases.own(request.query.get("conversation", ""), me)
        found = await self._suggestions.of(case)
        shown = [suggested_json(each) for each in found]
        return web.json_response({"suggestions": shown}, dumps=dumps)

    async def judged(self, request: web.Request, me: StaffMember) -> web.Response:
        """Note what the agent made of a suggestion."""
        outcome = one_of(await body_of(request), "outcome", *OUTCOMES)
        id_ = request.match_info["suggestion"]
        if not await self._papers.judge_suggested(id_, me.number, outcome):
            raise RequestRefused("not_found", 404)
        return web.Response(status=204)
