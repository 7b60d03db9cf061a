"""What is for this topic although the NLU, or the label rules, heard another matter in it."""

from __future__ import annotations

from actions import slots
from actions.confirmation import agreed
from actions.security.names import (
    ACCOUNT_FORM,
    ASKED_BY,
    CHANGE_CONTACT,
    LEAVE,
    NEW_PASSWORD,
    OWN_NUMBER,
    WHO_LOOKED,
)
from actions.security.values import value_in
from actions.security.wish import corrected
from actions.turn import Reply, Turn
from bot.text.leaving import insists
from bot.text.own_number import asks_own_number
from bot.text.pressing import asks_why
from bot.text.who_looked import asks_who_looked

_DECIDED = frozenset({"request_human", "stop", "goodbye", "affirm", "deny", "report_loss"})
"""Intents that say what to do, whatever else is said."""


def asks_number(turn: Turn, action: str) -> Reply | None:
    """Return the way to 查本机号码, which is no intent and is heard as many; else None."""
    asks = turn.value("phone_number") is None and asks_own_number(turn.text)
    if action == OWN_NUMBER or turn.intent in _DECIDED or not asks:
        return None
    return Reply(followup=OWN_NUMBER)


def carried(turn: Turn, action: str) -> Reply | None:
    """Return the way on when the message is for this topic after all, else None.

    A no that declines the retention offer is a yes to leaving; 谁查过我的信息 is labelled a
    complaint (docs/labelling.md) and answered with the list first.
    """
    if turn.active_loop:
        return _why(turn)
    if turn.intent == "file_complaint" and action != WHO_LOOKED and asks_who_looked(turn.text):
        return Reply(followup=WHO_LOOKED)
    if action not in ASKED_BY.values() and _corrects(turn):
        question = turn.slots[slots.PENDING_CONFIRMATION]
        return Reply(followup=ASKED_BY[str(question["action"])])
    declined = turn.intent == "deny" and action != LEAVE and insists(turn.text)
    return Reply(followup=LEAVE) if declined and agreed(turn, LEAVE) is not None else None


def _corrects(turn: Turn) -> bool:
    """Tell whether a value corrects what was read back: a yes must never answer the old one."""
    question = corrected(turn)
    if question is None:
        return False
    if question["action"] == CHANGE_CONTACT:
        return value_in(turn, str(question["data"]["about"])) is not None
    return turn.value("phone_number") is not None


def _why(turn: Turn) -> Reply | None:
    """Explain why a password is entered twice, or at all; the entry is still waited for."""
    entering = (turn.slots.get(slots.ACCOUNT_WISH) or {}).get("asking") == NEW_PASSWORD
    if turn.active_loop != ACCOUNT_FORM or not entering or not asks_why(turn.text):
        return None
    return Reply((turn.message("password_why"),), followup=ACCOUNT_FORM)
