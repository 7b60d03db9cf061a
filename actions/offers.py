"""What belongs to an open question although the NLU heard another matter in it.

A customer who is asked "shall I register it?" says 要多久, 太慢了 or 不是我开的: remarks on the
offer, which stays open. One who is asked "pay 100?" says 改成50: the new amount is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from actions import slots
from actions.confirmation import yes_button
from actions.orders.names import CHANGE, PLACE, READ_BACK
from actions.refusals import person
from actions.security.names import ACCOUNT_FORM, ASKED_BY, NEW_PASSWORD
from actions.turn import Message, Reply, Turn
from bot.text.pressing import Press, press_of

PAY_BILL = "action_pay_bill"
TOP_UP = "action_top_up"
OPEN_TICKET = "action_open_ticket"
CANCEL_AND_REVIEW = "action_cancel_and_review"
DISPUTE_CHARGE = "action_dispute_charge"
AGREED = frozenset({TOP_UP, OPEN_TICKET, CANCEL_AND_REVIEW, PLACE, READ_BACK})
"""Actions that run for a yes: the message was for the open question."""

OTHER_AMOUNT = "other_amount"
"""Value of `reference` in the button that asks for another amount than the one read back."""
CONTESTABLE = frozenset({"dispute", "complaint", "fault"})
"""Kinds of tickets whose offer rests on facts that were just told and may be denied."""
_OTHER_MATTER = ("month", "amount", "ticket_id", "phone_number", "data_amount")
_LINES: Mapping[Press, str] = {
    "contest": "offer_contested",
    "how_long": "offer_how_long",
    "hurry": "offer_hurried",
    "why": "offer_why",
}

_FORM_LINES: Mapping[Press, str] = {
    "contest": "identity_noted_plain",
    "how_long": "identity_hurried",
    "hurry": "identity_hurried",
    "why": "identity_why",
}
_ACCOUNT_FORM_LINES: Mapping[Press, str] = {
    "contest": "password_beside",
    "how_long": "password_hurried",
    "hurry": "password_hurried",
    "why": "password_why",
}


def carried(turn: Turn, action: str) -> Reply | None:
    """Return the reply when the message answers the open question, or None when `action` should."""
    if action in AGREED or turn.intent in ("affirm", "request_human"):
        return None
    if turn.active_loop:
        return _in_form(turn)
    if action != PAY_BILL and turn.value("amount") and _amount_awaited(turn):
        return Reply(followup=PAY_BILL)
    return _pressed(turn)


def ticket_offer(turn: Turn) -> Mapping[str, Any] | None:
    """Return the open offer to register a ticket, or None."""
    pending: Mapping[str, Any] | None = turn.slots.get(slots.PENDING_CONFIRMATION)
    return pending if pending and pending["action"] == OPEN_TICKET else None


def review_again(turn: Turn, question: Mapping[str, Any]) -> Reply:
    """Put the cancellation with its refund review again; its earlier button stays good."""
    buttons = (
        yes_button(turn, "button_cancel_and_review", str(question["id"])),
        turn.button("button_no_thanks", "deny"),
        person(turn),
    )
    data = question["data"]
    text = turn.say("review_again", item=str(data["items"]), hours=int(data["hours"]))
    return Reply((Message(text, buttons),), slots={slots.PENDING_CONFIRMATION: question})


def offered_again(turn: Turn, key: str, offer: Mapping[str, Any]) -> Reply:
    """Return the line `key` with the ticket's `offer` put again; its earlier button stays good."""
    buttons = (
        yes_button(turn, "button_register", str(offer["id"])),
        turn.button("button_no_thanks", "deny"),
        person(turn),
    )
    text = turn.say(key, hours=int(offer["data"]["hours"]))
    return Reply((Message(text, buttons),), slots={slots.PENDING_CONFIRMATION: offer})


def read_back(turn: Turn, key: str, question: Mapping[str, Any]) -> Reply:
    """Return the payment of `question` read back in the words of `key`."""
    data = question["data"]
    buttons = (
        yes_button(turn, "button_pay_confirm", str(question["id"])),
        turn.button("button_other_amount", "pay_bill", reference=OTHER_AMOUNT),
        turn.button("button_cancel", "deny"),
    )
    text = turn.say(key, number=str(data["number"]), amount=Decimal(str(data["amount"])))
    return Reply((Message(text, buttons),), slots={slots.PENDING_CONFIRMATION: question})


def late(turn: Turn, question: Mapping[str, Any]) -> Reply:
    """Say that the yes came too late for what it answers, and put `question` again."""
    if question["action"] == TOP_UP:
        return read_back(turn, "pay_late", question)
    if question["action"] == CANCEL_AND_REVIEW:
        return review_again(turn, question)
    if question["action"] == PLACE:
        # Terms may have changed: they are read back as they are now.
        return Reply(followup=READ_BACK)
    if question["action"] == CHANGE:
        # The yes to a recommendation orders nothing; what it leads to is read back.
        return Reply(slots={slots.PENDING_CONFIRMATION: question}, followup=CHANGE)
    if question["action"] in ASKED_BY:
        # What stands in the way may have changed: it is looked at and read back anew.
        return Reply(followup=ASKED_BY[question["action"]])
    return offered_again(turn, "offer_late", question)


def _in_form(turn: Turn) -> Reply | None:
    """Answer a remark made while the number is verified; what waits for the form still waits."""
    press = press_of(turn.text)
    if press is None or any(turn.value(entity) for entity in _OTHER_MATTER):
        return None
    if turn.active_loop == ACCOUNT_FORM and not _enters_password(turn):
        return None
    if press == "contest" and turn.intent != "deny":
        # A matter of its own, heard as such; only as a no would it end the form.
        return None
    lines = _ACCOUNT_FORM_LINES if turn.active_loop == ACCOUNT_FORM else _FORM_LINES
    return Reply((turn.message(lines[press]),), followup=turn.active_loop)


def _enters_password(turn: Turn) -> bool:
    return (turn.slots.get(slots.ACCOUNT_WISH) or {}).get("asking") == NEW_PASSWORD


def _amount_awaited(turn: Turn) -> bool:
    pending = turn.slots.get(slots.PENDING_CONFIRMATION)
    if pending:
        return bool(pending["action"] == TOP_UP)
    paying = turn.slots.get(slots.QUERY_TOPIC) == PAY_BILL
    # A matter of its own may name an amount too; a bare one is for what was asked.
    return paying and not turn.slots.get(slots.MORE_HELP_ASKED) and _is_bare_amount(turn)


def _is_bare_amount(turn: Turn) -> bool:
    spans = [each for each in turn.entities if each.get("entity") == "amount"]
    said = sum(int(each.get("end") or 0) - int(each.get("start") or 0) for each in spans)
    return len(turn.text.strip()) <= said


def _pressed(turn: Turn) -> Reply | None:
    pending = turn.slots.get(slots.PENDING_CONFIRMATION)
    if pending and pending["action"] == CANCEL_AND_REVIEW and press_of(turn.text):
        return review_again(turn, pending)
    offer = ticket_offer(turn)
    if offer is None or any(turn.value(entity) for entity in _OTHER_MATTER):
        return None
    press = press_of(turn.text)
    if press is None:
        return None
    if press == "contest":
        if offer["data"]["kind"] not in CONTESTABLE:
            return None
        offer = _with_words(turn, offer)
    return offered_again(turn, _LINES[press], offer)


def _with_words(turn: Turn, offer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Add what the customer denies to the summary: the specialist should know it."""
    data = offer["data"]
    summary = turn.say("offer_summary", summary=str(data["summary"]), words=turn.text)
    return {**offer, "data": {**data, "summary": summary}}
