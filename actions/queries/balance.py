"""话费余额 (handbook §2): the balance first, one line about it, the next useful step."""

from __future__ import annotations

from decimal import Decimal

from accounts.balance import Balance
from accounts.model import SUSPENDED
from actions.base import QueryAction
from actions.queries.bill_facts import uncovered
from actions.queries.current import only_present
from actions.turn import Button, Message, Reply, Turn


class QueryBalance(QueryAction):
    """Says the balance; arrears and suspension lead to paying, anything else to bill and usage."""

    NAME = "action_query_balance"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the balance of `number`."""
        aside = only_present(turn, self.NAME, "present_balance")
        if aside is not None:
            return aside
        balance = turn.services.accounts.balance.balance(turn.caller, number)
        figure = turn.say("balance_amount", number=number, amount=balance.amount)
        running = uncovered(turn, number, balance.amount)
        text = f"{figure}\n{_explanation(turn, balance, running)}"
        steps = _next_steps(turn, balance, low=running is not None)
        return Reply((Message(text, steps),), finished=True)


def _explanation(turn: Turn, balance: Balance, running: Decimal | None) -> str:
    """Say what the balance means; `running` is this month's total when it is not covered."""
    if balance.arrears:
        key = "balance_arrears_suspended" if balance.status == SUSPENDED else "balance_arrears"
        return turn.say(key, arrears=balance.arrears)
    if balance.status == SUSPENDED:
        return turn.say("balance_suspended")
    if running is not None:
        return turn.say("balance_below_running", month=turn.this_month, running=running)
    return turn.say("balance_in_credit")


def _next_steps(turn: Turn, balance: Balance, *, low: bool) -> tuple[Button, ...]:
    if balance.arrears:
        amount = str(balance.arrears)
        pay = turn.button("button_pay_arrears", "pay_bill", amount=amount)
        return (pay, turn.button("button_bill", "query_bill"))
    if balance.status == SUSPENDED:
        return (turn.button("button_why_suspended", "query_arrears"),)
    look = (turn.button("button_bill", "query_bill"), turn.button("button_usage", "query_usage"))
    pay = turn.button("button_pay", "pay_bill")
    return (pay, *look) if low else (*look, pay)
