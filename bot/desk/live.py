"""Pushes what happens to the open desks: `/ws/desk` (docs/desk-api.md, Live)."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from accounts.staff import SUPERVISOR
from bot.channels.hub import Hub
from bot.conversation.agents import Presence
from bot.conversation.handoffs import DeskEvent
from bot.desk.access import Cases
from bot.desk.board import Board, Figures
from bot.desk.connection import DeskConnection, Links
from bot.desk.door import WORKERS, Door, token_of
from bot.errors import RequestRefused

HEARTBEAT_SECONDS = 25.0
MAX_FRAME_BYTES = 8 * 1024
CONNECTIONS_PER_MEMBER = 10
"""Open tabs of one member; each gets every frame."""

OWNERSHIP = frozenset(
    {
        "offer",
        "offer_gone",
        "accepted",
        "transferring",
        "transferred",
        "transfer_refused",
        "taken_over",
        "requeued",
        "returned",
        "closed",
        "left",
    }
)
"""Events after which lists of conversations look different."""
ON_OFFER_GONE = {"accepted": "accepted", "declined": "declined", "lapsed": "expired"}


class LiveDesks:
    """Who has a desk open, and what they are to be told; single-threaded like the loop it is on."""

    def __init__(self, *, door: Door, board: Board, cases: Cases, hub: Hub, links: Links) -> None:
        """`links` is what connections read and do; `hub` wakes them when a log grows."""
        self._door = door
        self._board = board
        self._cases = cases
        self._hub = hub
        self._links = links
        self._figures = Figures(board)
        self._open: defaultdict[str, set[DeskConnection]] = defaultdict(set)

    def routes(self) -> list[web.RouteDef]:
        """Return the route of the WebSocket."""
        return [web.get("/ws/desk", self.connect, allow_head=False)]

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one open desk until it goes, floods or its session ends."""
        session = await self._door.session(request)
        member = session.member
        if member.role not in WORKERS:
            raise RequestRefused("forbidden", 403)
        if len(self._open[member.number]) >= CONNECTIONS_PER_MEMBER:
            raise RequestRefused("too_many_requests", 429, retry_after=30)
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS, max_msg_size=MAX_FRAME_BYTES, compress=False
        )
        if not socket.can_prepare(request):
            raise RequestRefused("bad_request", 400)
        await socket.prepare(request)
        connection = DeskConnection(
            socket,
            member=member,
            token=token_of(request),
            links=self._links,
            hub=self._hub,
            board=self._board,
            figures=self._figures,
            cases=self._cases,
        )
        self._open[member.number].add(connection)
        try:
            await connection.run()
        finally:
            self._open[member.number].discard(connection)
            if not self._open[member.number]:
                del self._open[member.number]
        return socket

    def changed(self, event: DeskEvent) -> None:
        """Take an event of the handoffs: a listener of `bot.handoff.events.DeskEvents`."""
        concerned = [each for number in event.agents for each in self._of(number)]
        for each in concerned:
            _offered(each, event)
        if event.kind == "message":
            return
        self._figures.stale()
        redrawn = event.kind in OWNERSHIP or event.kind == "presence"
        for each in self._everybody():
            each.queue_changed()
            if redrawn:
                each.presence_changed()
                if each in concerned:
                    each.redraw()

    def note(self, conversation_id: str, note: Mapping[str, Any]) -> None:
        """Show a note to everybody who has the conversation open."""
        self._tell(conversation_id, {"type": "note", "note": dict(note)})

    def proposal(self, conversation_id: str, proposal: Mapping[str, Any]) -> None:
        """Show how an account action stands."""
        self._tell(conversation_id, {"type": "proposal", "proposal": dict(proposal)})

    def verified(self, conversation_id: str, outcome: str) -> None:
        """Show what came of a customer's proof."""
        self._tell(conversation_id, {"type": "verified", "outcome": outcome})

    def read(self, number: str, conversation_id: str, read_seq: int, unread: int) -> None:
        """Tell a member's other tabs what was read in one."""
        for each in self._of(number):
            each.was_read(conversation_id, read_seq, unread)

    def draft(self, conversation_id: str, text: str) -> None:
        """Show the owning agent, and nobody else, what the customer is writing."""
        for each in self._everybody():
            if each.owns(conversation_id):
                each.push({"type": "draft", "conversation": conversation_id, "text": text})

    def typing(self, conversation_id: str, who: str, *, on: bool) -> None:
        """Show that somebody writes."""
        frame = {"type": "typing", "who": who, "on": on}
        self._tell(conversation_id, frame)

    def invite(self, conversation_id: str, inviter: str, text: str) -> int:
        """Ask every supervisor who has a desk open to look; return how many there are."""
        asked = [each for each in self._everybody() if each.member.role == SUPERVISOR]
        for each in asked:
            each.push(
                {"type": "invite", "conversation": conversation_id, "from": inviter, "text": text}
            )
        return len({each.member.number for each in asked})

    async def status_of(self, number: str) -> Presence | None:
        """Return whether and how a member is there."""
        return await self._board.presence_of(number)

    def end_session(self, token: str, why: str) -> None:
        """Close the desks that this session has opened."""
        for each in self._everybody():
            if each.token == token:
                each.end(why)

    def end_others(self, number: str, token: str, why: str) -> None:
        """Close the member's desks of other sessions."""
        for each in self._of(number):
            if each.token != token:
                each.end(why)

    async def close(self) -> None:
        """Ask every desk to come back later: the server is going down."""
        for each in self._everybody():
            with contextlib.suppress(Exception):
                await each.close(1001, b"restart")

    async def end_expired(self) -> None:
        """Close the desks whose sessions have ended by time, or in another process."""
        for each in self._everybody():
            why = await asyncio.to_thread(self._links.ended, each.token)
            if why is not None:
                each.end(why)

    def _of(self, number: str) -> tuple[DeskConnection, ...]:
        return tuple(self._open.get(number, ()))

    def _everybody(self) -> tuple[DeskConnection, ...]:
        return tuple(each for several in self._open.values() for each in several)

    def _tell(self, conversation_id: str, frame: Mapping[str, Any]) -> None:
        for each in self._everybody():
            if each.follows(conversation_id):
                each.push({**frame, "conversation": conversation_id})


def _offered(desk: DeskConnection, event: DeskEvent) -> None:
    """Show an offer, or that it stands no longer."""
    if event.kind == "offer" and event.handoff_id is not None:
        desk.push_offer(event.handoff_id)
    elif event.kind == "offer_gone":
        desk.push(
            {
                "type": "offer_gone",
                "handoff": event.handoff_id,
                "conversation": event.conversation_id,
                "why": ON_OFFER_GONE.get(str(event.detail.get("how", "")), "withdrawn"),
            }
        )
