"""Not understanding: the likeliest readings as buttons; twice in a row, a person (handbook §6)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from actions import slots
from actions.base import ServiceAction
from actions.confirmation import open_question, set_aside
from actions.dialogue.menu import menu_buttons
from actions.dialogue.repeat import last_answer
from actions.handing_over import NOT_UNDERSTOOD, handed_over, is_staffed
from actions.knowledge.heard import answered_after_all
from actions.knowledge.names import ANSWER
from actions.refusals import person
from actions.turn import Button, Reply, Turn, payload

READINGS = 3
LIKELY = 0.05
"""Calibrated confidence below which a reading is no help to offer."""


class Clarify(ServiceAction):
    """Asks what was meant; the customer's values stay in the buttons."""

    NAME = "action_clarify"
    INTERLUDE = True

    def carried(self, turn: Turn) -> Reply | None:
        """Return the way to whatever the message answers, or to an article that answers it."""
        carried = super().carried(turn)
        if carried is None and not turn.is_only_secret and not open_question(turn):
            return Reply(followup=ANSWER) if answered_after_all(turn) else None
        return carried

    def serve(self, turn: Turn) -> Reply:
        """Offer readings the first time, a person from the second time on."""
        if turn.is_only_secret:
            # The warning that the edge adds is the answer; nothing was misunderstood.
            return Reply(slots={slots.MISUNDERSTOOD: turn.count(slots.MISUNDERSTOOD)})
        failures = turn.count(slots.MISUNDERSTOOD) + 1
        kept: dict[str, Any] = {slots.MISUNDERSTOOD: failures}
        if failures > 1:
            return _given_up(turn, {**kept, **set_aside(turn)})
        if turn.active_loop:
            return Reply((turn.message("clarify_in_form"),), kept)
        if open_question(turn):
            # What was not understood may have been a correction: a yes must follow a fresh
            # read-back, or it would agree to what the customer just took back.
            return Reply((turn.message("clarify_in_form"), *last_answer(turn)), kept)
        readings = _readings(turn)
        if readings:
            return Reply((turn.message("clarify_readings", *readings, person(turn)),), kept)
        return Reply((turn.message("clarify_plain", *menu_buttons(turn), person(turn)),), kept)


class DefaultFallback(Clarify):
    """Rasa's own name for "no rule applies"; the customer is asked all the same."""

    NAME = "action_default_fallback"


def _given_up(turn: Turn, kept: Mapping[str, Any]) -> Reply:
    """Hand over to a person who is there; else offer one."""
    if is_staffed(turn):
        return handed_over(NOT_UNDERSTOOD, turn.message("clarify_connecting"))
    return Reply((turn.message("clarify_again", person(turn), *menu_buttons(turn)),), kept)


def likely_intents(turn: Turn) -> tuple[str, ...]:
    """Return the likely matters of this message that have a title, likeliest first."""
    named = ((str(each["name"]), float(each.get("confidence") or 0)) for each in turn.ranking)
    titles = turn.services.scripts.titles()
    return tuple(name for name, confidence in named if name in titles and confidence >= LIKELY)


def _readings(turn: Turn) -> tuple[Button, ...]:
    """Return the likeliest matters as buttons that keep what was said."""
    values = {str(item["entity"]): str(item["value"]) for item in turn.entities}
    titles = turn.services.scripts.titles()
    # A person is offered beside the readings anyway.
    likely = (name for name in likely_intents(turn) if name != "request_human")
    return tuple(Button(titles[name], payload(name, **values)) for name in islice(likely, READINGS))
