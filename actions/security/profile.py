"""修改资料 (handbook §3): contact details here, identity fields by a specialist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from accounts.profile import Kind, check_contact
from actions import slots
from actions.agreed import AgreedAction
from actions.base import ServiceAction
from actions.confirmation import awaiting, once, yes_button
from actions.security.names import (
    ADDRESS,
    CHANGE_CONTACT,
    CHOICE,
    FIELD,
    PHONE,
    UPDATE_PROFILE,
)
from actions.security.sim import pre_accepted
from actions.security.values import value_in
from actions.security.wish import answer, ask, kept, remembered
from actions.tickets import ANSWER_HOURS
from actions.turn import Message, Reply, Turn
from bot.text.contacts import field_of

HERE: tuple[str, ...] = get_args(Kind)
"""What electronic channels may change."""
_READ_BACK = {PHONE: "contact_phone_read_back", ADDRESS: "contact_address_read_back"}


class UpdateProfile(ServiceAction):
    """Finds out what is to be changed to what, and reads it back; a yes runs `ChangeContact`."""

    NAME = UPDATE_PROFILE

    def serve(self, turn: Turn) -> Reply:
        """Ask for what is missing, read back, or offer a specialist for identity fields."""
        about, value = _wanted(turn)
        if about is None:
            return ask(turn, self.NAME, FIELD)
        if about not in HERE:
            return pre_accepted(turn, turn.say("profile_offer", hours=ANSWER_HOURS))
        number = _number(turn)
        turn.services.accounts.profiles.contact(turn.caller, number)
        if value == number and answer(turn) is None:
            # 138…这个号，改下联系电话 says whose contact it is, not what it is to be.
            value = None
        if value is None:
            return ask(turn, self.NAME, about, about=about)
        check_contact(PHONE if about == PHONE else ADDRESS, value)
        buttons = (
            yes_button(turn, "button_contact_confirm"),
            turn.button("button_contact_other", "update_profile", **{CHOICE: about}),
            turn.button("button_not_now", "deny"),
        )
        text = turn.say(_READ_BACK[about], number=number, value=value)
        asked = awaiting(turn, CHANGE_CONTACT, number=number, about=about, value=value)
        return Reply((Message(text, buttons),), slots={**asked, slots.ACCOUNT_ANSWER: None})

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Keep what is to be changed to what, for after verification."""
        about, value = _wanted(turn)
        return remembered(self.NAME, about=about, value=value)


class ChangeContact(AgreedAction):
    """Changes what was read back and agreed to."""

    NAME = CHANGE_CONTACT

    def act(self, turn: Turn, data: Mapping[str, Any]) -> Reply:
        """Change and say so."""
        turn.services.accounts.profiles.change(
            once(turn),
            str(data["number"]),
            PHONE if data["about"] == PHONE else ADDRESS,
            str(data["value"]),
        )
        key = "contact_phone_done" if data["about"] == PHONE else "contact_address_done"
        return Reply((turn.message(key, number=str(data["number"])),), finished=True)


def _wanted(turn: Turn) -> tuple[str | None, str | None]:
    held = kept(turn, UPDATE_PROFILE)
    told = answer(turn)
    if held.get("asking") == FIELD:
        return told, None
    if held:
        about = held.get("about")
        return about, told or value_in(turn, about) or held.get("value")
    chosen = turn.value(CHOICE)
    about = chosen or field_of(turn.text)
    return about, None if chosen else value_in(turn, about)


def _number(turn: Turn) -> str:
    """Return the account's number: a number in the message is the new contact's, not that."""
    others = tuple(each for each in turn.entities if each.get("entity") != "phone_number")
    return replace(turn, entities=others).number()
