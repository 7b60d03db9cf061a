"""The agent's day: lists, status, offers (docs/desk-api.md, Work)."""

from __future__ import annotations

from aiohttp import web

from accounts.staff import SUPERVISOR, StaffMember
from bot.channels.shapes import dumps
from bot.conversation.agents import Status
from bot.desk.access import Cases
from bot.desk.board import Board
from bot.desk.door import WORKERS, Door
from bot.desk.packet import Packets
from bot.desk.reading import body_of, maybe_text, one_of
from bot.desk.shapes import status_json
from bot.errors import RequestRefused
from bot.handoff.service import HandoffService

REASON_CHARS = 60


class WorkRoutes:
    """Routes of lists, status and offers, and the supervisor's view of them."""

    def __init__(
        self,
        *,
        door: Door,
        board: Board,
        cases: Cases,
        packets: Packets,
        handoffs: HandoffService,
    ) -> None:
        """Everything is read and done through these."""
        self._door = door
        self._board = board
        self._cases = cases
        self._packets = packets
        self._handoffs = handoffs

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        guard = self._door.guard
        offer = "/api/desk/handoffs/{handoff}"
        return [
            web.get("/api/desk/state", guard(self.state, *WORKERS), allow_head=False),
            web.put("/api/desk/status", guard(self.status, *WORKERS)),
            web.post(f"{offer}/accept", guard(self.accept, *WORKERS)),
            web.post(f"{offer}/decline", guard(self.decline, *WORKERS)),
            web.post(f"{offer}/assign", guard(self.assign, SUPERVISOR)),
            web.get("/api/desk/supervisor", guard(self.supervisor, SUPERVISOR), allow_head=False),
            web.put("/api/desk/agents/{number}/status", guard(self.force, SUPERVISOR)),
        ]

    async def state(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return my lists."""
        return web.json_response(await self._board.state(me), dumps=dumps)

    async def status(self, request: web.Request, me: StaffMember) -> web.Response:
        """Take my status."""
        body = await body_of(request)
        status = one_of(body, "status", *(each.value for each in Status))
        reason = maybe_text(body, "reason", REASON_CHARS)
        if status == Status.OFFLINE.value and await self._handoffs.mine(me.number):
            raise RequestRefused("illegal", 409)
        presence = await self._handoffs.set_status(me.number, status, reason)
        return web.json_response(status_json(presence), dumps=dumps)

    async def accept(self, request: web.Request, me: StaffMember) -> web.Response:
        """Take what I am offered; of several who try at once one has it."""
        handoff = await self._handoffs.accept(request.match_info["handoff"], me.number)
        case = await self._cases.visible(handoff.conversation_id, me)
        return web.json_response(await self._packets.of(case), dumps=dumps)

    async def decline(self, request: web.Request, me: StaffMember) -> web.Response:
        """Leave an offer to others."""
        await self._handoffs.decline(request.match_info["handoff"], me.number)
        return web.Response(status=204)

    async def assign(self, request: web.Request, me: StaffMember) -> web.Response:
        """Offer somebody who waits to a certain agent."""
        to_agent = (await body_of(request)).get("to_agent")
        if not isinstance(to_agent, str):
            raise RequestRefused("bad_request", 400)
        await self._handoffs.assign(request.match_info["handoff"], me.number, to_agent)
        return web.Response(status=204)

    async def supervisor(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return the whole desk at a glance."""
        return web.json_response(await self._board.supervisor(), dumps=dumps)

    async def force(self, request: web.Request, me: StaffMember) -> web.Response:
        """Set an agent's status for them."""
        body = await body_of(request)
        status = one_of(body, "status", *(each.value for each in Status))
        presence = await self._handoffs.force_status(
            request.match_info["number"],
            status,
            me.number,
            maybe_text(body, "reason", REASON_CHARS),
        )
        return web.json_response(status_json(presence), dumps=dumps)
