"""Searching, reading and exporting conversations (docs/desk-api.md): masked, and for who may."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from aiohttp import web

from accounts.clock import SHANGHAI
from accounts.staff import SUPERVISOR, TRAINER, StaffMember
from bot.channels.shapes import dumps
from bot.conversation.handoffs import HandoffRefused
from bot.conversation.ports import ConversationStore
from bot.desk.board import WhoBook
from bot.desk.door import Door
from bot.desk.export import FORMATS, as_csv, as_xlsx
from bot.desk.model import Row, Search
from bot.desk.ports import Archive
from bot.desk.reading import count
from bot.desk.shapes import at, event_json, message_json, note_json, who_json
from bot.desk.words import Words
from bot.errors import RequestRefused
from bot.handoff.service import HandoffService
from bot.redaction import mask_text

SIZE, MOST_SIZE = 50, 200
MOST_PAGES = 100_000
MOST_ROWS = 10_000
AT_ONCE = 500
WORD_CHARS = 60
MESSAGES = 1000
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class RowShapes:
    """Makes rows of what a search finds."""

    who: WhoBook
    words: Words

    async def rows(self, found: Sequence[Row]) -> list[dict[str, Any]]:
        """Return the conversations of a page, their customers looked up at once."""
        await self.who.of_all(each.number for each in found)
        return [await self.row(each) for each in found]

    async def row(self, found: Row) -> dict[str, Any]:
        """Return one conversation, masked."""
        code, _, result = (found.wrap_up_code or "").partition(":")
        results = self.words.table("results")
        titled = results[result]["title"] if result in results else None
        waited = _between(found.requested_at, found.accepted_at)
        handled = _between(found.accepted_at, found.ended_at)
        return {
            "conversation": found.conversation_id,
            "channel": found.channel,
            "opened_at": at(found.opened_at),
            "closed_at": at(found.closed_at),
            "last_at": at(found.last_at),
            "owner": found.owner,
            "messages": sum(found.counts.values()),
            "customer_messages": found.counts.get("customer", 0),
            "bot_messages": found.counts.get("bot", 0),
            "agent_messages": found.counts.get("agent", 0),
            "who": who_json(await self.who.of(found.number), found.stars),
            "handoff": found.handoff_id,
            "agent": found.agent,
            "reason": found.reason,
            "reason_text": self.words.of("reasons", found.reason),
            "group": found.group,
            "requested_at": at(found.requested_at),
            "accepted_at": at(found.accepted_at),
            "wait_seconds": waited,
            "handling_seconds": handled,
            "ended_at": at(found.ended_at),
            "ending": found.ending,
            "wrap_up_code": code or None,
            "wrap_up_text": self.words.title(code),
            "result": titled,
            "note": mask_text(found.wrap_up_note) if found.wrap_up_note else None,
            "rating": found.rating,
            "solved": found.solved,
        }


class AdminRoutes:
    """Routes over all conversations."""

    def __init__(
        self,
        *,
        door: Door,
        archive: Archive,
        store: ConversationStore,
        handoffs: HandoffService,
        rows: RowShapes,
        words: Words,
    ) -> None:
        """`rows` masks what is found."""
        self._door = door
        self._archive = archive
        self._store = store
        self._handoffs = handoffs
        self._rows = rows
        self._words = words

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; the export stands before the path that would swallow it."""

        def get(path: str, work: Any) -> web.RouteDef:
            return web.get(path, self._door.guard(work, SUPERVISOR, TRAINER), allow_head=False)

        here = "/api/admin/conversations"
        return [
            get(here, self.search),
            get(f"{here}/export", self.export),
            get(f"{here}/{{conversation}}", self.conversation),
            get("/api/admin/handoffs/{handoff}/events", self.events),
        ]

    async def search(self, request: web.Request, me: StaffMember) -> web.Response:
        """Find conversations, a page at a time."""
        wanted = search_of(request)
        page = count(request.query, "page", 1, MOST_PAGES)
        size = count(request.query, "size", SIZE, MOST_SIZE)
        found = await self._archive.found(wanted, offset=(page - 1) * size, limit=size)
        body = {
            "conversations": await self._rows.rows(found),
            "total": await self._archive.count(wanted),
            "page": page,
            "size": size,
        }
        return web.json_response(body, dumps=dumps)

    async def export(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return what is found as a file, one row a conversation."""
        kind = request.query.get("format", "csv")
        if kind not in FORMATS:
            raise RequestRefused("bad_request", 400)
        wanted = search_of(request)
        rows: list[dict[str, Any]] = []
        while len(rows) < MOST_ROWS:
            left = min(AT_ONCE, MOST_ROWS - len(rows))
            found = await self._archive.found(wanted, offset=len(rows), limit=left)
            rows += await self._rows.rows(found)
            if len(found) < left:
                break
        make = as_csv if kind == "csv" else as_xlsx
        # A workbook of all rows takes seconds, for which no chat may stand still.
        response = web.Response(
            body=await asyncio.to_thread(make, rows, self._words),
            content_type=FORMATS[kind],
            headers={"Content-Disposition": f'attachment; filename="conversations.{kind}"'},
        )
        if len(rows) == MOST_ROWS and await self._archive.count(wanted) > MOST_ROWS:
            response.headers["X-Truncated"] = "true"
        return response

    async def conversation(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return one conversation whole, masked."""
        id_ = request.match_info["conversation"]
        conversation = await self._store.conversation(id_)
        if conversation is None:
            raise RequestRefused("not_found", 404)
        found = await self._archive.found(Search(id=id_), offset=0, limit=1)
        messages = await self._store.messages_of(id_, limit=MESSAGES)
        names = {each.member.number: each.member.name for each in await self._handoffs.agents()}
        notes = await self._handoffs.notes_of(id_)
        body = {
            "row": await self._rows.row(found[0]),
            "messages": [message_json(each) for each in messages],
            "notes": [note_json(each, names) for each in notes],
        }
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


def search_of(request: web.Request) -> Search:
    """Read what is looked for from the query; raises RequestRefused (400)."""
    query = request.query
    if any(len(query.get(name, "")) > WORD_CHARS for name in query):
        raise RequestRefused("bad_request", 400)
    number = query.get("number") or None
    if number is not None and not (number.isascii() and number.isdigit()):
        raise RequestRefused("bad_request", 400)
    until = _day(query.get("to"))
    return Search(
        text=query.get("q") or None,
        number=number,
        agent=query.get("agent") or None,
        owner=query.get("owner") or None,
        reason=query.get("reason") or None,
        code=query.get("code") or None,
        since=_day(query.get("from")),
        until=None if until is None else until + ONE_DAY,
    )


def _day(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), tzinfo=SHANGHAI)
    except ValueError as error:
        raise RequestRefused("bad_request", 400) from error


def _between(start: datetime | None, end: datetime | None) -> int | None:
    return None if start is None or end is None else round((end - start).total_seconds())
