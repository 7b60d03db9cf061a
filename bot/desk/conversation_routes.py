"""What an agent does in a conversation: read, write, note, hold, hand on, close."""

from __future__ import annotations

from aiohttp import web

from accounts.clock import Clock
from accounts.staff import SUPERVISOR, StaffMember
from bot.channels.parsing import client_id, message_text, sequence
from bot.channels.shapes import dumps
from bot.conversation.handoffs import Note
from bot.conversation.ports import ConversationStore
from bot.desk.access import Cases
from bot.desk.door import WORKERS, Door, Work
from bot.desk.lint import DraftLint
from bot.desk.live import LiveDesks
from bot.desk.model import Held
from bot.desk.packet import Packets
from bot.desk.ports import Archive, Papers
from bot.desk.reading import (
    NOTE_CHARS,
    REASON_CHARS,
    body_of,
    count,
    maybe_text,
    one_of,
    text_field,
)
from bot.desk.shapes import message_json, note_json
from bot.desk.words import Words
from bot.errors import RequestRefused
from bot.handoff.service import HandoffService

HERE = "/api/desk/conversations/{conversation}"
MESSAGES_AT_ONCE = 200
NOTE, WHISPER = "note", "whisper"


class ConversationRoutes:
    """The routes below one conversation, but for its account."""

    def __init__(
        self,
        *,
        door: Door,
        cases: Cases,
        handoffs: HandoffService,
        store: ConversationStore,
        archive: Archive,
        papers: Papers,
        packets: Packets,
        live: LiveDesks,
        lint: DraftLint,
        words: Words,
        clock: Clock,
        max_chars: int,
    ) -> None:
        """`max_chars` bounds a message."""
        self._door = door
        self._cases = cases
        self._handoffs = handoffs
        self._store = store
        self._archive = archive
        self._papers = papers
        self._packets = packets
        self._live = live
        self._lint = lint
        self._words = words
        self._clock = clock
        self._max_chars = max_chars

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""

        def get(path: str, work: Work) -> web.RouteDef:
            return web.get(path, self._door.guard(work, *WORKERS), allow_head=False)

        def post(path: str, work: Work, *roles: str) -> web.RouteDef:
            return web.post(path, self._door.guard(work, *(roles or WORKERS)))

        return [
            get(HERE, self.packet),
            get(f"{HERE}/messages", self.messages),
            post(f"{HERE}/messages", self.say),
            post(f"{HERE}/lint", self.check),
            post(f"{HERE}/read", self.read),
            post(f"{HERE}/notes", self.note),
            post(f"{HERE}/hold", self.hold),
            post(f"{HERE}/transfer", self.transfer),
            post(f"{HERE}/return", self.give_back),
            post(f"{HERE}/close", self.close),
            post(f"{HERE}/invite", self.invite),
            post(f"{HERE}/takeover", self.take_over, SUPERVISOR),
            get("/api/desk/wrap-up-codes", self.codes),
        ]

    async def packet(self, request: web.Request, me: StaffMember) -> web.Response:
        """Tell everything about the conversation."""
        case = await self._cases.visible(_id(request), me)
        return web.json_response(await self._packets.of(case), dumps=dumps)

    async def messages(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return a stretch of the transcript."""
        case = await self._cases.visible(_id(request), me)
        limit = count(request.query, "limit", MESSAGES_AT_ONCE, MESSAGES_AT_ONCE)
        id_ = case.conversation.id
        if "before" in request.query:
            seq = sequence(request.query["before"])
            found = await self._archive.before(id_, seq, limit)
        else:
            after = sequence(request.query.get("after", "0"))
            found = await self._store.messages_of(id_, after=after, limit=limit)
        shown = [message_json(each) for each in found]
        body = {"messages": shown, "last_seq": case.conversation.last_seq}
        return web.json_response(body, dumps=dumps)

    async def say(self, request: web.Request, me: StaffMember) -> web.Response:
        """Say something to the customer, unless it breaks the standard."""
        id_, body = _id(request), await body_of(request)
        own_id = client_id(body.get("client_id"))
        text = message_text(body.get("text"), self._max_chars)
        reason = maybe_text(body, "override_reason", REASON_CHARS)
        await self._check_draft(id_, me, text, reason)
        known = await self._store.last_seq_of(id_)
        logged = await self._handoffs.say(id_, me.number, text, own_id)
        status = 201 if logged.seq > known else 200
        return web.json_response(message_json(logged), status=status, dumps=dumps)

    async def check(self, request: web.Request, me: StaffMember) -> web.Response:
        """Check a draft while it is written."""
        await self._cases.visible(_id(request), me)
        text = maybe_text(await body_of(request), "text", self._max_chars)
        found = [each.json() for each in self._lint.findings(text)]
        body = {"findings": found, "suggestion": self._lint.suggestion(text)}
        return web.json_response(body, dumps=dumps)

    async def read(self, request: web.Request, me: StaffMember) -> web.Response:
        """Note up to where the conversation was read."""
        id_ = _id(request)
        seq = sequence((await body_of(request)).get("seq"))
        case = await self._cases.own(id_, me)
        seq = min(seq, case.conversation.last_seq)
        await self._handoffs.read(id_, me.number, seq)
        digest = (await self._archive.digests([case.handoff.id]))[0]
        self._live.read(me.number, id_, digest.read_seq, digest.unread)
        body = {"read_seq": digest.read_seq, "unread": digest.unread}
        return web.json_response(body, dumps=dumps)

    async def note(self, request: web.Request, me: StaffMember) -> web.Response:
        """Write a note to colleagues; a supervisor may whisper to the agent."""
        id_, body = _id(request), await body_of(request)
        kind = one_of(body, "kind", NOTE, WHISPER) if "kind" in body else NOTE
        if kind == WHISPER and me.role != SUPERVISOR:
            raise RequestRefused("forbidden", 403)
        text = text_field(body, "text", NOTE_CHARS)
        await self._cases.visible(id_, me)
        note: Note = await self._handoffs.note(id_, me.number, text, kind)
        shown = note_json(note, {me.number: me.name})
        self._live.note(id_, shown)
        return web.json_response(shown, status=201, dumps=dumps)

    async def hold(self, request: web.Request, me: StaffMember) -> web.Response:
        """Ask the customer to wait."""
        logged = await self._handoffs.hold(_id(request), me.number)
        return web.json_response(message_json(logged), status=201, dumps=dumps)

    async def transfer(self, request: web.Request, me: StaffMember) -> web.Response:
        """Hand the conversation on to a colleague or a group."""
        body = await body_of(request)
        to_agent, to_group = body.get("to_agent"), body.get("to_group")
        if (to_agent is None) == (to_group is None):
            raise RequestRefused("bad_request", 400)
        if to_group is not None:
            one_of(body, "to_group", *self._words.table("groups"))
        elif not isinstance(to_agent, str) or to_agent == me.number:
            raise RequestRefused("bad_request", 400)
        note = maybe_text(body, "note", NOTE_CHARS)
        await self._handoffs.transfer(
            _id(request), me.number, to_agent=to_agent, to_group=to_group, note=note
        )
        return web.Response(status=204)

    async def give_back(self, request: web.Request, me: StaffMember) -> web.Response:
        """Give the conversation back to the bot."""
        settled = maybe_text(await body_of(request), "settled", NOTE_CHARS)
        await self._handoffs.give_back(_id(request), me.number, settled)
        return web.Response(status=204)

    async def close(self, request: web.Request, me: StaffMember) -> web.Response:
        """Close the conversation with a summary code and the closing line."""
        body = await body_of(request)
        results = self._words.table("results")
        code = one_of(body, "code", *self._packets.titles)
        result = one_of(body, "result", *results)
        note = maybe_text(body, "note", NOTE_CHARS)
        said = await self._handoffs.close(
            _id(request), me.number, f"{code}:{result}", note, bool(results[result]["solved"])
        )
        return web.json_response({"messages": [message_json(each) for each in said]}, dumps=dumps)

    async def invite(self, request: web.Request, me: StaffMember) -> web.Response:
        """Ask the supervisors to look."""
        id_ = _id(request)
        text = maybe_text(await body_of(request), "text", NOTE_CHARS)
        await self._cases.own(id_, me)
        if not self._live.invite(id_, me.number, text):
            raise RequestRefused("no_supervisor", 409)
        return web.Response(status=204)

    async def take_over(self, request: web.Request, me: StaffMember) -> web.Response:
        """Make the conversation the supervisor's own."""
        id_ = _id(request)
        await self._cases.visible(id_, me)
        await self._handoffs.take_over(id_, me.number)
        return web.json_response(
            await self._packets.of(await self._cases.visible(id_, me)), dumps=dumps
        )

    async def codes(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return the summary codes: what it was about, and what came of it."""
        body = {
            "intents": [
                {"code": code, "title": title} for code, title in self._packets.titles.items()
            ],
            "results": [
                {"code": code, **row} for code, row in self._words.table("results").items()
            ],
        }
        return web.json_response(body, dumps=dumps)

    async def _check_draft(
        self, conversation_id: str, me: StaffMember, text: str, reason: str
    ) -> None:
        """Hold a draft with service taboos; a supervisor may send it with a reason."""
        findings = [each for each in self._lint.findings(text) if each.blocks]
        if not findings:
            return
        await self._cases.own(conversation_id, me)
        words = tuple(each.word for each in findings)
        override = reason if me.role == SUPERVISOR and reason else None
        held = Held(conversation_id, me.number, self._clock.now(), words, override)
        await self._papers.put_held(held)
        if override is None:
            details = {
                "findings": [each.json() for each in findings],
                "suggestion": self._lint.suggestion(text),
            }
            raise RequestRefused("taboo", 409, details=details)


def _id(request: web.Request) -> str:
    return request.match_info["conversation"]
