"""What nothing answered, over HTTP: dealt with, and opened again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from accounts.staff import TRAINER, StaffMember
from bot.channels.shapes import dumps
from bot.desk.door import Door
from bot.errors import RequestRefused
from bot.knowledge.model import Unanswered
from bot.knowledge.service import Knowledge
from bot.studio.change_shapes import NameOf, names_by

HERE = "/api/studio/articles/unanswered/{question}"


class QuestionRoutes:
    """Routes of single questions that nothing answered; the list is beside the articles."""

    def __init__(
        self, *, door: Door, knowledge: Knowledge, names: Callable[[], Mapping[str, str]]
    ) -> None:
        """`names` are those of the staff by number."""
        self._door = door
        self._knowledge = knowledge
        self._names = names

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.post(f"{HERE}/done", self._door.guard(self.done, TRAINER)),
            web.post(f"{HERE}/reopen", self._door.guard(self.reopen, TRAINER)),
        ]

    async def done(self, request: web.Request, me: StaffMember) -> web.Response:
        """Put down that a question has been dealt with; who was first stays on record."""
        end = self._knowledge.end_unanswered
        return await self._one(lambda key: end(key, me.number), request)

    async def reopen(self, request: web.Request, me: StaffMember) -> web.Response:
        """Open a question again."""
        return await self._one(self._knowledge.library.reopen_unanswered, request)

    async def _one(
        self, make: Callable[[str], Unanswered | None], request: web.Request
    ) -> web.Response:
        key = request.match_info["question"]
        made = await asyncio.shield(asyncio.to_thread(make, key))
        if made is None:
            raise RequestRefused("not_found", 404)
        shown = await asyncio.to_thread(self._shown, made)
        return web.json_response({"question": shown}, dumps=dumps)

    def _shown(self, one: Unanswered) -> dict[str, Any]:
        titles = titles_of(self._knowledge)
        return question_json(one, titles, names_by(self._names()))


def titles_of(knowledge: Knowledge) -> Mapping[str, str]:
    """Return the title of each article's newest version, by code."""
    return {each.article.code: each.article.title for each in knowledge.library.versions()}


def question_json(one: Unanswered, titles: Mapping[str, str], name_of: NameOf) -> dict[str, Any]:
    """Return a question that nothing answered, and who dealt with it."""

    def named(code: str) -> dict[str, str]:
        return {"code": code, "title": titles.get(code, code)}

    return {
        "id": one.id,
        "text": one.question,
        "count": one.times,
        "first_at": one.first_at.isoformat(),
        "last_at": one.last_at.isoformat(),
        "near": [named(code) for code in one.near],
        "done_at": one.done_at.isoformat() if one.done_at else None,
        "done_by": one.done_by,
        "done_by_name": name_of(one.done_by) if one.done_by else "",
        "answered_by": named(one.answered_by) if one.answered_by else None,
    }
