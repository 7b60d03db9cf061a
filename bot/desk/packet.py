"""What an agent is told at once when they take over (handbook §6): nobody has to ask again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from accounts.access import Caller, Credential
from accounts.clock import Clock
from accounts.errors import AccountError
from accounts.identity import Identity
from accounts.staff import SUPERVISOR
from accounts.staff.views import AccountView, StaffViews
from bot.conversation.handoffs import Handoff
from bot.conversation.messages import Author, Logged
from bot.desk.access import Case
from bot.desk.account_shapes import account_json, order_json, proposal_json, ticket_json
from bot.desk.board import WhoBook
from bot.desk.manner import Manners
from bot.desk.ports import Archive, Papers
from bot.desk.shapes import at, message_json, note_json, who_json
from bot.desk.summary import Summaries, failed_of, form_of
from bot.desk.words import Words
from bot.handoff.service import HandoffService

log = structlog.get_logger(__name__)

MESSAGES = 200
CLOSED_TICKETS = 5
"""Tickets and orders that are over are shown up to so many of each."""


@dataclass(frozen=True)
class Packets:
    """Gathers packets; built once."""

    handoffs: HandoffService
    archive: Archive
    papers: Papers
    views: StaffViews
    identity: Identity
    who: WhoBook
    summaries: Summaries
    manners: Manners
    words: Words
    clock: Clock
    titles: Mapping[str, str]
    """Business intents with their names: the summary codes."""

    async def of(self, case: Case) -> dict[str, Any]:
        """Return everything there is to know; the look at the account is audited."""
        conversation, handoff = case.conversation, case.handoff
        messages = await self.archive.before(conversation.id, conversation.last_seq + 1, MESSAGES)
        digests = await self.archive.digests([handoff.id])
        view = await self.account(case)
        notes = await self.handoffs.notes_of(conversation.id)
        names = {each.member.number: each.member.name for each in await self.handoffs.agents()}
        proposals = await self.papers.proposals_of(conversation.id)
        return {
            "conversation": conversation.id,
            "channel": conversation.channel,
            "owner": conversation.owner.value,
            "agent": conversation.agent,
            "mine": case.mine,
            "may": {
                "speak": case.mine,
                "close": case.mine,
                "take_over": case.me.role == SUPERVISOR and handoff.is_open and not case.mine,
            },
            "handoff": self._handoff(handoff),
            "customer": await self._customer(case),
            "matter": self._matter(handoff, messages),
            "account": None if view is None else account_json(view, self.words),
            **self.belongings(view),
            "proposals": [proposal_json(each) for each in proposals],
            "notes": [note_json(each, names) for each in notes],
            "messages": [message_json(each) for each in messages],
            "last_seq": conversation.last_seq,
            "read_seq": digests[0].read_seq if digests else 0,
            "more_before": bool(messages) and messages[0].seq > 1,
        }

    async def account(self, case: Case) -> AccountView | None:
        """Return the account, or None without a number or a credential that still holds."""
        number = case.handoff.number
        if number is None:
            return None
        try:
            return await asyncio.to_thread(self.views.account, case.caller(), number)
        except AccountError as error:
            log.info("account_not_shown", code=error.code)
            return None

    def belongings(self, view: AccountView | None) -> dict[str, Any]:
        """Return tickets and orders: what is open, and the latest of what is over."""
        if view is None:
            return {"tickets": [], "orders": []}
        now = self.clock.now()
        open_tickets = [each for each in view.tickets if not each.is_over]
        over = [each for each in view.tickets if each.is_over][:CLOSED_TICKETS]
        pending = [each for each in view.orders if each.pending]
        done = [each for each in view.orders if not each.pending][:CLOSED_TICKETS]
        return {
            "tickets": [ticket_json(each, self.words, now) for each in (*open_tickets, *over)],
            "orders": [order_json(each, self.words) for each in (*pending, *done)],
        }

    def _handoff(self, handoff: Handoff) -> dict[str, Any]:
        transfer = handoff.transfer
        return {
            "id": handoff.id,
            "state": handoff.state.value,
            "reason": handoff.reason,
            "reason_text": self.words.of("reasons", handoff.reason),
            "group": handoff.skill_group,
            "priority": handoff.priority,
            "requested_at": at(handoff.requested_at),
            "accepted_at": at(handoff.accepted_at),
            "transfer": transfer and {"from": transfer.giver, "note": transfer.note},
        }

    async def _customer(self, case: Case) -> dict[str, Any]:
        handoff = case.handoff
        held = await asyncio.to_thread(self._credentials, case.caller(), handoff.number)
        verified = [each.value for each in Credential if each in held]
        texts = [self.words.of("credentials", each) for each in verified or ["none"]]
        return {
            **who_json(await self.who.of(handoff.number), handoff.stars),
            "verified": verified,
            "verified_text": "、".join(texts),
        }

    def _credentials(self, caller: Caller, number: str | None) -> frozenset[Credential]:
        return frozenset() if number is None else self.identity.credentials_of(caller, number)

    def _matter(self, handoff: Handoff, messages: Sequence[Logged]) -> dict[str, Any]:
        matter = handoff.matter or {}
        form = form_of(matter)
        said = [each.content.text or "" for each in messages if each.author is Author.CUSTOMER]
        manner = self.manners.of(said)
        return {
            "summary": self.summaries.of(handoff),
            "intents": self.summaries.intents(matter),
            "form": form and {"name": form, "title": self.words.of("forms", form)},
            "slots": self.summaries.slots(matter),
            "failed_turns": failed_of(matter),
            "manner": None
            if manner is None
            else {
                "kind": manner.kind,
                "title": manner.title,
                "evidence": list(manner.evidence),
                "advice": manner.advice,
            },
        }
