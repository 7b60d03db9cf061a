"""What the identity form takes from a message (handbook §3).

The gateway redeems the secret before the engine runs; here only its outcome is seen. One
credential is asked for at a time: when an action needs two (details), it is refused again after
the first and the form comes back for the second.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from accounts.errors import CodeLimitReached, CodeTooSoon, NumberLocked
from actions import demands, slots
from actions.base import InnerAction
from actions.cases.noting import noted_beside
from actions.forms.identity_asking import locked_out, not_sent
from actions.turn import CONTINUING_INTENTS, Reply, Turn
from bot.text.verification import choice_of

ACCEPTED = "accepted"
BARE = 4
"""Characters that may surround a number for the message to be an answer and nothing else."""
NUMBERLIKE = 5
"""Digits from which a text that holds no phone number looks like a wrong one."""

_AGAIN = {slots.IDENTITY_CREDENTIAL: None}
"""Setting any form slot tells Rasa that the message was the form's; it then asks again."""


class ValidateIdentityForm(InnerAction):
    """Takes what belongs to the form out of a message; anything else is left to the rules."""

    NAME = "validate_identity_form"

    def serve(self, turn: Turn) -> Reply:
        """Return new slot values, or nothing when the message is not for the form."""
        if turn.slots.get(slots.REQUESTED_SLOT) is None:
            # The form is starting: this message was answered by the action that started it.
            return Reply()
        taken = self._taken(turn)
        if not taken.slots:
            return taken
        noted = noted_beside(turn)
        if noted:
            taken = replace(taken, messages=(*taken.messages, turn.message("case_noted")))
        # An answer, good or bad: the customer is with the form again.
        return taken.with_slots(**noted, **{slots.FORM_ASIDES: 0})

    def _taken(self, turn: Turn) -> Reply:
        outcome = (turn.credential or {}).get("outcome")
        if outcome in _OUTCOMES and not _is_new_password(turn):
            return _with_beside(turn, _OUTCOMES[outcome](turn))
        choice = turn.value("identity_choice") or choice_of(turn.text)
        if choice == "other_number" or "other_number" in turn.values("reference"):
            return _other_number(turn)
        if choice == "resend":
            return _resend(turn)
        if choice is not None:
            return Reply(slots={**_AGAIN, slots.IDENTITY_METHOD: choice})
        return _number(turn)


def late_outcome(turn: Turn) -> Reply | None:
    """Return the words for a secret that came after the form was left, or None without one."""
    outcome = (turn.credential or {}).get("outcome")
    if outcome not in _OUTCOMES or turn.active_loop or _is_new_password(turn):
        return None
    if outcome == "expired":
        return Reply((turn.message("identity_late"),))
    said = _OUTCOMES[outcome](turn)
    kept = {slots.ACCOUNT_NUMBER: said.slots.get(slots.ACCOUNT_NUMBER)}
    return Reply(said.messages, slots=kept if outcome == ACCEPTED else {})


def _is_new_password(turn: Turn) -> bool:
    return (turn.credential or {}).get("kind") == "new_password"


def _failed(turn: Turn) -> dict[str, object]:
    failures = turn.count(slots.IDENTITY_REFUSALS) + 1
    return {**_AGAIN, slots.IDENTITY_REFUSALS: failures}


def _accepted(turn: Turn) -> Reply:
    number = turn.slots.get(slots.IDENTITY_NUMBER)
    return Reply(
        (turn.message("identity_accepted"),),
        slots={slots.IDENTITY_CREDENTIAL: ACCEPTED, slots.ACCOUNT_NUMBER: number},
    )


def _with_beside(turn: Turn, said: Reply) -> Reply:
    """Return `said` with the questions beside the secret noted: they follow what was waiting."""
    asked = demands.asked_beside(turn)
    if not asked:
        return said
    found = demands.queued(asked, demands.open_demands(turn))
    lines = tuple(
        turn.message("identity_asked_beside", matter=demands.title(turn, each))
        for each in found[: len(asked)]
    )
    noted = replace(said, messages=(*said.messages, *lines))
    return noted.with_slots(**{slots.OPEN_DEMANDS: demands.as_slot(found)})


def _wrong(turn: Turn) -> Reply:
    outcome = turn.credential or {}
    key = "identity_code_wrong"
    if outcome.get("kind") == "password":
        due = turn.slots.get(slots.IDENTITY_PASSWORD_DUE)
        key = "identity_password_wrong_due" if due else "identity_password_wrong"
    left = int(outcome.get("attempts_left") or 0)
    return Reply((turn.message(key, left=left),), slots=_failed(turn))


def _expired(turn: Turn) -> Reply:
    """Say so; asking again opens a new challenge, which sends a new code."""
    return Reply((turn.message("identity_expired"),), slots=_failed(turn))


def _locked_by_secret(turn: Turn) -> Reply:
    until = (turn.credential or {}).get("locked_until")
    return locked_out(turn, datetime.fromisoformat(str(until)))


_OUTCOMES = {
    ACCEPTED: _accepted,
    "wrong": _wrong,
    "expired": _expired,
    "locked": _locked_by_secret,
}


def _other_number(turn: Turn) -> Reply:
    number = turn.value("phone_number")
    return Reply(slots={**_AGAIN, slots.IDENTITY_NUMBER: number, slots.IDENTITY_METHOD: None})


def _resend(turn: Turn) -> Reply:
    """Send a new code; the form then asks for it."""
    number = turn.slots.get(slots.IDENTITY_NUMBER)
    if number is None:
        return Reply(slots=_AGAIN)
    values = {**_AGAIN, slots.IDENTITY_METHOD: "code"}
    try:
        turn.services.accounts.identity.open_challenge(turn.caller, str(number), "code")
    except NumberLocked as locked:
        return locked_out(turn, locked.until)
    except (CodeTooSoon, CodeLimitReached) as refusal:
        # Without a code to wait for, the form tries again itself and says why none was sent.
        waits = turn.services.accounts.identity.awaited(turn.caller.conversation_id) is not None
        return Reply((not_sent(turn, refusal),) if waits else (), slots=values)
    return Reply((turn.message("identity_resent"),), slots=values)


def _number(turn: Turn) -> Reply:
    """Take a number given as an answer; one inside a new question is that question's."""
    number = turn.value("phone_number")
    if number is not None and (turn.intent in CONTINUING_INTENTS or _is_bare(turn)):
        # Said once is enough: a customer who stops here and comes back is not asked again.
        about = turn.slots.get(slots.ACCOUNT_NUMBER) or number
        values = {slots.IDENTITY_NUMBER: number, slots.ACCOUNT_NUMBER: about}
        return Reply(slots={**_AGAIN, **values, slots.IDENTITY_REFUSALS: 0})
    asked = turn.slots.get(slots.REQUESTED_SLOT) == slots.IDENTITY_NUMBER
    if turn.value("ticket_id"):
        # No wrong number but another matter: how the ticket stands.
        return Reply()
    digits = sum(char.isdigit() for char in turn.text)
    if number is None and asked and digits >= NUMBERLIKE and turn.intent in CONTINUING_INTENTS:
        return Reply((turn.message("identity_number_wrong"),), slots=_failed(turn))
    return Reply()


def _is_bare(turn: Turn) -> bool:
    spans = (item for item in turn.entities if item.get("entity") == "phone_number")
    said = sum(int(item.get("end") or 0) - int(item.get("start") or 0) for item in spans)
    return len(turn.text) - said <= BARE
