"""发票 (handbook §2): the number of the invoice; one that does not exist yet can be ordered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.customers import Invoice
from accounts.month import Month
from actions import slots
from actions.base import QueryAction
from actions.queries.months import named_months
from actions.queries.registering import offer_registration
from actions.tickets import ANSWER_HOURS
from actions.turn import Button, Message, Reply, Turn, payload

MOST_LINES = 6
MOST_BUTTONS = 3
_STATES: Mapping[str, str] = {
    "issued": "invoice_issued",
    "pending": "invoice_pending",
    "void": "invoice_void",
}


class QueryInvoice(QueryAction):
    """Lists the invoices, or answers for one month and offers to have its invoice issued."""

    NAME = "action_query_invoice"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the invoices of `number`."""
        found = turn.services.accounts.customers.invoices(turn.caller, number)
        months = named_months(turn, self.NAME)
        if len(months) == 1:
            return _one(turn, number, months[0], found)
        wanted = [each for each in found if not months or each.month in months]
        if not wanted:
            key = "invoice_none_in" if months else "invoice_none"
            none = turn.message(key, *_others(turn, number, found), number=number)
            return Reply((none,), finished=True)
        return _list(turn, number, wanted, found)

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Keep no month when none was named, so that after verification all are still meant."""
        months = [str(month) for month in named_months(turn, self.NAME)]
        return {**super().remember(turn), slots.QUERY_MONTHS: months}


def _one(turn: Turn, number: str, month: Month, found: tuple[Invoice, ...]) -> Reply:
    issued = [each for each in found if each.month == month]
    if issued:
        lines = [
            turn.say(
                "invoice_of_month",
                number=number,
                month=month,
                invoice=each.number,
                status=_state(turn, each),
            )
            for each in issued
        ]
        return Reply((Message("\n".join(lines), _others(turn, number, found)),), finished=True)
    bill = turn.services.accounts.billing.bill(turn.caller, number, month)
    if bill.running:
        running = turn.message(
            "invoice_none_running", *_others(turn, number, found), number=number, month=month
        )
        return Reply((running,), finished=True)
    text = turn.say(
        "invoice_none_offer", number=number, month=month, total=bill.total, hours=ANSWER_HOURS
    )
    summary = turn.say("invoice_summary", month=month, total=bill.total)
    return offer_registration(turn, text, kind="business", summary=summary, hours=ANSWER_HOURS)


def _list(turn: Turn, number: str, wanted: list[Invoice], found: tuple[Invoice, ...]) -> Reply:
    lines = (
        turn.say("invoice_count", number=number, count=len(wanted)),
        *(_line(turn, each) for each in wanted[:MOST_LINES]),
        turn.say("invoice_next"),
    )
    return Reply((Message("\n".join(lines), _others(turn, number, found)),), finished=True)


def _line(turn: Turn, each: Invoice) -> str:
    status = _state(turn, each)
    return turn.say("invoice_line", month=each.month, invoice=each.number, status=status)


def _state(turn: Turn, each: Invoice) -> str:
    return turn.say(_STATES.get(each.status, "invoice_other"))


def _others(turn: Turn, number: str, found: tuple[Invoice, ...]) -> tuple[Button, ...]:
    """Return the buttons for the latest finished bills that have no invoice yet."""
    done = {each.month for each in found}
    bills = reversed(turn.services.accounts.billing.totals(turn.caller, number))
    due = [bill.month for bill in bills if not bill.running and bill.month not in done]
    return tuple(
        Button(
            turn.say("button_invoice_month", month=month),
            payload("query_invoice", month=str(month)),
        )
        for month in due[:MOST_BUTTONS]
    )
