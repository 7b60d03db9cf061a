"""欠费与停机 (handbook §2, §11): what is owed first; paid and still suspended is put right."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.balance import Arrears
from accounts.model import SUSPENDED
from actions.base import QueryAction
from actions.queries.bill_facts import uncovered
from actions.queries.current import only_present
from actions.refusals import person
from actions.security.resuming import ask_resume
from actions.turn import Button, Message, Reply, Turn

_REASONS: Mapping[str | None, str] = {
    "loss": "arrears_suspended_loss",
    "request": "arrears_suspended_request",
}


class QueryArrears(QueryAction):
    """Says what is owed and why a number is suspended, and opens the way out of it."""

    NAME = "action_query_arrears"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the arrears of `number`."""
        aside = only_present(turn, self.NAME, "present_arrears")
        if aside is not None:
            return aside
        state = turn.services.accounts.balance.arrears(turn.caller, number)
        if state.paid_but_suspended:
            line = turn.services.accounts.lines.state(turn.caller, number)
            return ask_resume(turn, number, line)
        lines = _owing(turn, number, state) if state.amount else _settled(turn, number, state)
        buttons = _next_steps(turn, state)
        return Reply((Message("\n".join(lines), buttons),), finished=True)


def _owing(turn: Turn, number: str, state: Arrears) -> list[str]:
    suspended = state.status == SUSPENDED
    lines = [turn.say("arrears_owing", number=number, arrears=state.amount)]
    if state.unposted:
        lines.append(turn.say("arrears_unposted", unposted=state.unposted))
    lines.append(turn.say("arrears_suspended" if suspended else "arrears_not_suspended"))
    return [*lines, *_last_payment(turn, state)]


def _settled(turn: Turn, number: str, state: Arrears) -> list[str]:
    lines = [turn.say("arrears_none", number=number, balance=state.balance)]
    if state.status == SUSPENDED:
        lines.append(turn.say(_REASONS.get(state.suspended_reason, "arrears_suspended_other")))
        return lines
    running = uncovered(turn, number, state.balance)
    if running is None:
        lines.append(turn.say("arrears_active"))
    else:
        lines.append(turn.say("arrears_low", month=turn.this_month, running=running))
    return lines


def _last_payment(turn: Turn, state: Arrears) -> tuple[str, ...]:
    if state.last_payment is None or state.last_payment_at is None:
        return ()
    return (turn.say("arrears_last_payment", at=state.last_payment_at, amount=state.last_payment),)


def _next_steps(turn: Turn, state: Arrears) -> tuple[Button, ...]:
    if state.amount:
        pay = turn.button("button_pay_arrears", "pay_bill", amount=str(state.amount))
        return (pay, turn.button("button_bill", "query_bill"))
    if state.status == SUSPENDED:
        return (turn.button("button_resume", "resume_service"), person(turn))
    # The balance has just been said.
    return (turn.button("button_bill", "query_bill"), turn.button("button_pay", "pay_bill"))
