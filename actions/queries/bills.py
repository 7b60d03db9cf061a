"""Several months of bills in one answer: the sum first, one line a month, gaps named."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from accounts.billing import Bill
from accounts.month import Month
from actions.queries.charts import bill_chart
from actions.queries.months import gather, in_order, month_button, near_months
from actions.turn import Message, Reply, Turn

MOST_BUTTONS = 4


def several_bills(turn: Turn, number: str, months: tuple[Month, ...]) -> Reply:
    """Return one line for each of `months`; months without a bill are grouped by why."""
    read = partial(turn.services.accounts.billing.bill, turn.caller, number)
    found, gaps = gather(months, read)
    lines = (
        _head(turn, number, found),
        *in_order(turn, ((bill.month, _line(turn, bill)) for bill in found), gaps),
    )
    chart = bill_chart(turn, ((bill.month, bill.total) for bill in found))
    return Reply((Message("\n".join(lines)), *chart, _next(turn, found)), finished=True)


def _head(turn: Turn, number: str, found: list[Bill]) -> str:
    if not found:
        return turn.say("months_none", number=number)
    total = sum((bill.total for bill in found), Decimal(0))
    return turn.say("bills_sum", number=number, count=len(found), total=total)


def _line(turn: Turn, bill: Bill) -> str:
    key = "bills_line_running" if bill.running else "bills_line"
    return turn.say(key, month=bill.month, total=bill.total)


def _next(turn: Turn, found: list[Bill]) -> Message:
    """Offer the parts of the months found, latest first; the two nearest when none was."""
    if not found:
        return turn.message("months_next_none", *near_months(turn, "query_bill"))
    latest = [bill.month for bill in reversed(found)][:MOST_BUTTONS]
    return turn.message("bills_next", *(month_button(turn, "query_bill", m) for m in latest))
