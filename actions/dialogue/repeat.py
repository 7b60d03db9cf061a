"""Saying the last answer again."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from actions.base import ServiceAction
from actions.dialogue.menu import menu_buttons
from actions.turn import Button, Message, Reply, Turn

INTROS = ("repeat", "clarify_in_form", "identity_accepted", "closing_sorry")
"""Scripts that stand before an answer and are no part of it: said once, they are not repeated."""


class AskRepeat(ServiceAction):
    """Repeats what the bot said last, with its buttons; a form repeats its own question."""

    NAME = "action_ask_repeat"
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Repeat, or offer the menu when nothing has been said yet."""
        intro = turn.message("repeat")
        if turn.active_loop:
            return Reply((intro,))
        last = last_answer(turn)
        if not last:
            return Reply((turn.message("greet", *menu_buttons(turn)),))
        return Reply((intro, *last))


def last_answer(turn: Turn) -> tuple[Message, ...]:
    """Return the texts of the last turn in which the bot said anything, in order.

    The lines of `INTROS` are no part of what is repeated.
    """
    said = (event for event in reversed(turn.events) if event.get("event") in {"bot", "user"})
    earlier = list(said)[1:]
    while earlier and earlier[0]["event"] == "user":
        earlier.pop(0)
    block = list(takewhile(lambda event: event["event"] == "bot", earlier))
    intros = {line for key in INTROS for line in turn.services.scripts.script(key).lines}
    return tuple(
        _message(event)
        for event in reversed(block)
        if event.get("text") and event["text"] not in intros
    )


def _message(event: Mapping[str, Any]) -> Message:
    buttons = (event.get("data") or {}).get("buttons") or ()
    return Message(event["text"], tuple(Button(b["title"], b["payload"]) for b in buttons))
