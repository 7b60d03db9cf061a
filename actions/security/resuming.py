"""复机 (handbook §11): the facts, a read-back, and the service runs again at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.access import Credential
from accounts.errors import IdentityNeeded
from accounts.lines import Line
from accounts.model import ACTIVE, ARREARS, LOSS, REQUEST
from actions import slots
from actions.agreed import AgreedAction
from actions.base import ServiceAction
from actions.confirmation import awaiting, once, yes_button
from actions.refusals import person
from actions.security.names import RESUME_LINE, RESUME_SERVICE
from actions.security.wish import number_by_password
from actions.turn import Message, Reply, Turn
from bot.text.suspending import was_lost

_ASKS = {LOSS: "resume_lost_read_back", REQUEST: "resume_kept_read_back"}


class ResumeService(ServiceAction):
    """Finds out why a line is suspended, and asks for the yes that resumes it."""

    NAME = RESUME_SERVICE

    def serve(self, turn: Turn) -> Reply:
        """Say the facts and ask; what stands in the way is told by `actions.security.refused`."""
        lost = was_lost(turn.text)
        number = number_by_password(turn) if lost else turn.number()
        accounts = turn.services.accounts
        if lost and not _proved(turn, number):
            # Codes go to the telephone; whoever has it would have to show the password anyway.
            raise IdentityNeeded(number, needs_password=True)
        line = accounts.lines.check_resume(turn.caller, number)
        return ask_resume(turn, number, line).with_slots(**{slots.ACCOUNT_NUMBER: number})


class ResumeLine(AgreedAction):
    """Resumes what was read back and agreed to; the same yes twice does it once."""

    NAME = RESUME_LINE

    def act(self, turn: Turn, data: Mapping[str, Any]) -> Reply:
        """Resume; a line that owes money is told so, with the way to pay."""
        number = str(data["number"])
        done = turn.services.accounts.lines.resume(once(turn), number)
        if done.status == ACTIVE:
            balance = turn.button("button_balance", "query_balance")
            line = turn.message("resume_done", balance, number=number)
            return Reply((line,), finished=True)
        owed = turn.services.accounts.lines.state(turn.caller, number).owed
        pay = turn.button("button_pay_arrears", "pay_bill", amount=f"{owed:.2f}")
        line = turn.message("resume_still_owing", pay, person(turn), number=number, owed=owed)
        return Reply((line,), finished=True)


def ask_resume(turn: Turn, number: str, line: Line) -> Reply:
    """Read the resumption of `line` back with what is known of it; a yes runs `ResumeLine`."""
    lines = [turn.say(_ASKS.get(line.reason or "", "resume_paid_read_back"), number=number)]
    if line.reason == ARREARS:
        lines = [*_paid(turn, number, line), turn.say("resume_ask")]
    elif line.owed:
        lines.insert(0, turn.say("resume_will_owe", number=number, owed=line.owed))
    buttons = (
        yes_button(turn, "button_resume_confirm"),
        turn.button("button_not_now", "deny"),
        person(turn),
    )
    asked = awaiting(turn, RESUME_LINE, number=number)
    return Reply((Message("\n".join(lines), buttons),), slots=asked)


def _paid(turn: Turn, number: str, line: Line) -> list[str]:
    """Apologise with the facts: paid, and suspended all the same."""
    if line.unposted and line.balance < 0:
        facts = turn.say(
            "arrears_paid_unposted",
            number=number,
            arrears=-line.balance,
            unposted=line.unposted,
        )
    else:
        facts = turn.say("arrears_paid", number=number, balance=line.balance)
    if line.last_payment is None or line.last_payment_at is None:
        return [facts]
    last = turn.say("arrears_last_payment", at=line.last_payment_at, amount=line.last_payment)
    return [facts, last]


def _proved(turn: Turn, number: str) -> bool:
    held = turn.services.accounts.identity.credentials_of(turn.caller, number)
    return Credential.PASSWORD in held
