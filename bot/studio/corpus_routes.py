"""Examples, synonyms, dictionary, findings and changes over HTTP (docs/studio-api.md)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from accounts.staff import StaffMember
from bot.changes.model import AREAS, Change
from bot.channels.shapes import dumps
from bot.corpus.bootstrap import Teaching
from bot.corpus.model import Entity, Example, Marked, Skipped
from bot.desk.door import Door, Handler, Work
from bot.desk.reading import body_of, count, text_field
from bot.errors import RequestRefused, XiaotongError
from bot.studio.change_shapes import names_by
from bot.studio.corpus_shapes import FindingBook, change_json, example_json
from bot.studio.corpus_words import CorpusWords
from bot.studio.for_trainers import for_trainers
from bot.studio.lint_routes import LintRoutes
from bot.studio.refusals import REFUSALS, refusal_of
from bot.training.check import Report

HERE = "/api/studio"
SIZE, MOST_SIZE, MOST_PAGES = 50, 500, 100_000
CHARS = 2000
"""Characters of a text that is read at all; what is too long for an example is told as such."""
WORD_CHARS = 60

Undo = Callable[[str, str], Change]


class CorpusRoutes:
    """Routes of what trainers teach with; `undoers` undo changes, by area."""

    def __init__(
        self,
        *,
        door: Door,
        teaching: Teaching,
        words: CorpusWords,
        names: Callable[[], Mapping[str, str]],
        undoers: Mapping[str, Undo],
    ) -> None:
        """`names` are those of the staff by number."""
        self._door = door
        self._teaching = teaching
        self._words = words
        self._names = names
        self._undoers = undoers
        self._looking: asyncio.Future[Report] | None = None
        self._lint = LintRoutes(
            teaching=teaching,
            words=words,
            names=names,
            guarded=self._guarded,
            change_json=self._change,
        )

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""

        def get(path: str, work: Work) -> web.RouteDef:
            return web.get(f"{HERE}{path}", self._guarded(work), allow_head=False)

        return [
            get("/intents", self.intents),
            get("/intents/{intent}/examples", self.of_intent),
            web.post(f"{HERE}/intents/{{intent}}/examples", self._guarded(self.add)),
            get("/examples", self.search),
            web.put(f"{HERE}/examples/{{example}}", self._guarded(self.replace)),
            web.delete(f"{HERE}/examples/{{example}}", self._guarded(self.remove)),
            web.post(f"{HERE}/examples/{{example}}/only", self._guarded(self.keep_only)),
            *self._lint.routes(HERE),
            get("/synonyms", self.synonyms),
            web.post(f"{HERE}/synonyms", self._guarded(self.add_synonym)),
            web.delete(f"{HERE}/synonyms", self._guarded(self.remove_synonym)),
            get("/dictionary", self.dictionary),
            web.post(f"{HERE}/dictionary", self._guarded(self.add_word)),
            web.delete(f"{HERE}/dictionary", self._guarded(self.remove_word)),
            get("/changes", self.changes),
            web.post(f"{HERE}/changes/{{change}}/undo", self._guarded(self.undo)),
        ]

    # examples

    async def intents(self, request: web.Request, me: StaffMember) -> web.Response:
        """List the intents with their numbers of examples and findings."""
        corpus, words = self._teaching.corpus, self._words
        counts = await asyncio.to_thread(corpus.counts)
        latest = self._teaching.linter.latest()
        found = Counter(one.intent for one in latest.findings) if latest is not None else Counter()
        self._look_soon()
        body = {
            "intents": [
                {
                    "intent": intent,
                    "title": words.title(intent),
                    "group": words.group(intent),
                    "examples": number,
                    "findings": found[intent],
                }
                for intent, number in counts.items()
            ],
            "entities": [
                {"entity": name, "title": title}
                for name in corpus.entities()
                if (title := words.entity(name)) is not None
            ],
        }
        return _json(body)

    async def of_intent(self, request: web.Request, me: StaffMember) -> web.Response:
        """List the examples of an intent, a page at a time."""
        return await self._examples(request, request.match_info["intent"])

    async def search(self, request: web.Request, me: StaffMember) -> web.Response:
        """Find examples in all intents."""
        if not request.query.get("q", "").strip():
            raise RequestRefused("bad_request", 400)
        return await self._examples(request, None)

    async def add(self, request: web.Request, me: StaffMember) -> web.Response:
        """Add examples to an intent."""
        texts = (await body_of(request)).get("texts")
        if not isinstance(texts, list):
            raise RequestRefused("bad_request", 400)
        marked = [_marked(text) for text in texts]
        intent = request.match_info["intent"]
        added = await asyncio.to_thread(self._teaching.corpus.add, intent, marked, me.number)
        body = {
            "change": await self._change(added.change),
            "added": len(added.added),
            "skipped": [self._skipped(one) for one in added.skipped],
        }
        return _json(body, 201)

    async def replace(self, request: web.Request, me: StaffMember) -> web.Response:
        """Change an example, or move it to another intent."""
        body, key = await body_of(request), request.match_info["example"]
        corpus = self._teaching.corpus
        intent = body.get("intent")
        if intent is not None and not isinstance(intent, str):
            raise RequestRefused("bad_request", 400)
        if "text" in body:
            marked = Marked(text_field(body, "text", CHARS, least=0), _entities(body))
        else:
            old = await asyncio.to_thread(corpus.example, key)
            given = _entities(body) if "entities" in body else old.entities
            marked = Marked(old.text, given)
        change, example = await asyncio.to_thread(corpus.replace, key, marked, intent, me.number)
        shown = await asyncio.to_thread(self._shown, example)
        return _json({"change": await self._change(change), "example": shown})

    async def remove(self, request: web.Request, me: StaffMember) -> web.Response:
        """Take an example out, as long as one of its twins stands where some are named."""
        key = request.match_info["example"]
        twins = [one for one in request.query.get("twins", "").split(",") if one]
        change = await asyncio.to_thread(self._teaching.corpus.remove, key, me.number, twins)
        return _json({"change": await self._change(change)})

    async def keep_only(self, request: web.Request, me: StaffMember) -> web.Response:
        """Take other examples out, as long as this one stands."""
        others = (await body_of(request)).get("others")
        if not isinstance(others, list) or not all(isinstance(one, str) for one in others):
            raise RequestRefused("bad_request", 400)
        key, corpus = request.match_info["example"], self._teaching.corpus
        change = await asyncio.to_thread(corpus.keep_only, key, others, me.number)
        return _json({"change": await self._change(change)})

    # synonyms and dictionary

    async def synonyms(self, request: web.Request, me: StaffMember) -> web.Response:
        """List the synonyms, and what can have some."""
        book = self._teaching.synonyms
        listed, values = await asyncio.to_thread(lambda: (book.listed(), book.values()))
        body = {
            "synonyms": [
                {"value": one.value, "title": one.title, "words": list(one.words)} for one in listed
            ],
            "values": [
                {
                    "value": one.code,
                    "title": one.name,
                    "entity": "package_name" if one.kind == "package" else "service_name",
                }
                for one in values
            ],
        }
        return _json(body)

    async def add_synonym(self, request: web.Request, me: StaffMember) -> web.Response:
        """Let a word mean an item, at once."""
        body = await body_of(request)
        value, word = (text_field(body, name, WORD_CHARS) for name in ("value", "word"))
        change = await asyncio.to_thread(self._teaching.synonyms.add, value, word, me.number)
        return _json({"change": await self._change(change)}, 201)

    async def remove_synonym(self, request: web.Request, me: StaffMember) -> web.Response:
        """Take a synonym back."""
        value, word = (text_field(request.query, name, WORD_CHARS) for name in ("value", "word"))
        change = await asyncio.to_thread(self._teaching.synonyms.remove, value, word, me.number)
        return _json({"change": await self._change(change)})

    async def dictionary(self, request: web.Request, me: StaffMember) -> web.Response:
        """List the words, a page at a time."""
        words = await asyncio.to_thread(self._teaching.dictionary.listed, _q(request))
        body = {
            "total": len(words),
            "words": [
                {"word": one.word, "frequency": one.frequency, "tag": one.tag}
                for one in _page(request, words)
            ],
        }
        return _json(body)

    async def add_word(self, request: web.Request, me: StaffMember) -> web.Response:
        """Add a word; it counts from the next training on."""
        body = await body_of(request)
        given: dict[str, Any] = {}
        for name, kind in (("frequency", int), ("tag", str)):
            if body.get(name) is not None:
                if not isinstance(body[name], kind) or isinstance(body[name], bool):
                    raise RequestRefused("bad_request", 400)
                given[name] = body[name]
        word, dictionary = text_field(body, "word", WORD_CHARS), self._teaching.dictionary
        change = await asyncio.to_thread(lambda: dictionary.add(word, me.number, **given))
        return _json({"change": await self._change(change)}, 201)

    async def remove_word(self, request: web.Request, me: StaffMember) -> web.Response:
        """Take a word out."""
        word = text_field(request.query, "word", WORD_CHARS)
        change = await asyncio.to_thread(self._teaching.dictionary.remove, word, me.number)
        return _json({"change": await self._change(change)})

    # the log

    async def changes(self, request: web.Request, me: StaffMember) -> web.Response:
        """List what was changed, newest first."""
        query = request.query
        area = query.get("area") or None
        if area is not None and area not in AREAS:
            raise RequestRefused("bad_request", 400)
        size = count(query, "size", SIZE, MOST_SIZE)
        log, author, before = self._teaching.changes, query.get("author"), query.get("before")
        found = await asyncio.to_thread(
            lambda: log.listed(area=area, author=author or None, before=before or None, limit=size)
        )
        names = await asyncio.to_thread(self._names)
        return _json({"changes": [self._change_json(one, names) for one in found]})

    async def undo(self, request: web.Request, me: StaffMember) -> web.Response:
        """Take a change back."""
        key = request.match_info["change"]
        change = await asyncio.to_thread(self._teaching.changes.find, key)
        if change is None:
            raise RequestRefused("not_found", 404)
        undo = self._undoers.get(change.area)
        if undo is None:
            reason = self._words.line("corpus_refused_not_undoable")
            raise RequestRefused("refused", 409, details={"reason": reason})
        undone = await asyncio.to_thread(undo, key, me.number)
        return _json({"change": await self._change(undone)})

    # the inside

    async def _examples(self, request: web.Request, intent: str | None) -> web.Response:
        q = _q(request)
        found = await asyncio.to_thread(self._teaching.corpus.examples, intent, q)
        chosen = _page(request, found)
        latest = self._teaching.linter.latest()
        self._look_soon()
        every = await asyncio.to_thread(self._teaching.corpus.examples)
        book = FindingBook(latest.findings if latest else (), every, self._words)
        body = {"total": len(found), "examples": [example_json(one, book) for one in chosen]}
        return _json(body)

    def _look_soon(self) -> None:
        """Work the findings out beside the requests, so that the next page can show them."""
        linter = self._teaching.linter
        if (self._looking is None or self._looking.done()) and linter.is_due():
            loop = asyncio.get_running_loop()
            self._looking = loop.run_in_executor(None, linter.report)

    def _shown(self, example: Example) -> dict[str, Any]:
        latest = self._teaching.linter.latest()
        every = self._teaching.corpus.examples()
        return example_json(
            example, FindingBook(latest.findings if latest else (), every, self._words)
        )

    def _skipped(self, one: Skipped) -> dict[str, str]:
        place = one.places[0] if one.places else None
        values = {
            "place": f"{place.file}:{place.line}" if place else "",
            "intent": self._words.title(place.intent) if place else "",
        }
        return {
            "text": one.text,
            "reason": self._words.line(f"corpus_skipped_{one.reason}", **values),
        }

    async def _change(self, change: Change) -> dict[str, Any]:
        return self._change_json(change, await asyncio.to_thread(self._names))

    def _change_json(self, change: Change, names: Mapping[str, str]) -> dict[str, Any]:
        return change_json(change, self._words, names_by(names), self._undoers)

    def _guarded(self, work: Work) -> Handler:
        return for_trainers(self._door, work, REFUSALS, self._refusal)

    def _refusal(self, error: XiaotongError) -> RequestRefused:
        return refusal_of(error, self._words, self._shown)


def _json(body: Mapping[str, Any], status: int = 200) -> web.Response:
    return web.json_response(body, status=status, dumps=dumps)


def _q(request: web.Request) -> str:
    q = request.query.get("q", "")
    if len(q) > WORD_CHARS:
        raise RequestRefused("bad_request", 400)
    return q


def _page(request: web.Request, found: Sequence[Any]) -> Sequence[Any]:
    page = count(request.query, "page", 1, MOST_PAGES)
    size = count(request.query, "size", SIZE, MOST_SIZE)
    return found[(page - 1) * size : page * size]


def _marked(given: Any) -> Marked:
    """Return a text to add: as it is, or with what is marked; raises RequestRefused (400)."""
    if isinstance(given, str):
        return Marked(given)
    if not isinstance(given, dict):
        raise RequestRefused("bad_request", 400)
    return Marked(text_field(given, "text", CHARS, least=0), _entities(given))


def _entities(body: Mapping[str, Any]) -> tuple[Entity, ...]:
    """Return the marked stretches; raises RequestRefused (400) for what is none."""
    given = body.get("entities")
    if given is None:
        return ()
    if not isinstance(given, list):
        raise RequestRefused("bad_request", 400)
    return tuple(_entity(each) for each in given)


def _entity(given: Any) -> Entity:
    if not isinstance(given, dict):
        raise RequestRefused("bad_request", 400)
    start, end, name, value = (given.get(key) for key in ("start", "end", "entity", "value"))
    if isinstance(start, bool) or isinstance(end, bool):
        raise RequestRefused("bad_request", 400)
    if not (isinstance(start, int) and isinstance(end, int) and isinstance(name, str)):
        raise RequestRefused("bad_request", 400)
    if not (value is None or isinstance(value, str)):
        raise RequestRefused("bad_request", 400)
    return Entity(start, end, name, value)
