"""What is for this topic although the NLU, or the label rules, heard another matter in it."""

from __future__ import annotations

from actions import slots
from actions.confirmation import agreed
from actions.security.names import ACCOUNT_FORM, LEAVE, NEW_PASSWORD, WHO_LOOKED
from actions.turn import Reply, Turn
from bot.text.leaving import insists
from bot.text.pressing import asks_why
from bot.text.who_looked import asks_who_looked


def carried(turn: Turn, action: str) -> Reply | None:
    """Return the way on when the message is for this topic after all, else None.

    A no that declines the retention offer is a yes to leaving; 谁查过我的信息 is labelled a
    complaint (docs/labelling.md) and answered with the list first.
    """
    if turn.active_loop:
        return _why(turn)
    if turn.intent == "file_complaint" and action != WHO_LOOKED and asks_who_looked(turn.text):
        return Reply(followup=WHO_LOOKED)
    declined = turn.intent == "deny" and action != LEAVE and insists(turn.text)
    return Reply(followup=LEAVE) if declined and agreed(turn, LEAVE) is not None else None


def _why(turn: Turn) -> Reply | None:
    """Explain why a password is entered twice, or at all; the entry is still waited for."""
    entering = (turn.slots.get(slots.ACCOUNT_WISH) or {}).get("asking") == NEW_PASSWORD
    if turn.active_loop != ACCOUNT_FORM or not entering or not asks_why(turn.text):
        return None
    return Reply((turn.message("password_why"),), followup=ACCOUNT_FORM)
