"""The read-back and explicit yes before anything is changed (handbook §3, prohibition 3).

The asking action sets the slot to `awaiting(…)`; ``affirm`` then runs the named action, which
takes its data from `agreed` and writes as `once`. Any other matter in between lets the question
lapse (`ServiceAction.close`); it is kept aside, so that a late yes has it read back again instead
of being lost. A question is named by the turn that asked it: the button of an earlier question
agrees to nothing, and the same question is acted on once, in whichever turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from accounts.access import Caller
from actions import slots
from actions.turn import Button, Turn

QUESTION = "question"
"""Entity of a yes button: the id of the question that it answers."""


def awaiting(turn: Turn, action: str, **data: Any) -> dict[str, Any]:
    """Return the slot value for a question that `action` will act on once it is answered yes."""
    now = turn.now.isoformat()
    question = {"action": action, "data": data, "id": turn.caller.turn_id, "at": now}
    return {slots.PENDING_CONFIRMATION: question}


def yes_button(turn: Turn, key: str, question: str | None = None) -> Button:
    """Return the button titled by script `key` that says yes to one question only.

    That is the question of this turn, or the one with the id `question`, said again.
    """
    return turn.button(key, "affirm", **{QUESTION: question or turn.caller.turn_id})


def open_question(turn: Turn) -> str | None:
    """Return the action that waits for a yes, or None; another question's button means none."""
    pending = turn.slots.get(slots.PENDING_CONFIRMATION)
    if not pending or turn.value(QUESTION) not in (None, pending["id"]):
        return None
    return str(pending["action"])


def overtaken(turn: Turn) -> Mapping[str, Any] | None:
    """Return the question to read back again at a yes that comes too late, or None.

    It is the present one when an earlier one's button was pressed, else the one that lapsed last.
    """
    kept = turn.slots.get(slots.PENDING_CONFIRMATION) or turn.slots.get(slots.LAPSED_QUESTION)
    question: Mapping[str, Any] | None = kept
    return question


def lapsed(turn: Turn) -> dict[str, Any]:
    """Return the slots for an aside that asks what is wanted: a yes to that agrees to nothing else.

    What was agreed to and waits for the identity form stays.
    """
    return {} if turn.active_loop else set_aside(turn)


def set_aside(turn: Turn) -> dict[str, Any]:
    """Return the slots that close the open question and keep it for a late yes."""
    pending = turn.slots.get(slots.PENDING_CONFIRMATION)
    closed = {slots.PENDING_CONFIRMATION: None}
    return {**closed, slots.LAPSED_QUESTION: pending} if pending else closed


def settled() -> dict[str, Any]:
    """Return the slots after a question was acted on or declined: nothing is left of it."""
    return {slots.PENDING_CONFIRMATION: None, slots.LAPSED_QUESTION: None}


def agreed(turn: Turn, action: str) -> Mapping[str, Any] | None:
    """Return what was read back for `action`, or None when nothing waits for it."""
    pending = turn.slots.get(slots.PENDING_CONFIRMATION)
    if not pending or pending["action"] != action:
        return None
    data: Mapping[str, Any] = pending["data"]
    return data


def once(turn: Turn) -> Caller:
    """Return the caller under the open question's id, so that its writes are made once.

    The turn of the yes would not do: a customer who was told that it failed, while it went on,
    says yes again in another turn.
    """
    return replace(turn.caller, turn_id=str(turn.slots[slots.PENDING_CONFIRMATION]["id"]))
