"""缴费记录 (handbook §2, §11): the latest payment or the sum first; what is not posted is said."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accounts.clock import local
from accounts.model import SUSPENDED
from accounts.month import Month
from accounts.payments import ONLINE, Payment
from accounts.period import check_month
from actions import slots
from actions.base import QueryAction
from actions.queries.months import joined, named_months
from actions.queries.registering import offer_registration
from actions.refusals import person
from actions.tickets import ANSWER_HOURS
from actions.turn import Button, Message, Reply, Turn

NOT_ARRIVED = "not_arrived"
"""Value of the `reference` entity of the button that asks where a payment has gone."""
MOST_LINES = 6
"""Payments listed, newest first."""


class QueryPaymentHistory(QueryAction):
    """Lists the payments of the months asked for; the latest ones when no month is named."""

    NAME = "action_query_payment_history"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the payments of `number`."""
        months = named_months(turn, self.NAME)
        for month in months:
            check_month(month, turn.now)
        history = turn.services.accounts.payments.history
        found = history(turn.caller, number, min(months, default=None))
        if months:
            found = tuple(each for each in found if Month.of(each.at) in months)
        if NOT_ARRIVED in turn.values("reference"):
            return _check_offered(turn, number)
        if not found:
            return Reply((_nothing(turn, number, months),), finished=True)
        lines = (_head(turn, number, months, found), *_list(turn, found), *_unposted(turn, found))
        if not months and not _arrived_today(turn, found):
            lines = (*lines, turn.say("payments_if_just_paid"))
        buttons = _next_steps(turn, months, found)
        if turn.services.accounts.balance.balance(turn.caller, number).status == SUSPENDED:
            # Whoever asks for a payment while cut off wants to know why they still are (§11).
            lines = (*lines, turn.say("balance_suspended"))
            buttons = (turn.button("button_why_suspended", "query_arrears"), *buttons)
        return Reply((Message("\n".join(lines), buttons),), finished=True)

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Keep no month when none was named, so that after verification all are still meant."""
        months = [str(month) for month in named_months(turn, self.NAME)]
        return {**super().remember(turn), slots.QUERY_MONTHS: months}


def paid_by(turn: Turn, method: str) -> str:
    """Return how a payment was made; imported ones already carry the words for it."""
    return turn.say("payment_online") if method == ONLINE else method


def _head(turn: Turn, number: str, months: tuple[Month, ...], found: tuple[Payment, ...]) -> str:
    if months:
        total = sum((each.amount for each in found), Decimal(0))
        said = _months(turn, months)
        return turn.say("payments_sum", number=number, months=said, count=len(found), total=total)
    last = found[0]
    method = paid_by(turn, last.method)
    key = "payments_latest" if _arrived_today(turn, found) else "payments_none_today"
    return turn.say(key, number=number, at=last.at, amount=last.amount, method=method)


def _list(turn: Turn, found: tuple[Payment, ...]) -> tuple[str, ...]:
    if len(found) > MOST_LINES:
        lines = (*_lines(turn, found[:MOST_LINES]), turn.say("payments_more", count=MOST_LINES))
    else:
        lines = _lines(turn, found)
    return (turn.say("payments_list"), *lines)


def _lines(turn: Turn, found: tuple[Payment, ...]) -> tuple[str, ...]:
    """Return one line a payment."""
    return tuple(
        turn.say(
            "payments_line" if each.posted else "payments_line_unposted",
            at=each.at,
            amount=each.amount,
            method=paid_by(turn, each.method),
        )
        for each in found
    )


def _unposted(turn: Turn, found: tuple[Payment, ...]) -> tuple[str, ...]:
    total = sum((each.amount for each in found if not each.posted), Decimal(0))
    return (turn.say("payments_unposted", total=total),) if total else ()


def _arrived_today(turn: Turn, found: tuple[Payment, ...]) -> bool:
    return any(local(each.at).date() == local(turn.now).date() for each in found)


def _check_offered(turn: Turn, number: str) -> Reply:
    """Offer to have a payment looked for that the customer made and cannot see here (§11)."""
    text = turn.say("payments_check_offer", number=number, hours=ANSWER_HOURS)
    summary = turn.say("payments_check_summary", at=turn.now)
    return offer_registration(turn, text, kind="business", summary=summary, hours=ANSWER_HOURS)


def _check_button(turn: Turn) -> Button:
    return turn.button("button_check_payment", "query_payment_history", reference=NOT_ARRIVED)


def _next_steps(
    turn: Turn, months: tuple[Month, ...], found: tuple[Payment, ...]
) -> tuple[Button, ...]:
    waiting = any(not each.posted for each in found)
    balance = turn.button("button_balance", "query_balance")
    if waiting:
        return (_check_button(turn), balance, person(turn))
    if not months and not _arrived_today(turn, found):
        return (_check_button(turn), balance)
    return (balance, turn.button("button_invoice", "query_invoice"))


def _nothing(turn: Turn, number: str, months: tuple[Month, ...]) -> Message:
    if not months:
        pay = turn.button("button_pay", "pay_bill")
        return turn.message("payments_none", _check_button(turn), pay, person(turn), number=number)
    every = turn.button("button_payments", "query_payment_history")
    said = _months(turn, months)
    return turn.message(
        "payments_none_in", every, _check_button(turn), person(turn), number=number, months=said
    )


def _months(turn: Turn, months: tuple[Month, ...]) -> str:
    return joined(turn, (turn.say("month_name", month=month) for month in sorted(months)))
