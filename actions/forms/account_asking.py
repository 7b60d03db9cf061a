"""What the account form asks: for a new password, twice, for a reason, or for a new value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from accounts.errors import AccountError
from accounts.identity import NEW_PASSWORD as AWAITED_KIND
from actions import slots
from actions.base import InnerAction
from actions.forms.identity_asking import PATIENCE, SECRET_LENGTH
from actions.refusals import person
from actions.security.closing import REASONS
from actions.security.names import ADDRESS, CHOICE, FIELD, NEW_PASSWORD, PHONE, REASON
from actions.turn import Button, Message, Reply, Turn, payload

_FIELDS: Mapping[str, str] = {
    "phone": "button_field_phone",
    "address": "button_field_address",
    "identity": "button_field_identity",
}


class AskAccountAnswer(InnerAction):
    """Asks what the wish needs; after two answers in vain it offers a person beside."""

    NAME = "action_ask_account_form_account_answer"

    def serve(self, turn: Turn) -> Reply:
        """Ask for what is missing; a wish that is gone ends the form."""
        wish = turn.slots.get(slots.ACCOUNT_WISH)
        if not wish:
            return Reply(slots={slots.REQUESTED_SLOT: None})
        return _QUESTIONS[str(wish["asking"])](turn, wish)


def _new_password(turn: Turn, wish: Mapping[str, Any]) -> Reply:
    number, how = str(wish["number"]), wish["how"]
    identity = turn.services.accounts.identity
    awaited = identity.awaited(turn.caller.conversation_id)
    alive = awaited is not None and awaited.expires_at > turn.now
    repeats = bool(wish.get("repeats"))
    if not (awaited and alive and (awaited.number, awaited.kind) == (number, AWAITED_KIND)):
        try:
            identity.begin_password(turn.caller, number, how)
        except AccountError:
            # What was proved has lapsed meanwhile, or the number is locked: it begins anew.
            again = turn.button("button_change_password", f"{how}_password")
            line = turn.message("password_lapsed", again, person(turn))
            return Reply((line,), slots={slots.REQUESTED_SLOT: None})
        repeats = False
    key = "password_repeat" if repeats else "password_enter"
    text = turn.message(key, *_helped(turn, wish), number=number)
    field = {"type": "secret_input", "kind": AWAITED_KIND, "length": SECRET_LENGTH}
    return Reply((text, Message(custom=field)))


def _reason(turn: Turn, wish: Mapping[str, Any]) -> Reply:
    buttons = tuple(
        Button(turn.say(key), payload("close_account", **{CHOICE: reason}))
        for reason, key in REASONS.items()
    )
    return Reply((turn.message("closing_ask", *buttons, *_helped(turn, wish)),))


def _field(turn: Turn, wish: Mapping[str, Any]) -> Reply:
    buttons = tuple(turn.button(key, "inform", **{CHOICE: field}) for field, key in _FIELDS.items())
    return Reply((turn.message("profile_ask", *buttons, *_helped(turn, wish)),))


def _phone(turn: Turn, wish: Mapping[str, Any]) -> Reply:
    key = "contact_phone_wrong" if wish["tries"] else "contact_phone_ask"
    return Reply((turn.message(key, *_helped(turn, wish)),))


def _address(turn: Turn, wish: Mapping[str, Any]) -> Reply:
    key = "contact_address_wrong" if wish["tries"] else "contact_address_ask"
    return Reply((turn.message(key, *_helped(turn, wish)),))


def _helped(turn: Turn, wish: Mapping[str, Any]) -> tuple[Button, ...]:
    return (person(turn),) if wish["tries"] >= PATIENCE else ()


_QUESTIONS: Mapping[str, Callable[[Turn, Mapping[str, Any]], Reply]] = {
    NEW_PASSWORD: _new_password,
    REASON: _reason,
    FIELD: _field,
    PHONE: _phone,
    ADDRESS: _address,
}
