"""An open case: what a customer has said of a matter so far, and what was asked last.

It lives in one slot until it is registered, dropped or a day old (handbook §1), whatever else is
spoken of in between. Modules of this package that the edge uses import no action.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from actions import slots
from actions.turn import Button, Turn, payload

COMPLAINT, FAULT, SUGGESTION, RESULT = "complaint", "fault", "suggestion", "result"
"""Kinds of cases."""
ACTIONS: Mapping[str, str] = {
    COMPLAINT: "action_file_complaint",
    FAULT: "action_report_fault",
    SUGGESTION: "action_give_suggestion",
    RESULT: "action_ticket_result",
}
"""Kinds of cases → the action that takes their answers."""

ANSWER = "answer"
"""Entity of a button that answers a case: ``FIELD:VALUE``."""
CONFIRM = "confirm"
"""What is asked when everything was read back and a yes is waited for."""
SKIPPED = "-"
"""Value of a field that the customer had nothing to say to."""
LIFETIME = timedelta(hours=24)
"""How long a case that was left can be taken up again (handbook §1)."""
PATIENCE = 2
"""Answers in a row that bring a case no further before a person is offered (issue 4)."""


@dataclass(frozen=True)
class Case:
    """One case; `asking` names the field asked for, None while nothing is.

    `tries` counts answers in a row that brought it no further, `asides` the other matters in a
    row that came between.
    """

    kind: str
    at: str
    asking: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 0
    asides: int = 0

    @classmethod
    def begin(cls, turn: Turn, kind: str, **data: Any) -> Case:
        """Return a new case that begins now; values of None are left out."""
        said = {name: value for name, value in data.items() if value is not None}
        return cls(kind, turn.now.isoformat(), data=said)

    @classmethod
    def of(cls, turn: Turn, kind: str | None = None) -> Case | None:
        """Return the open case, of `kind` when given; None when there is none or it is too old."""
        held = turn.slots.get(slots.OPEN_CASE)
        if not held or (kind is not None and held["kind"] != kind):
            return None
        if turn.now - datetime.fromisoformat(held["at"]) > LIFETIME:
            return None
        return cls(**held)

    @property
    def action(self) -> str:
        """The action that takes its answers."""
        return ACTIONS[self.kind]

    def get(self, name: str) -> Any:
        """Return a field's value; None when it is not known or was skipped."""
        value = self.data.get(name)
        return None if value == SKIPPED else value

    def knows(self, name: str) -> bool:
        """Tell whether a field was answered, with nothing to say too."""
        return name in self.data

    def told(self, **data: Any) -> Case:
        """Return the case with further values; it went on, so tries and asides begin anew."""
        return replace(self, data={**self.data, **data}, tries=0, asides=0)

    def tried(self) -> Case:
        """Return the case after an answer that brought it no further."""
        return replace(self, tries=self.tries + 1, asides=0)

    def asked(self, name: str | None) -> Case:
        """Return the case with `name` asked for."""
        return replace(self, asking=name)

    def as_slot(self) -> dict[str, Any]:
        """Return the slot that keeps the case."""
        return {slots.OPEN_CASE: {**asdict(self), "data": dict(self.data)}}


CLOSED: Mapping[str, Any] = {slots.OPEN_CASE: None}
"""The slot when no case is open."""


def answer_button(turn: Turn, key: str, name: str, value: str) -> Button:
    """Return the button titled by script `key` that answers field `name` with `value`."""
    return Button(turn.say(key), payload("inform", **{ANSWER: f"{name}:{value}"}))


def answered(turn: Turn) -> tuple[str, str] | None:
    """Return the field and the value of the button that was pressed, or None.

    Its title, typed, is the button; whatever the NLU hears in it.
    """
    name, colon, value = (turn.value(ANSWER) or _titled(turn) or "").partition(":")
    return (name, value) if colon else None


def _titled(turn: Turn) -> str | None:
    """Return what the button of the last answer says whose title was typed, or None."""
    said = [each for each in turn.events if each.get("event") in ("user", "bot")]
    while said and said[-1]["event"] == "user":
        said.pop()
    for event in takewhile(lambda each: each["event"] == "bot", reversed(said)):
        for button in (event.get("data") or {}).get("buttons") or ():
            intent, brace, rest = str(button["payload"]).partition("{")
            if button["title"] == turn.text.strip() and intent == "/inform" and brace:
                value = json.loads(brace + rest).get(ANSWER)
                return None if value is None else str(value)
    return None


def words(turn: Turn) -> str:
    """Return what the customer said in words; nothing for a button."""
    return "" if turn.text.startswith("/") else turn.text.strip()
