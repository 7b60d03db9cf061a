"""挂失与停机保号 (handbook §3, §11): verified by password, read back, then stopped at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.model import LOSS, REQUEST
from actions import slots
from actions.agreed import AgreedAction
from actions.base import ServiceAction
from actions.confirmation import awaiting, once, yes_button
from actions.refusals import person
from actions.security.names import CHOICE, REPORT_LOSS, SUSPEND_LINE
from actions.security.wish import kept, number_by_password, remembered
from actions.turn import Message, Reply, Turn
from bot.text.suspending import suspension_of

_READ_BACK = {LOSS: "loss_read_back", REQUEST: "keep_read_back"}
_YES = {LOSS: "button_loss_confirm", REQUEST: "button_keep_confirm"}
_OTHER = {LOSS: ("button_keep_instead", REQUEST), REQUEST: ("button_loss_instead", LOSS)}
_DONE = {LOSS: "loss_done", REQUEST: "keep_done"}


class ReportLoss(ServiceAction):
    """Reads the suspension back; a yes runs `SuspendLine`."""

    NAME = REPORT_LOSS

    def serve(self, turn: Turn) -> Reply:
        """Check that the line may be suspended and ask for a yes."""
        reason = _reason(turn)
        number = number_by_password(turn) if reason == LOSS else turn.number()
        turn.services.accounts.lines.check_suspend(turn.caller, number, reason)
        key, other = _OTHER[reason]
        buttons = (
            yes_button(turn, _YES[reason]),
            turn.button(key, "report_loss", **{CHOICE: other}),
            turn.button("button_not_now", "deny"),
        )
        text = turn.say(_READ_BACK[reason], number=number)
        asked = awaiting(turn, SUSPEND_LINE, number=number, reason=reason)
        return Reply((Message(text, buttons),), slots={**asked, slots.ACCOUNT_NUMBER: number})

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Keep which suspension it is, for after verification."""
        return remembered(self.NAME, reason=_reason(turn))


class SuspendLine(AgreedAction):
    """Suspends what was read back and agreed to; the same yes twice does it once."""

    NAME = SUSPEND_LINE

    def act(self, turn: Turn, data: Mapping[str, Any]) -> Reply:
        """Suspend and say what comes next."""
        number, reason = str(data["number"]), str(data["reason"])
        turn.services.accounts.lines.suspend(once(turn), number, reason)
        buttons = (
            *((turn.button("button_replace_sim", "replace_sim"),) if reason == LOSS else ()),
            turn.button("button_resume", "resume_service"),
            person(turn),
        )
        return Reply((turn.message(_DONE[reason], *buttons, number=number),), finished=True)


def _reason(turn: Turn) -> str:
    chosen = turn.value(CHOICE)
    if chosen in _DONE:
        return str(chosen)
    held = kept(turn, REPORT_LOSS).get("reason")
    return str(held) if held else suspension_of(turn.text)
