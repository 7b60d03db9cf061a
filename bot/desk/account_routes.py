"""The account as the agent of the conversation sees it and works on it (docs/desk-api.md)."""

from __future__ import annotations

import asyncio

from aiohttp import web

from accounts.clock import Clock
from accounts.staff import StaffMember
from accounts.staff.views import StaffViews
from accounts.tickets import Tickets, promised_hours
from bot.channels.parsing import client_id
from bot.channels.shapes import dumps
from bot.desk.access import Case, Cases
from bot.desk.account_actions import ACTIONS, AccountActions
from bot.desk.account_shapes import account_json, proposal_json, ticket_json
from bot.desk.door import WORKERS, Door
from bot.desk.packet import Packets
from bot.desk.proposals import Proposals
from bot.desk.reading import REASON_CHARS, body_of, maybe_text, one_of, text_field
from bot.desk.verification import KINDS, Kind, Verification
from bot.desk.words import Words
from bot.errors import RequestRefused

HERE = "/api/desk/conversations/{conversation}"
TICKET_KINDS = ("complaint", "fault", "pre_acceptance", "callback")
SUMMARY_CHARS = 500
SUBJECT_CHARS = 30
ITEM_CHARS = 40
LEAST_REASON = 4
NUMBER_DIGITS = 11


class AccountRoutes:
    """Routes of the account, its tickets and orders, and of actions on it."""

    def __init__(
        self,
        *,
        door: Door,
        cases: Cases,
        packets: Packets,
        views: StaffViews,
        tickets: Tickets,
        actions: AccountActions,
        proposals: Proposals,
        verification: Verification,
        words: Words,
        clock: Clock,
    ) -> None:
        """Every service is the one that the bot uses."""
        self._door = door
        self._cases = cases
        self._packets = packets
        self._views = views
        self._tickets = tickets
        self._actions = actions
        self._proposals = proposals
        self._verification = verification
        self._words = words
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        guard, actions = self._door.guard, f"{HERE}/account/actions"
        return [
            web.get(f"{HERE}/account", guard(self.account, *WORKERS), allow_head=False),
            web.get(f"{HERE}/tickets", guard(self.tickets, *WORKERS), allow_head=False),
            web.get(f"{HERE}/orders", guard(self.orders, *WORKERS), allow_head=False),
            web.post(f"{HERE}/tickets", guard(self.open_ticket, *WORKERS)),
            web.post(f"{HERE}/unmask", guard(self.unmask, *WORKERS)),
            web.post(f"{HERE}/verify", guard(self.verify, *WORKERS)),
            web.get(actions, guard(self.offered, *WORKERS), allow_head=False),
            web.post(actions, guard(self.propose, *WORKERS)),
            web.post(f"{actions}/{{proposal}}/withdraw", guard(self.withdraw, *WORKERS)),
        ]

    async def account(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return the account at a glance."""
        view = await self._packets.account(await self._visible(request, me))
        shown = None if view is None else account_json(view, self._words)
        return web.json_response({"account": shown}, dumps=dumps)

    async def tickets(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return the tickets."""
        view = await self._packets.account(await self._visible(request, me))
        found = self._packets.belongings(view)["tickets"]
        return web.json_response({"tickets": found}, dumps=dumps)

    async def orders(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return the orders."""
        view = await self._packets.account(await self._visible(request, me))
        found = self._packets.belongings(view)["orders"]
        return web.json_response({"orders": found}, dumps=dumps)

    async def open_ticket(self, request: web.Request, me: StaffMember) -> web.Response:
        """Open a ticket for the customer."""
        body = await body_of(request)
        kind = one_of(body, "kind", *TICKET_KINDS)
        subject = maybe_text(body, "subject", SUBJECT_CHARS) or None
        summary = text_field(body, "summary", SUMMARY_CHARS)
        own_id = client_id(body["client_id"]) if "client_id" in body else ""
        case = await self._own(request, me)
        turn_id = f"desk:{case.conversation.id}:{own_id}" if own_id else ""
        ticket = await asyncio.to_thread(
            self._tickets.open,
            case.caller(turn_id),
            case.handoff.number,
            kind,
            summary,
            promised_hours(kind, subject),
            subject=subject,
        )
        shown = ticket_json(ticket, self._words, self._clock.now())
        return web.json_response(shown, status=201, dumps=dumps)

    async def unmask(self, request: web.Request, me: StaffMember) -> web.Response:
        """Show the whole name and number; who asked and why is audited."""
        body = await body_of(request)
        reason = text_field(body, "reason", REASON_CHARS, least=LEAST_REASON)
        case = await self._visible(request, me)
        number = _number(case)
        known = await asyncio.to_thread(self._views.unmask, case.caller(), number, reason)
        return web.json_response({"name": known.name, "number": known.number}, dumps=dumps)

    async def verify(self, request: web.Request, me: StaffMember) -> web.Response:
        """Ask the customer to prove a number: the known one, or the one they name."""
        body = await body_of(request)
        kind: Kind = "password" if one_of(body, "kind", *KINDS) == "password" else "code"
        named = maybe_text(body, "number", NUMBER_DIGITS)
        if named and not (named.isascii() and named.isdigit() and len(named) == NUMBER_DIGITS):
            raise RequestRefused("bad_request", 400)
        case = await self._own(request, me)
        asked = await self._verification.ask(case, named or _number(case), kind)
        return web.json_response(asked, status=202, dumps=dumps)

    async def offered(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return what may be proposed to this customer."""
        case = await self._own(request, me)
        if case.handoff.number is None:
            return web.json_response({"actions": []}, dumps=dumps)
        offered = self._actions.offered
        found = await asyncio.to_thread(offered, case.caller(), case.handoff.number)
        shown = [{**each, "title": self._words.of("actions", each["action"])} for each in found]
        return web.json_response({"actions": shown}, dumps=dumps)

    async def propose(self, request: web.Request, me: StaffMember) -> web.Response:
        """Read an action back to the customer, whose own yes carries it out."""
        body = await body_of(request)
        action = one_of(body, "action", *ACTIONS)
        item = maybe_text(body, "item", ITEM_CHARS)
        case = await self._own(request, me)
        proposal = await self._proposals.put(case, _number(case), action, item)
        return web.json_response(proposal_json(proposal), status=201, dumps=dumps)

    async def withdraw(self, request: web.Request, me: StaffMember) -> web.Response:
        """Take a proposal back."""
        case = await self._own(request, me)
        proposal = await self._proposals.withdraw(case, request.match_info["proposal"])
        if proposal is None:
            raise RequestRefused("not_found", 404)
        return web.json_response(proposal_json(proposal), dumps=dumps)

    async def _visible(self, request: web.Request, me: StaffMember) -> Case:
        return await self._cases.visible(request.match_info["conversation"], me)

    async def _own(self, request: web.Request, me: StaffMember) -> Case:
        return await self._cases.own(request.match_info["conversation"], me)


def _number(case: Case) -> str:
    if case.handoff.number is None:
        raise RequestRefused("not_found", 404)
    return case.handoff.number
