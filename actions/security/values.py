"""The new value of a contact detail in a message; imports no action, so the edge may use it."""

from __future__ import annotations

from actions.security.names import ADDRESS, PHONE
from actions.turn import Turn
from bot.text.contacts import address_of, fixed_line_of


def value_in(turn: Turn, about: str | None) -> str | None:
    """Return the new value that the message gives for `about`, or None."""
    if about == PHONE:
        return turn.value("phone_number") or fixed_line_of(turn.text)
    if about == ADDRESS:
        return address_of(turn.text) or turn.value("location")
    return None
