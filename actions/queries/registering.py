"""The offer to register what a query cannot finish: facts read back, then an explicit yes."""

from __future__ import annotations

from actions.confirmation import awaiting, yes_button
from actions.refusals import person
from actions.tickets import OpenTicket
from actions.turn import Button, Message, Reply, Turn


def offer_registration(
    turn: Turn,
    text: str,
    *,
    kind: str,
    summary: str,
    hours: int,
    before: tuple[Message, ...] = (),
    more: tuple[Button, ...] = (),
) -> Reply:
    """Return `text` with the question's buttons; a yes opens a ticket of `kind`.

    `summary` is what the specialist reads, and tells this matter from others of its kind;
    `hours` is when an answer is promised (handbook §5).
    Messages `before` come first; `more` are other steps that help.
    """
    buttons = (
        yes_button(turn, "button_register"),
        *more,
        turn.button("button_no_thanks", "deny"),
        person(turn),
    )
    asked = awaiting(turn, OpenTicket.NAME, kind=kind, summary=summary, hours=hours, matter=summary)
    return Reply((*before, Message(text, buttons)), slots=asked)
