"""修改和重置服务密码 (handbook §3): verified first, then entered twice in the masked field."""

from __future__ import annotations

from typing import ClassVar

from accounts.identity.passwords import How
from accounts.model import LOSS
from actions import slots
from actions.base import ServiceAction
from actions.refusals import IDENTITY_FORM, person
from actions.security.names import CHANGE_PASSWORD, NEW_PASSWORD, REPORT_LOSS, RESET_PASSWORD
from actions.security.wish import answer, ask, kept, number_by_password
from actions.turn import Reply, Turn

CHANGED = "changed"
"""What the account form is told when the new password is in force."""


class ChangePassword(ServiceAction):
    """Changes the password of one who knows it."""

    NAME = CHANGE_PASSWORD
    HOW: ClassVar[How] = "change"

    def serve(self, turn: Turn) -> Reply:
        """Begin, or say that it is done: the form has seen to the rest."""
        if kept(turn, self.NAME) and answer(turn) == CHANGED:
            done = turn.message("password_done", number=turn.number())
            return Reply((done,), slots={slots.ACCOUNT_ANSWER: None}, finished=True)
        number = number_by_password(turn) if self.HOW == "change" else turn.number()
        turn.services.accounts.identity.begin_password(turn.caller, number, self.HOW)
        begun = ask(turn, self.NAME, NEW_PASSWORD, number=number, how=self.HOW)
        return begun.with_slots(**{slots.ACCOUNT_NUMBER: number})


class ResetPassword(ChangePassword):
    """Sets the password of one who has forgotten it."""

    NAME = RESET_PASSWORD
    HOW: ClassVar[How] = "reset"

    def serve(self, turn: Turn) -> Reply:
        """Begin; while a loss is being reported the password is out of reach, a person is not."""
        waiting = turn.slots.get(slots.PENDING_ACTION)
        reason = (turn.slots.get(slots.ACCOUNT_WISH) or {}).get("reason")
        lost = waiting == REPORT_LOSS and reason == LOSS
        if turn.active_loop == IDENTITY_FORM and lost:
            hotline = turn.services.accounts.catalogue.operator().hotline
            line = turn.message("loss_without_password", person(turn), hotline=hotline)
            return Reply((line,), leaves_form=True)
        return super().serve(turn)
