"""What the account form takes from a message: a new password's outcome, a reason, a value.

The gateway has judged a password before the engine runs; here only its outcome is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from actions import demands, slots
from actions.base import InnerAction
from actions.forms.identity_asking import locked_out
from actions.refusals import person
from actions.security.names import (
    ACCOUNT_FORM,
    ADDRESS,
    CHOICE,
    FIELD,
    NEW_PASSWORD,
    PHONE,
    REASON,
)
from actions.security.password import CHANGED
from actions.security.values import value_in
from actions.turn import CONTINUING_INTENTS, LISTEN, Reply, Turn
from bot.text.contacts import field_of
from bot.text.leaving import reason_of, stays

_AGAIN: Mapping[str, Any] = {slots.ACCOUNT_ANSWER: None}
"""Setting the form's slot tells Rasa that the message was the form's; it then asks again."""
_WEAK: Mapping[str, str] = {
    "shape": "password_weak_shape",
    "repeats": "password_weak_repeats",
    "run": "password_weak_run",
    "pairs": "password_weak_pairs",
    "number": "password_weak_number",
    "old": "password_weak_old",
}
_VALUES = (CONTINUING_INTENTS - {"affirm", "deny"}) | {"out_of_scope"}
"""Intents of a message that is a value, if a wrong one: strange words sound like another trade."""
BESIDE = 4
"""Characters that may surround a value for the message to be an answer and nothing else."""


class ValidateAccountForm(InnerAction):
    """Takes what belongs to the form out of a message; anything else is left to the rules."""

    NAME = "validate_account_form"

    def serve(self, turn: Turn) -> Reply:
        """Return new slot values, or nothing when the message is not for the form."""
        wish = turn.slots.get(slots.ACCOUNT_WISH)
        if turn.slots.get(slots.REQUESTED_SLOT) is None or not wish:
            # The form is starting: this message was answered by the action that started it.
            return Reply()
        if (turn.credential or {}).get("kind") == NEW_PASSWORD:
            taken = entered(turn, wish)
        elif wish["asking"] == NEW_PASSWORD:
            return Reply()
        else:
            taken = _taken(turn, wish)
        # An answer, good or bad: the customer is with the form again.
        return taken.with_slots(**{slots.FORM_ASIDES: 0}) if taken.slots else taken


class AccountAnswered(InnerAction):
    """Runs the action that asked once the form knows; otherwise waits for the customer."""

    NAME = "action_account_answered"

    def serve(self, turn: Turn) -> Reply:
        """Say nothing: the action answers, or the form has said why it ended."""
        wish = turn.slots.get(slots.ACCOUNT_WISH)
        if wish and turn.slots.get(slots.ACCOUNT_ANSWER) is not None:
            return Reply(followup=str(wish["action"]))
        rest = [each for each in demands.open_demands(turn) if not each["begun"]]
        if not rest:
            left = {slots.OPEN_DEMANDS: None} if demands.open_demands(turn) else {}
            return Reply(slots=left, followup=LISTEN)
        kept = turn.message("demands_kept", *demands.buttons(turn, rest))
        return Reply((kept,), slots={slots.OPEN_DEMANDS: rest}, followup=LISTEN)


def late_entry(turn: Turn) -> Reply | None:
    """Return the way on for a new password entered after the form was left, or None."""
    wish = turn.slots.get(slots.ACCOUNT_WISH)
    is_entry = (turn.credential or {}).get("kind") == NEW_PASSWORD
    if not is_entry or turn.active_loop or not wish or wish["asking"] != NEW_PASSWORD:
        return None
    said = entered(turn, wish)
    changed = said.slots.get(slots.ACCOUNT_ANSWER) == CHANGED
    if changed:
        return Reply(slots=said.slots, followup=str(wish["action"]))
    if slots.REQUESTED_SLOT in said.slots:
        return Reply(said.messages)
    return Reply(said.messages, slots=said.slots, followup=ACCOUNT_FORM)


def entered(turn: Turn, wish: Mapping[str, Any]) -> Reply:
    """Return what one entry of a new password led to."""
    credential = turn.credential or {}
    outcome = credential.get("outcome")
    if outcome == CHANGED:
        return Reply(slots={slots.ACCOUNT_ANSWER: CHANGED})
    if outcome == "again":
        return Reply(slots={**_AGAIN, slots.ACCOUNT_WISH: {**wish, "repeats": True, "tries": 0}})
    if outcome == "locked":
        return locked_out(turn, datetime.fromisoformat(str(credential.get("locked_until"))))
    if outcome == "often":
        hotline = turn.services.accounts.catalogue.operator().hotline
        line = turn.message("password_often", person(turn), hotline=hotline)
        return Reply((line,), slots={slots.REQUESTED_SLOT: None})
    first = {**wish, "repeats": False, "tries": wish["tries"] + 1}
    line = turn.message(_why_not(str(outcome), str(credential.get("reason"))))
    return Reply((line,), slots={**_AGAIN, slots.ACCOUNT_WISH: first})


def _why_not(outcome: str, reason: str) -> str:
    if outcome == "weak":
        return _WEAK.get(reason, "password_weak_shape")
    return "password_mismatch" if outcome == "mismatch" else "password_expired"


def _taken(turn: Turn, wish: Mapping[str, Any]) -> Reply:
    """Take an answer; what is none is a question of its own, or a wrong value."""
    value = turn.value(CHOICE) or _READERS[str(wish["asking"])](turn)
    if value is not None:
        return Reply(slots={slots.ACCOUNT_ANSWER: value})
    if turn.intent in _VALUES:
        tries = {**wish, "tries": wish["tries"] + 1}
        return Reply(slots={**_AGAIN, slots.ACCOUNT_WISH: tries})
    return Reply()


def _reason(turn: Turn) -> str | None:
    """Return the reason; one who will not tell has said "other" and is not asked again."""
    if turn.intent == "deny":
        return None if stays(turn.text) else "other"
    said = reason_of(turn.text) or _MEANT.get(turn.intent)
    if _is_matter(turn) and turn.intent not in _GRIEVANCES:
        return None
    vague = turn.intent in {"inform", "nlu_fallback", "out_of_scope", "chitchat"}
    return said or ("other" if vague else None)


_GRIEVANCES = frozenset(
    {
        "file_complaint",
        "report_fault",
        "browse_packages",
        "dispute_charge",
        "close_account",
        "give_suggestion",
        "faq",
        "query_bill",
        "change_package",
    }
)
"""Matters that a reason for leaving is easily heard as: 太贵了, 没信号, 服务差."""
_MEANT: Mapping[str, str] = {"report_fault": "network", "file_complaint": "service"}
"""The reason that such a matter is, in words that `reason_of` does not know."""


def _field(turn: Turn) -> str | None:
    return None if _is_matter(turn) else field_of(turn.text)


def _value(turn: Turn, about: str) -> str | None:
    """Return the value; one inside a question of its own is that question's."""
    value = value_in(turn, about)
    if value is not None and _is_matter(turn):
        return value if len(turn.text) - len(value) <= BESIDE else None
    return value


def _is_matter(turn: Turn) -> bool:
    """Tell whether the message was heard as another matter than the profile."""
    titled = turn.services.scripts.title(turn.intent) is not None
    return titled and turn.intent != "update_profile"


_READERS: Mapping[str, Callable[[Turn], str | None]] = {
    REASON: _reason,
    FIELD: _field,
    PHONE: lambda turn: _value(turn, PHONE),
    ADDRESS: lambda turn: _value(turn, ADDRESS),
}
