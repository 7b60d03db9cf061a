"""销户与转网 (handbook §4): the reason once, one fitting offer at most, then a person at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.advice import Cost
from actions import slots
from actions.agreed import AgreedAction
from actions.base import ServiceAction
from actions.confirmation import agreed, awaiting, once, yes_button
from actions.handing_over import RETENTION, over
from actions.refusals import person
from actions.security.names import CHOICE, CLOSE_ACCOUNT, LEAVE, REASON
from actions.security.wish import answer, ask, kept, remembered
from actions.tickets import CALLBACK_HOURS, SUMMARY_CHARS
from actions.turn import Button, Message, Reply, Turn, payload
from bot.text.leaving import is_porting, reason_of

REASONS: Mapping[str, str] = {
    "price": "closing_reason_price",
    "network": "closing_reason_network",
    "service": "closing_reason_service",
    "other": "closing_reason_other",
}
"""Reasons → their names for the specialist, which are the buttons' titles too."""


class CloseAccount(ServiceAction):
    """Asks why, tells what stands in the way, and makes one offer that fits the reason."""

    NAME = CLOSE_ACCOUNT

    def serve(self, turn: Turn) -> Reply:
        """Ask, offer, or hand over: who asks again after the offer is not asked twice."""
        if turn.intent == "close_account" and agreed(turn, LEAVE) is not None:
            return Reply(followup=LEAVE)
        wish = _wish(turn)
        if wish["reason"] is None:
            return ask(turn, self.NAME, REASON, **wish)
        number = turn.number()
        facts = _facts(turn, number, porting=bool(wish["porting"]))
        offer = _offer(turn, number, str(wish["reason"]))
        asked = awaiting(turn, LEAVE, number=number, **wish)
        about = {slots.ACCOUNT_NUMBER: number, slots.ACCOUNT_ANSWER: None}
        if offer is None:
            text = turn.say("closing_read_back")
            buttons: tuple[Button, ...] = ()
        else:
            text, buttons = offer
        ways = (*buttons, yes_button(turn, "button_close_on"), turn.button("button_stay", "deny"))
        told = Message("\n".join((*facts, text)), ways)
        return Reply((turn.message("closing_sorry"), told), slots={**asked, **about})

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Keep the reason and whether the number is to be ported, for after verification."""
        return remembered(self.NAME, **_wish(turn))


class Leave(AgreedAction):
    """Hands over to the retention group without another word of persuasion."""

    NAME = LEAVE

    def act(self, turn: Turn, data: Mapping[str, Any]) -> Reply:
        """Register the wish with its reason and tell the gateway; once a question."""
        reason = turn.say(REASONS.get(str(data["reason"]), "closing_reason_other"))
        title = turn.services.scripts.title("close_account") or ""
        summary = turn.say(
            "closing_summary", matter=title, reason=reason, words=str(data.get("words") or "")
        )
        ticket = turn.services.accounts.tickets.open(
            once(turn),
            str(data["number"]),
            kind="business",
            summary=summary,
            due_hours=CALLBACK_HOURS,
        )
        key = "porting_handed_over" if data.get("porting") else "closing_handed_over"
        message = turn.message(key, ticket=ticket.id, due=ticket.due_at)
        return Reply(
            (message, *over(turn, RETENTION)),
            slots={slots.CALLBACK_TICKET: ticket.id, slots.TICKET_ID: ticket.id},
            finished=True,
        )


def _wish(turn: Turn) -> dict[str, Any]:
    held = kept(turn, CLOSE_ACCOUNT)
    if held:
        told = answer(turn) or held.get("reason")
        words = str(held.get("words") or "")
        return {"reason": told, "porting": held.get("porting"), "words": words}
    words = "" if turn.text.startswith("/") else turn.text[:SUMMARY_CHARS]
    chosen = turn.value(CHOICE) or reason_of(turn.text)
    return {"reason": chosen, "porting": is_porting(turn.text), "words": words}


def _facts(turn: Turn, number: str, *, porting: bool) -> list[str]:
    """Return what has to be settled first: contract and debt, with their numbers."""
    accounts = turn.services.accounts
    package = accounts.customers.package(turn.caller, number)
    owed = accounts.lines.state(turn.caller, number).owed
    facts = []
    if package.contract_end is not None and package.termination_fee:
        end, fee = package.contract_end, package.termination_fee
        facts.append(turn.say("closing_contract_fee", package=package.name, end=end, fee=fee))
    elif package.contract_end is not None:
        facts.append(turn.say("closing_contract", package=package.name, end=package.contract_end))
    if owed:
        facts.append(turn.say("closing_owing", owed=owed))
    if porting:
        facts.append(turn.say("closing_porting"))
    return facts


def _offer(turn: Turn, number: str, reason: str) -> tuple[str, tuple[Button, ...]] | None:
    """Return the one remedy that fits the reason, or None when there is none (handbook §4)."""
    if reason == "network":
        return turn.say("closing_offer_network"), (
            turn.button("button_report_fault", "report_fault"),
        )
    if reason == "service":
        return turn.say("closing_offer_service"), (
            turn.button("button_complain", "file_complaint"),
            person(turn),
        )
    if reason != "price":
        return None
    advised = turn.services.accounts.advice.recommended(turn.caller, number)
    if advised.best is None or advised.present is None:
        return None
    return _cheaper(turn, advised.present, advised.best)


def _cheaper(turn: Turn, present: Cost, best: Cost) -> tuple[str, tuple[Button, ...]]:
    text = turn.say(
        "closing_offer_price",
        package=best.package.name,
        fee=best.package.monthly_fee,
        saved=(present.total - best.total) / best.months,
    )
    change = Button(
        turn.say("button_change_to", name=best.package.name),
        payload("change_package", package_name=best.package.code),
    )
    return text, (change,)
