"""话费账单 (handbook §2): the total first, why it is so, its parts, the next useful step."""

from __future__ import annotations

from accounts.billing import Bill
from accounts.errors import IdentityNeeded
from actions.base import QueryAction
from actions.queries import bill_words as words
from actions.queries.bill_facts import overage_facts, subscribed_of
from actions.queries.bill_steps import PARTS, next_steps, verify_for_parts
from actions.queries.bills import several_bills
from actions.queries.charts import totals_chart
from actions.turn import Message, Reply, Turn


class QueryBill(QueryAction):
    """Says one month's bill in full, or several months in one line each.

    A caller who may not see the parts hears the total, with a button that starts verification.
    """

    NAME = "action_query_bill"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the bills of `number` for the months asked for."""
        months = turn.months(self.NAME)
        if len(months) > 1:
            return several_bills(turn, number, months)
        bill = turn.services.accounts.billing.bill(turn.caller, number, months[0])
        if bill.parts is not None:
            return _whole(turn, number, bill)
        if PARTS in turn.values("reference"):
            raise IdentityNeeded(number, needs_password=False)
        return _total_only(turn, number, bill)


def _whole(turn: Turn, number: str, bill: Bill) -> Reply:
    subscribed = subscribed_of(bill)
    lines = (
        words.total_line(turn, number, bill),
        words.explanation(turn, bill),
        *words.previous_line(turn, bill),
        *words.part_lines(turn, bill.parts or (), subscribed),
        *words.change_lines(turn, bill),
        *overage_facts(turn, number, bill),
    )
    arrears = turn.services.accounts.balance.balance(turn.caller, number).arrears
    known = tuple(each.month for each in bill.totals)
    steps = next_steps(turn, bill, words.odd_parts(bill, subscribed), arrears, known)
    chart = totals_chart(turn, bill.totals, bill.month)
    return Reply((Message("\n".join(lines)), *chart, steps), finished=True)


def _total_only(turn: Turn, number: str, bill: Bill) -> Reply:
    arrears = turn.services.accounts.balance.balance(turn.caller, number).arrears
    total = Message(words.total_line(turn, number, bill))
    steps = verify_for_parts(turn, bill, arrears, tuple(each.month for each in bill.totals))
    return Reply((total, *totals_chart(turn, bill.totals, bill.month), steps), finished=True)
