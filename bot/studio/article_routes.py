"""The knowledge base over HTTP: articles, their life, what nothing answered, whole files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from accounts.clock import Clock, local
from accounts.staff import StaffMember
from bot.channels.shapes import dumps
from bot.desk.door import Door, Handler, Work
from bot.desk.reading import body_of, count, maybe_text, one_of, text_field
from bot.errors import RequestRefused
from bot.knowledge.checking import fill
from bot.knowledge.editing import ImportRefused
from bot.knowledge.fields import Problem
from bot.knowledge.model import Event, Kind, KnowledgeRefused, State, Version
from bot.knowledge.service import Knowledge
from bot.knowledge.wording import pieces
from bot.studio.article_files import exported, imported
from bot.studio.article_list import by_state, in_state, known_state, said_by
from bot.studio.article_shapes import (
    BY_PEOPLE,
    Around,
    ArticleWords,
    article_json,
    article_of,
    moves_of,
    problem_json,
    step_json,
)
from bot.studio.change_shapes import names_by
from bot.studio.for_trainers import for_trainers
from bot.studio.words import told

HERE = "/api/studio/articles"
QUERY_CHARS = 100
QUESTION_CHARS = 200
NOTE_CHARS = 500
PAGE, LARGEST_PAGE, LAST_PAGE, LAST_VERSION = 50, 200, 10_000, 1_000_000
UNANSWERED = 200
"""Questions that nothing answered, shown at most: those asked most."""


class ArticleRoutes:
    """Routes of articles."""

    def __init__(
        self,
        *,
        door: Door,
        knowledge: Knowledge,
        clock: Clock,
        words: ArticleWords,
        names: Callable[[], Mapping[str, str]],
        facts: Callable[[], Mapping[str, str]],
    ) -> None:
        """`names` are those of the staff by number, `facts` what articles name of the operator."""
        self._door = door
        self._knowledge = knowledge
        self._clock = clock
        self._words = words
        self._names = names
        self._facts = facts

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; those with a name of their own before those with a code."""
        guarded, one = self._guarded, f"{HERE}/{{code}}"
        return [
            web.get(HERE, guarded(self.listed), allow_head=False),
            web.post(HERE, guarded(self.create)),
            web.post(f"{HERE}/preview", guarded(self.preview)),
            web.post(f"{HERE}/try", guarded(self.try_question)),
            web.get(f"{HERE}/unanswered", guarded(self.unanswered), allow_head=False),
            web.post(f"{HERE}/import", guarded(self.take)),
            web.get(f"{HERE}/export", guarded(self.give), allow_head=False),
            web.get(one, guarded(self.show), allow_head=False),
            web.put(one, guarded(self.edit)),
            web.post(f"{one}/move", guarded(self.move)),
        ]

    async def listed(self, request: web.Request, me: StaffMember) -> web.Response:
        """List the newest version of each article that is looked for."""
        query = request.query
        q, state, kind = (query.get(name, "") for name in ("q", "state", "kind"))
        kinds = {"", *(each.value for each in Kind)}
        if len(q) > QUERY_CHARS or kind not in kinds or not known_state(state):
            raise RequestRefused("bad_request", 400)
        size = count(query, "size", PAGE, LARGEST_PAGE)
        first = (count(query, "page", 1, LAST_PAGE) - 1) * size
        versions = await asyncio.to_thread(self._knowledge.library.versions)
        around = await asyncio.to_thread(self._around)
        asked = await asyncio.to_thread(said_by, versions, q, kind)
        found = in_state(asked, state, around)
        page = found[first : first + size]
        shown = {
            "total": len(found),
            "articles": [article_json(each, around, whole=False) for each in page],
            "kinds": dict(self._words.kinds),
            "states": dict(self._words.states),
            "by_state": by_state(asked, around),
        }
        return web.json_response(shown, dumps=dumps)

    async def show(self, request: web.Request, me: StaffMember) -> web.Response:
        """Show the newest version of an article, what happened to it and what may happen next.

        Or another version of it, with which nothing may happen.
        """
        code, number = request.match_info["code"], count(request.query, "version", 0, LAST_VERSION)
        shown = await asyncio.to_thread(self._whole, code, me.number, number)
        return web.json_response(shown, dumps=dumps)

    async def create(self, request: web.Request, me: StaffMember) -> web.Response:
        """Keep a new article as a draft."""
        return await self._written(await body_of(request), 0, me, status=201)

    async def edit(self, request: web.Request, me: StaffMember) -> web.Response:
        """Keep the next version of an article as a draft."""
        body, code = await body_of(request), request.match_info["code"]
        made_from = body.get("version")
        if body.get("code", code) != code or type(made_from) is not int or made_from < 1:
            raise RequestRefused("bad_request", 400)
        return await self._written({**body, "code": code}, made_from, me, status=200)

    async def move(self, request: web.Request, me: StaffMember) -> web.Response:
        """Submit, approve, reject, discard or withdraw."""
        body, code = await body_of(request), request.match_info["code"]
        event = Event(one_of(body, "event", *(each.value for each in BY_PEOPLE)))
        note = maybe_text(body, "note", NOTE_CHARS)
        make = self._knowledge.editor.move
        await asyncio.shield(asyncio.to_thread(make, code, event, me.number, note))
        return await self._newest(code, 200)

    async def preview(self, request: web.Request, me: StaffMember) -> web.Response:
        """Show an article as customers would read it, and what is wrong with it."""
        shown = await asyncio.to_thread(self._preview, await body_of(request), me.number)
        return web.json_response(shown, dumps=dumps)

    async def try_question(self, request: web.Request, me: StaffMember) -> web.Response:
        """Tell what a customer who asks this would be told."""
        question = text_field(await body_of(request), "question", QUESTION_CHARS)
        decision = await asyncio.to_thread(self._knowledge.decide, question)
        found = [
            {"code": each.article.code, "title": each.article.title, "score": round(each.score, 4)}
            for each in decision.found
        ]
        shown = {"outcome": decision.outcome, "found": found}
        return web.json_response(shown, dumps=dumps)

    async def unanswered(self, request: web.Request, me: StaffMember) -> web.Response:
        """List what nothing answered, most asked first, with the nearest articles."""
        shown = await asyncio.to_thread(self._unanswered)
        return web.json_response({"questions": shown}, dumps=dumps)

    async def take(self, request: web.Request, me: StaffMember) -> web.Response:
        """Import a file whole or not at all; with ``dry_run`` only tell what it would do."""
        shown = await imported(request, self._knowledge.editor, me.number)
        return web.json_response(shown, dumps=dumps)

    async def give(self, request: web.Request, me: StaffMember) -> web.StreamResponse:
        """Export the newest version of each article, or what is served today, as a file."""
        return await exported(request, self._knowledge.library, local(self._clock.now()).date())

    async def _written(
        self, body: Mapping[str, Any], made_from: int, me: StaffMember, *, status: int
    ) -> web.Response:
        reading, editor = article_of(body, me.number), self._knowledge.editor
        article = reading.article
        if reading.problems:
            more = await asyncio.to_thread(editor.faults, article, reading.unread, over=False)
            raise _problems([*reading.problems, *more])
        write = editor.write

        def written() -> Version:
            return write(article, made_from=made_from, by=me.number)

        try:
            await asyncio.shield(asyncio.to_thread(written))
        except KnowledgeRefused as error:
            if error.reason != "stale":
                raise
            present = (await asyncio.to_thread(self._whole, article.code, me.number))["article"]
            details = {"present": present}
            raise RequestRefused("changed_meanwhile", 409, details=details) from error
        return await self._newest(article.code, status)

    async def _newest(self, code: str, status: int) -> web.Response:
        version = await asyncio.to_thread(self._version, code)
        around = await asyncio.to_thread(self._around)
        shown = {"article": article_json(version, around)}
        return web.json_response(shown, status=status, dumps=dumps)

    def _whole(self, code: str, by: str, number: int = 0) -> dict[str, Any]:
        version, around = self._version(code), self._around()
        shown = self._knowledge.library.version(code, number) if number else version
        if shown is None:
            raise KnowledgeRefused("unknown", code=code)
        history = self._knowledge.library.history(code)
        drafted = {each.actor for each in history if _wrote(each.event, each.version, version)}
        writers = frozenset({version.article.author, *drafted})
        return {
            "article": article_json(shown, around),
            "history": [step_json(each, self._words, around.name_of) for each in history],
            "moves": moves_of(version, around, writers, by) if shown == version else [],
            "channels": dict(self._words.channels),
        }

    def _version(self, code: str) -> Version:
        for version in self._knowledge.library.versions():
            if version.article.code == code:
                return version
        raise KnowledgeRefused("unknown", code=code)

    def _around(self) -> Around:
        library = self._knowledge.library
        today = local(self._clock.now()).date()
        published = library.versions(State.PUBLISHED)
        return Around.of(published, library.opinions(), names_by(self._names()), today)

    def _preview(self, body: Mapping[str, Any], by: str) -> dict[str, Any]:
        reading = article_of(body, by)
        article, unread = reading.article, reading.unread
        problems = [*reading.problems, *self._knowledge.editor.faults(article, unread)]
        told_alone = {
            channel: self._pieces(answer)
            for channel, answer in article.answers.items()
            if channel in self._words.channels
        }
        return {
            "pieces": self._pieces(article.answer),
            "channels": told_alone,
            "problems": [problem_json(each) for each in problems],
            "keywords": [] if unread else list(self._knowledge.keywords(article)),
        }

    def _pieces(self, answer: str) -> list[dict[str, str]]:
        facts = self._facts()
        return [
            {"heading": fill(each.heading, facts), "text": fill(each.text, facts)}
            for each in (pieces(answer) if answer else ())
        ]

    def _unanswered(self) -> list[dict[str, Any]]:
        library = self._knowledge.library
        titles = {each.article.code: each.article.title for each in library.versions()}
        return [
            {
                "text": each.question,
                "count": each.times,
                "first_at": each.first_at.isoformat(),
                "last_at": each.last_at.isoformat(),
                "near": [{"code": code, "title": titles.get(code, code)} for code in each.near],
            }
            for each in library.unanswered(UNANSWERED)
        ]

    def _guarded(self, work: Work) -> Handler:
        return for_trainers(self._door, work, (ImportRefused, KnowledgeRefused), self._refusal)

    def _refusal(self, error: ImportRefused | KnowledgeRefused) -> RequestRefused:
        if isinstance(error, ImportRefused):
            return _problems(error.problems)
        if error.reason == "unknown":
            return RequestRefused("not_found", 404)
        if error.reason == "own_work":
            return RequestRefused("own_work", 409)
        if error.reason == "stale":
            return RequestRefused("changed_meanwhile", 409)
        named = {
            "state": self._words.states.get(error.details.get("state", ""), ""),
            "event": self._words.events.get(error.details.get("event", ""), ""),
        }
        reason = told(f"kb_refused_{error.reason}", **{**error.details, **named})
        return RequestRefused("refused", 409, details={"reason": reason})


def _problems(problems: Sequence[Problem]) -> RequestRefused:
    listed = [problem_json(each) for each in problems]
    return RequestRefused("problems", 422, details={"problems": listed})


def _wrote(event: str, number: int, version: Version) -> bool:
    return event == "draft" and number == version.number
