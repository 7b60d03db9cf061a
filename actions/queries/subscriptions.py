"""已开通的业务 (handbook §2, §11): how many and for how much; what others ordered is named."""

from __future__ import annotations

from decimal import Decimal

from accounts.customers import Subscription
from actions.base import QueryAction
from actions.orders.standing import pending_cancellations
from actions.queries.months import joined
from actions.queries.ordering import is_odd, orderer
from actions.queries.refund import cancellable, offer_cancel_and_review
from actions.queries.registering import offer_registration
from actions.ticket_words import DISPUTE
from actions.tickets import ANSWER_HOURS
from actions.turn import Button, Message, Reply, Turn


class QuerySubscriptions(QueryAction):
    """Lists services and add-ons; one that others ordered leads to an offer."""

    NAME = "action_query_subscriptions"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the subscriptions of `number`."""
        found = turn.services.accounts.customers.subscriptions(turn.caller, number)
        if not found:
            none = turn.message("subscriptions_none", *_ordinary(turn), number=number)
            return Reply((none,), finished=True)
        total = sum((each.fee for each in found), Decimal(0))
        odd = [each for each in found if is_odd(each.ordered_by)]
        lines = [
            turn.say("subscriptions_total", number=number, count=len(found), total=total),
            *(_line(turn, each) for each in found),
            *pending_cancellations(turn, number),
        ]
        if odd:
            return _offer(turn, number, lines, odd)
        lines.append(turn.say("subscriptions_all_own"))
        give_up = turn.button("button_give_up_some", "cancel_service")
        return Reply((Message("\n".join(lines), (give_up, *_ordinary(turn))),), finished=True)


def _offer(turn: Turn, number: str, lines: list[str], odd: list[Subscription]) -> Reply:
    """Offer to cancel what others ordered at once and to have it refunded (handbook §5).

    "That was not me" is then said to an open offer, not into the air. What is given up already is
    only reviewed.
    """
    summary = turn.say("subscriptions_summary", services=joined(turn, _ordered(turn, odd)))
    terms = cancellable(turn, number, [each.code for each in odd])
    if terms:
        ask, asked = offer_cancel_and_review(turn, number, None, terms, summary)
        return Reply((Message("\n".join(lines)), ask), slots=asked)
    names = joined(turn, (each.name for each in odd))
    offer = turn.say("subscriptions_odd", names=names, hours=ANSWER_HOURS)
    return offer_registration(
        turn,
        "\n".join((*lines, offer)),
        kind=DISPUTE,
        summary=summary,
        hours=ANSWER_HOURS,
        more=(turn.button("button_bill", "query_bill"),),
    )


def _ordered(turn: Turn, odd: list[Subscription]) -> list[str]:
    return [
        turn.say(
            "subscriptions_summary_item",
            name=each.name,
            fee=each.fee,
            since=each.since,
            orderer=orderer(turn, each.ordered_by),
        )
        for each in odd
    ]


def _line(turn: Turn, each: Subscription) -> str:
    by = orderer(turn, each.ordered_by)
    return turn.say(
        "subscriptions_line", name=each.name, fee=each.fee, since=each.since, orderer=by
    )


def _ordinary(turn: Turn) -> tuple[Button, ...]:
    return (
        turn.button("button_package", "query_current_package"),
        turn.button("button_bill", "query_bill"),
    )
