"""What a matter of this topic is about while something more is asked: one slot, one form.

`account_wish` holds ``{action, asking, …}``; `account_answer` is what the form was told. The
action that asked runs again with both, as it does after verification.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.errors import IdentityNeeded
from actions import slots
from actions.confirmation import overtaken
from actions.security.names import ACCOUNT_FORM, ASKED_BY
from actions.turn import CONTINUING_INTENTS, Message, Reply, Turn


def ask(turn: Turn, action: str, asking: str, *before: Message, **data: Any) -> Reply:
    """Return the reply that says `before` and asks for `asking`; then `action` runs again."""
    del turn  # what is asked does not depend on the turn; the callers read better with it
    wish = {**data, "action": action, "asking": asking, "tries": 0}
    kept = {slots.ACCOUNT_WISH: wish, slots.ACCOUNT_ANSWER: None, slots.FORM_ASIDES: 0}
    return Reply(before, slots=kept, followup=ACCOUNT_FORM)


def remembered(action: str, **data: Any) -> dict[str, Any]:
    """Return the slots that keep `data` for when `action` runs again after verification."""
    return {slots.ACCOUNT_WISH: {**data, "action": action}, slots.ACCOUNT_ANSWER: None}


def kept(turn: Turn, action: str) -> Mapping[str, Any]:
    """Return what `action` keeps when it runs again: verified, answered, corrected, or too late.

    Empty for a matter begun anew.
    """
    if turn.intent == "affirm":
        question = overtaken(turn)
        if question is not None:
            data: Mapping[str, Any] = question["data"]
            return data
    asked = corrected(turn)
    if asked is not None and ASKED_BY[str(asked["action"])] == action:
        return dict(asked["data"])
    held: Mapping[str, Any] | None = turn.slots.get(slots.ACCOUNT_WISH)
    again = turn.slots.get(slots.PENDING_ACTION) == action or answer(turn) is not None
    return held if held and held["action"] == action and again else {}


def corrected(turn: Turn) -> Mapping[str, Any] | None:
    """Return the open question of this topic that a bare value may correct, or None."""
    question: Mapping[str, Any] | None = turn.slots.get(slots.PENDING_CONFIRMATION)
    bare = turn.intent in CONTINUING_INTENTS - {"affirm"}
    return question if bare and question and question["action"] in ASKED_BY else None


def number_by_password(turn: Turn) -> str:
    """Return the number this turn is about; a stranger's is verified by password first.

    Raises IdentityNeeded: where only the password will do, no code is sent in vain.
    """
    try:
        return turn.number()
    except IdentityNeeded as needed:
        raise IdentityNeeded(needed.number, needs_password=True) from needed


def answer(turn: Turn) -> str | None:
    """Return what the account form was told, or None."""
    said = turn.slots.get(slots.ACCOUNT_ANSWER)
    return None if said is None else str(said)
