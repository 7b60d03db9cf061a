"""The trainers' inbox over HTTP (docs/studio-api.md)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from aiohttp import web

from accounts.staff import StaffMember
from bot.changes.model import Change
from bot.channels.shapes import dumps
from bot.desk.door import Door, Handler, Work
from bot.desk.reading import body_of, count, maybe_text, text_field
from bot.errors import RequestRefused
from bot.inbox.listing import SIZE, SORTS
from bot.inbox.model import REASONS, Entity, State
from bot.inbox.picking import Picker
from bot.inbox.service import MOST_CHARS, NOTE_CHARS, Decided, Inbox
from bot.inbox.storage.listed import Wanted
from bot.inbox.unread import Marks
from bot.studio.change_shapes import names_by
from bot.studio.corpus_shapes import change_json
from bot.studio.corpus_words import CorpusWords
from bot.studio.for_trainers import for_trainers
from bot.studio.inbox_refusals import REFUSALS, refusal_of
from bot.studio.inbox_shapes import decision_json, item_json, listed_json, unread_json

HERE = "/api/studio/inbox"
MOST_SIZE, MOST_PAGES = 100, 10_000
MOST_AT_ONCE = 200
WORD_CHARS = 60
NAME_CHARS = 100
ID_CHARS = 200
ME, NOBODY = "me", "none"


class Wording(Protocol):
    """Says what stands in the scripts."""

    def text(self, key: str, /) -> str:
        """Return the line `key`."""
        ...


class InboxRoutes:
    """Routes of the inbox."""

    def __init__(
        self,
        *,
        door: Door,
        inbox: Inbox,
        marks: Marks,
        picker: Picker,
        wording: Wording,
        words: CorpusWords,
        names: Callable[[], Mapping[str, str]],
        colleagues: Callable[[], Sequence[StaffMember]],
    ) -> None:
        """`names` are those of the staff by number, `colleagues` can be given a message.

        `marks` tells which marks the bot does not read so.
        """
        self._door = door
        self._inbox = inbox
        self._marks = marks
        self._picker = picker
        self._words = words
        self._names = names
        self._colleagues = colleagues
        self._wording = wording

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        post = {
            "collect": self.collect,
            "pick": self.pick,
            "label": self.label_several,
            "marks": self.marks,
            "{item}/label": self.label,
            "{item}/skip": self.skip,
            "{item}/not_ours": self.not_ours,
            "{item}/assign": self.assign,
            "{item}/undo": self.undo,
        }
        return [
            web.get(HERE, self._guarded(self.listed), allow_head=False),
            web.get(f"{HERE}/colleagues", self._guarded(self.colleagues), allow_head=False),
            web.get(f"{HERE}/{{item}}/history", self._guarded(self.history), allow_head=False),
            *(web.post(f"{HERE}/{path}", self._guarded(work)) for path, work in post.items()),
        ]

    async def listed(self, request: web.Request, me: StaffMember) -> web.Response:
        """List the inbox by groups, a page at a time."""
        query = request.query
        page = count(query, "page", 1, MOST_PAGES)
        size = count(query, "size", SIZE, MOST_SIZE)
        sort, reason = _one_of(query, "sort", SORTS, "fair"), _one_of(query, "reason", REASONS, "")
        wanted = _wanted(query, me.number)

        def look() -> dict[str, Any]:
            found = self._inbox.lists.page(wanted, reason=reason, sort=sort, page=page, size=size)
            return listed_json(found, self._words.title)

        return web.json_response(await asyncio.to_thread(look), dumps=dumps)

    async def colleagues(self, request: web.Request, me: StaffMember) -> web.Response:
        """List those to whom a message can be given, oneself included."""
        found = await asyncio.to_thread(self._colleagues)
        shown = [{"number": each.number, "name": each.name} for each in found]
        return web.json_response({"colleagues": shown}, dumps=dumps)

    async def collect(self, request: web.Request, me: StaffMember) -> web.Response:
        """Bring the inbox up to date now."""
        found = await asyncio.to_thread(self._inbox.collect)
        return web.json_response({"added": found.added, "seen": found.seen}, dumps=dumps)

    async def pick(self, request: web.Request, me: StaffMember) -> web.Response:
        """Put a message of a conversation into the inbox."""
        body = await body_of(request)
        conversation = text_field(body, "conversation", ID_CHARS)
        place = body.get("seq")
        if not isinstance(place, int) or isinstance(place, bool):
            raise RequestRefused("bad_request", 400)
        work = partial(self._picker.pick, conversation, place, me.number)
        picked = await asyncio.shield(asyncio.to_thread(work))
        shown = {"item": item_json(picked.item, self._words.title), "new": picked.is_new}
        return web.json_response(shown, dumps=dumps)

    async def label(self, request: web.Request, me: StaffMember) -> web.Response:
        """Teach a message as an example."""
        body = await body_of(request)
        intent = text_field(body, "intent", NAME_CHARS)
        text = None if body.get("text") is None else maybe_text(body, "text", MOST_CHARS + 1)
        entities = _entities(body.get("entities"))
        item = request.match_info["item"]

        def work() -> Decided:
            return self._inbox.label(item, intent, me.number, text=text, entities=entities)

        return await self._done(work)

    async def label_several(self, request: web.Request, me: StaffMember) -> web.Response:
        """Teach several messages as examples of one intent; each is done or refused by itself."""
        body = await body_of(request)
        intent = text_field(body, "intent", NAME_CHARS)
        ids = body.get("items")
        if not isinstance(ids, list) or not 1 <= len(ids) <= MOST_AT_ONCE:
            raise RequestRefused("bad_request", 400)
        wanted = list(dict.fromkeys(_item_id(each) for each in ids))
        shown = await asyncio.shield(asyncio.to_thread(self._several, wanted, intent, me.number))
        return web.json_response(shown, dumps=dumps)

    async def history(self, request: web.Request, me: StaffMember) -> web.Response:
        """Tell who decided what about a message, oldest first."""
        item = request.match_info["item"]

        def look() -> dict[str, Any]:
            name_of = names_by(self._names())
            found = self._inbox.history(item)
            return {"history": [decision_json(each, self._words.title, name_of) for each in found]}

        return web.json_response(await asyncio.to_thread(look), dumps=dumps)

    async def marks(self, request: web.Request, me: StaffMember) -> web.Response:
        """Tell which marks the bot does not read so, and what would teach it."""
        body = await body_of(request)
        text = text_field(body, "text", MOST_CHARS)
        entities = _entities(body.get("entities"))
        found = await asyncio.to_thread(self._marks, text, entities)
        return web.json_response({"unread": [unread_json(each) for each in found]}, dumps=dumps)

    async def skip(self, request: web.Request, me: StaffMember) -> web.Response:
        """Lay a message aside."""
        note = maybe_text(await body_of(request), "note", NOTE_CHARS)
        item = request.match_info["item"]
        return await self._done(lambda: self._inbox.skip(item, me.number, note), with_change=False)

    async def not_ours(self, request: web.Request, me: StaffMember) -> web.Response:
        """Say that a message is no matter of ours."""
        teach = (await body_of(request)).get("teach", False)
        if not isinstance(teach, bool):
            raise RequestRefused("bad_request", 400)
        item = request.match_info["item"]
        return await self._done(lambda: self._inbox.not_ours(item, me.number, teach=teach))

    async def assign(self, request: web.Request, me: StaffMember) -> web.Response:
        """Give a message to a member of staff, or to nobody."""
        to = (await body_of(request)).get("to")
        if to is not None and not isinstance(to, str):
            raise RequestRefused("bad_request", 400)
        item = request.match_info["item"]
        return await self._done(lambda: self._inbox.assign(item, to, me.number), with_change=False)

    async def undo(self, request: web.Request, me: StaffMember) -> web.Response:
        """Open a message again; an example that was added is taken out."""
        item = request.match_info["item"]
        return await self._done(lambda: self._inbox.undo(item, me.number), with_change=False)

    def _several(self, ids: Sequence[str], intent: str, by: str) -> dict[str, Any]:
        items, refused = [], []
        for each in ids:
            try:
                decided = self._inbox.label(each, intent, by)
            except REFUSALS as error:  # noqa: PERF203 - each is refused by itself
                why = refusal_of(error, self._words)
                refused.append({"id": each, "error": why.reason, "message": self._word(why)})
            else:
                items.append(item_json(decided.item, self._words.title))
        return {"items": items, "refused": refused}

    def _word(self, why: RequestRefused) -> str:
        """Return why one of several was refused: its problems, else what the code means."""
        problems = [str(each["message"]) for each in why.details.get("problems") or ()]
        return "；".join(problems) or self._wording.text(f"error_{why.reason}")

    async def _done(self, work: Callable[[], Decided], *, with_change: bool = True) -> web.Response:
        # Shielded: a browser that goes away must not leave a decision half made.
        decided = await asyncio.shield(asyncio.to_thread(work))
        shown: dict[str, Any] = {"item": item_json(decided.item, self._words.title)}
        if with_change:
            made = decided.change
            shown["change"] = None if made is None else await asyncio.to_thread(self._change, made)
        return web.json_response(shown, dumps=dumps)

    def _change(self, made: Change) -> dict[str, Any]:
        return change_json(made, self._words, names_by(self._names()), {made.area: None})

    def _guarded(self, work: Work) -> Handler:
        return for_trainers(
            self._door, work, REFUSALS, lambda error: refusal_of(error, self._words)
        )


def _wanted(query: Mapping[str, str], me: str) -> Wanted:
    """Return what a query wants to see; raises RequestRefused (400)."""
    state = State(_one_of(query, "state", [each.value for each in State], State.OPEN.value))
    words, assignee = query.get("q", "").strip(), query.get("assignee", "")
    if max(len(words), len(assignee)) > WORD_CHARS:
        raise RequestRefused("bad_request", 400)
    if assignee == NOBODY:
        return Wanted(state, unassigned=True, words=words)
    return Wanted(state, assignee=me if assignee == ME else assignee or None, words=words)


def _one_of(query: Mapping[str, str], name: str, values: Collection[str], default: str) -> str:
    """Return a value of the query that is one of `values`; raises RequestRefused (400)."""
    value = query.get(name, "")
    if value and value not in values:
        raise RequestRefused("bad_request", 400)
    return value or default


def _entities(value: object) -> list[Entity]:
    """Return the entities in a body, which may have none; raises RequestRefused (400)."""
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MOST_CHARS:
        raise RequestRefused("bad_request", 400)
    return [_entity(each) for each in value]


def _entity(value: object) -> Entity:
    if not isinstance(value, dict):
        raise RequestRefused("bad_request", 400)
    start, end, name = value.get("start"), value.get("end"), value.get("entity")
    worth = value.get("value")
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in (start, end))
    if not whole or not isinstance(name, str) or not isinstance(worth, str | None):
        raise RequestRefused("bad_request", 400)
    return Entity(int(start or 0), int(end or 0), name, worth)


def _item_id(value: object) -> str:
    if not isinstance(value, str):
        raise RequestRefused("bad_request", 400)
    return value
