"""What the identity form asks (handbook §3): for the number, then for the code or the password."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import ceil

from accounts.errors import CodeLimitReached, CodesPaused, CodeTooSoon, NumberLocked
from accounts.identity import Challenge, Kind
from actions import refusals, slots
from actions.base import InnerAction
from actions.handing_over import LOCKED, is_staffed, over
from actions.security.names import (
    CHANGE_PASSWORD,
    REPORT_LOSS,
    RESUME_LINE,
    RESUME_SERVICE,
    SUSPEND_LINE,
)
from actions.turn import Button, Message, Reply, Turn

SECRET_LENGTH = 6
"""Digits of a code and of a service password (handbook §3)."""
_DUE: Mapping[str, str] = {
    CHANGE_PASSWORD: "identity_password_change",
    REPORT_LOSS: "identity_password_loss",
    SUSPEND_LINE: "identity_password_loss",
    RESUME_SERVICE: "identity_password_resume",
    RESUME_LINE: "identity_password_resume",
}
"""What waits for a password that no code can replace → how it is asked for."""
PATIENCE = 2
"""Times in a row that the form asks the same before it offers a person beside."""


class AskIdentityNumber(InnerAction):
    """Asks which number is to be verified."""

    NAME = "action_ask_identity_form_identity_number"

    def serve(self, turn: Turn) -> Reply:
        """Ask; after two answers that held no number, offer a person."""
        asked = turn.running("identity_ask_number")
        buttons = (refusals.person(turn),) if _stuck(turn) or asked >= PATIENCE else ()
        return Reply((turn.message("identity_ask_number", *buttons),))


class AskIdentityCredential(InnerAction):
    """Opens the challenge for the number, unless it is open already, and asks for the secret."""

    NAME = "action_ask_identity_form_identity_credential"

    def serve(self, turn: Turn) -> Reply:
        """Ask for a code or the password; a locked number ends the form."""
        number, kind = str(turn.slots[slots.IDENTITY_NUMBER]), _kind(turn)
        identity = turn.services.accounts.identity
        awaited = identity.awaited(turn.caller.conversation_id)
        if awaited is not None and _serves(awaited, number, kind, turn.now):
            return Reply((*_ask_again(turn, number, kind),))
        try:
            challenge = identity.open_challenge(turn.caller, number, kind)
        except NumberLocked as locked:
            return locked_out(turn, locked.until)
        except (CodeTooSoon, CodeLimitReached) as refusal:
            awaited = identity.awaited(turn.caller.conversation_id)
            alive = awaited is not None and _serves(awaited, number, kind, turn.now)
            return Reply((not_sent(turn, refusal), *((_input(kind),) if alive else ())))
        return Reply((*_ask_first(turn, challenge),))


def _kind(turn: Turn) -> Kind:
    if turn.slots.get(slots.IDENTITY_PASSWORD_DUE):
        return "password"
    return "password" if turn.slots.get(slots.IDENTITY_METHOD) == "password" else "code"


def _serves(challenge: Challenge, number: str, kind: Kind, now: datetime) -> bool:
    return (challenge.number, challenge.kind) == (number, kind) and challenge.expires_at > now


def _ask_first(turn: Turn, challenge: Challenge) -> tuple[Message, ...]:
    if challenge.kind == "password":
        key = _password_key(turn)
        text = turn.message(key, *_choices(turn, "password"), number=challenge.number)
    else:
        minutes = ceil((challenge.expires_at - turn.now).total_seconds() / 60)
        text = turn.message(
            "identity_code_sent",
            *_choices(turn, "code"),
            number=challenge.number,
            valid=minutes,
        )
    return text, _input(challenge.kind)


def _password_key(turn: Turn) -> str:
    """Return how the password is asked for: why it has to be, depends on what waits for it."""
    if not turn.slots.get(slots.IDENTITY_PASSWORD_DUE):
        return "identity_ask_password"
    waiting = str(turn.slots.get(slots.PENDING_ACTION))
    return _DUE.get(waiting, "identity_password_due")


def _ask_again(turn: Turn, number: str, kind: Kind) -> tuple[Message, ...]:
    key = "identity_password_again" if kind == "password" else "identity_code_again"
    choices = _choices(turn, kind)
    if not _stuck(turn) and turn.running(key, number=number) >= PATIENCE:
        choices = (*choices, refusals.person(turn))
    return turn.message(key, *choices, number=number), _input(kind)


def _input(kind: Kind) -> Message:
    """Tell the page to take the secret in a masked field."""
    return Message(custom={"type": "secret_input", "kind": kind, "length": SECRET_LENGTH})


def _choices(turn: Turn, kind: Kind) -> tuple[Button, ...]:
    """Return the ways on beside entering the secret; a person after two failures."""
    choices = []
    if kind == "code":
        choices += [_choice(turn, "button_use_password", "password")]
        choices += [_choice(turn, "button_resend", "resend")]
    elif not turn.slots.get(slots.IDENTITY_PASSWORD_DUE):
        choices += [_choice(turn, "button_use_code", "code")]
    else:
        choices += _without_password(turn)
    choices += [_choice(turn, "button_other_number", "other_number")]
    return (*choices, refusals.person(turn)) if _stuck(turn) else tuple(choices)


def _without_password(turn: Turn) -> list[Button]:
    """Return the way for who has forgotten a password that nothing can replace.

    Who has lost the telephone cannot receive a code to reset it, but a person can look at an ID.
    """
    waiting = turn.slots.get(slots.PENDING_ACTION)
    if waiting == CHANGE_PASSWORD:
        return [turn.button("button_forgot_password", "reset_password")]
    return [refusals.person(turn)] if waiting in _DUE and not _stuck(turn) else []


def _choice(turn: Turn, key: str, choice: str) -> Button:
    return turn.button(key, "inform", identity_choice=choice)


def _stuck(turn: Turn) -> bool:
    return turn.count(slots.IDENTITY_REFUSALS) > 1


def not_sent(turn: Turn, refusal: CodeTooSoon | CodeLimitReached) -> Message:
    """Return why no code was sent, with the ways on."""
    password = _choice(turn, "button_use_password", "password")
    if isinstance(refusal, CodeTooSoon):
        resend = _choice(turn, "button_resend", "resend")
        return turn.message("code_too_soon", resend, password, seconds=refusal.retry_seconds)
    if isinstance(refusal, CodesPaused):
        buttons = (password, refusals.person(turn))
        return turn.message("codes_paused", *buttons, until=refusal.until)
    return turn.message("code_limit_reached", password, refusals.person(turn))


def locked_out(turn: Turn, until: datetime) -> Reply:
    """Return until when the number is locked; the form ends and what waited for it is dropped.

    Whom the third wrong credential has just locked out is handed over, if somebody is there.
    """
    message = turn.message("number_locked", refusals.person(turn), until=until)
    just_now = (turn.credential or {}).get("outcome") == LOCKED
    to_person = over(turn, LOCKED) if just_now and is_staffed(turn) else ()
    return Reply(
        (message, *to_person), slots={slots.REQUESTED_SLOT: None, slots.PENDING_ACTION: None}
    )
