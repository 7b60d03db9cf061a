"""What nobody agreed to is cancelled at once, and the refund reviewed: one yes for both (§5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.errors import OrderRefused
from accounts.month import Month
from accounts.orders.model import CANCEL, Order, Terms, Wish
from actions import slots
from actions.agreed import AgreedAction
from actions.cases.case import COMPLAINT, Case, answered
from actions.confirmation import awaiting, once, yes_button
from actions.offers import CANCEL_AND_REVIEW, DISPUTE_CHARGE
from actions.queries.months import joined
from actions.refusals import person
from actions.ticket_words import DISPUTE
from actions.tickets import ANSWER_HOURS
from actions.turn import Button, Message, Reply, Turn, payload

ONLY_REVIEW = ("only", "review")
"""What the button says that has the charge checked and cancels nothing."""


def cancellable(turn: Turn, number: str, codes: Sequence[str]) -> tuple[Terms, ...]:
    """Return on what terms each of the services `codes` can be given up now."""
    found = []
    for code in codes:
        try:
            terms = turn.services.accounts.orders.terms(turn.caller, number, CANCEL, code)
        except OrderRefused:
            continue
        found.append(terms)
    return tuple(found)


def offer_cancel_and_review(
    turn: Turn, number: str, month: Month | None, terms: Sequence[Terms], summary: str
) -> tuple[Message, dict[str, Any]]:
    """Return the read-back of cancelling `terms` with a review, and the slot of its question.

    `month` is the bill that was shown; None when none was, so that it is looked for.
    """
    items = joined(turn, [each.name for each in terms])
    shown = {} if month is None else {"month": str(month)}
    only = payload(
        "dispute_charge",
        service_name=terms[0].code,
        reference="item",
        answer=":".join(ONLY_REVIEW),
        **shown,
    )
    buttons = (
        yes_button(turn, "button_cancel_and_review"),
        Button(turn.say("button_only_review"), only),
        turn.button("button_no_thanks", "deny"),
        person(turn),
    )
    day = max(each.effective_at for each in terms)
    text = turn.say("dispute_offer_cancel", item=items, day=day, hours=ANSWER_HOURS)
    asked = awaiting(
        turn,
        CANCEL_AND_REVIEW,
        number=number,
        wishes=[[each.kind, each.code, each.mark] for each in terms],
        items=items,
        summary=summary,
        hours=ANSWER_HOURS,
    )
    return Message(text, buttons), asked


def only_review(turn: Turn) -> bool:
    """Tell whether the customer wants the charge checked and nothing cancelled."""
    return answered(turn) == ONLY_REVIEW


class CancelAndReview(AgreedAction):
    """Cancels what was read back and opens the refund review; the same yes twice does it once."""

    NAME = CANCEL_AND_REVIEW

    def act(self, turn: Turn, data: Mapping[str, Any]) -> Reply:
        """Cancel and open; what was cancelled meanwhile is reviewed all the same."""
        number = str(data["number"])
        made: list[Order] = []
        for kind, code, mark in data["wishes"]:
            wish = Wish(str(kind), str(code), str(mark))
            try:
                made += turn.services.accounts.orders.place(once(turn), number, [wish])
            except OrderRefused as refused:
                if refused.reason == "changed":
                    # The month ended since: shown and asked anew, on the terms of today.
                    return Reply(followup=DISPUTE_CHARGE)
        ticket = turn.services.accounts.tickets.open(
            once(turn),
            number,
            kind=DISPUTE,
            summary=str(data["summary"]),
            due_hours=int(data["hours"]),
            subject=f"refund:{data['wishes'][0][1]}",
            details={"orders": [each.id for each in made]},
            join=True,
        )
        lines = [_cancelled(turn, each) for each in made] or [
            turn.say("refund_cancelled_before", item=str(data["items"]))
        ]
        lines.append(turn.say("refund_review_opened", ticket=ticket.id, due=ticket.due_at))
        progress = turn.button("button_progress", "query_progress", ticket_id=ticket.id)
        told = Message("\n".join(lines), (progress,))
        kept: dict[str, Any] = {slots.TICKET_ID: ticket.id}
        if Case.of(turn, COMPLAINT):
            # What was complained of is solved.
            kept[slots.OPEN_CASE] = None
        return Reply((told,), slots=kept, finished=True)


def _cancelled(turn: Turn, order: Order) -> str:
    return turn.say("refund_cancelled", item=order.name, order=order.id, day=order.effective_at)
