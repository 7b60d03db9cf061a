"""Several demands of one message, handled one after another (docs/flows/demands.md).

The slot `open_demands` holds what is not done yet, in the order said; the first may be under way
(``begun``). Whoever ends a matter takes up the next: the edge says its words again as a message
of the customer's (`actions.base`), so that rules, forms and read-backs see nothing special.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from actions import slots
from actions.turn import Button, Message, Reply, Turn, payload
from bot.text.dropping import Dropped, dropped_of

TAKE = "action_take_demands"
DROP = "action_drop_demand"
ANSWER = "action_follow_up"
HUMAN, CALL_HUMAN = "request_human", "action_request_human"
ASKED_BESIDE = frozenset(
    {
        "query_bill",
        "query_balance",
        "query_usage",
        "query_payment_history",
        "query_arrears",
        "query_points",
        "query_current_package",
        "query_subscriptions",
        "query_progress",
        "query_invoice",
        "dispute_charge",
        "pay_bill",
    }
)
"""Intents of a question that may be asked in one message with the code."""
MOST_TRIES = 2
"""Times a demand is taken up: once more when another matter came between, then it is left."""

Open = Mapping[str, Any]
"""One open demand: text, intent, entities, place (from 1), begun, tries."""


@dataclass(frozen=True)
class Course:
    """How a matter's end goes on: what stays open, and which demand comes next, if any."""

    still: tuple[Open, ...]
    following: Open | None = None


def open_demands(turn: Turn) -> tuple[Open, ...]:
    """Return what is not done yet, in the order said."""
    return tuple(turn.slots.get(slots.OPEN_DEMANDS) or ())


def queued(demands: Sequence[Mapping[str, Any]], earlier: Sequence[Open] = ()) -> tuple[Open, ...]:
    """Return `demands` as open ones, before those of `earlier` that are not said again."""
    said = {each["intent"] for each in demands}
    kept = [each for each in earlier if each["intent"] not in said]
    return tuple(
        {
            "text": each["text"],
            "intent": each["intent"],
            "entities": [dict(one) for one in each.get("entities") or ()],
            "place": place,
            "begun": False,
            "tries": 0,
        }
        for place, each in enumerate((*demands, *kept), start=1)
    )


def besides_human(turn: Turn) -> tuple[Open, ...]:
    """Return what is open beside the wish for a person, this message's demands first."""
    others = [each for each in turn.demands if each["intent"] != HUMAN]
    return queued(others, open_demands(turn)) if others else open_demands(turn)


def carried(turn: Turn, action: str) -> Reply | None:
    """Return the way on for a message that holds several demands, or drops some; else None.

    A person asked for among them is had at once (handbook §6).
    """
    if turn.is_taken_up:
        return None
    if turn.beside and not turn.active_loop:
        # What waited for the secret runs; when nothing did, it came after the form was left, and
        # what became of it is told first.
        waited = action in (ANSWER, turn.slots.get(slots.PENDING_ACTION))
        return None if waited else Reply(followup=ANSWER)
    if len(turn.demands) > 1:
        human = any(each["intent"] == HUMAN for each in turn.demands)
        following = CALL_HUMAN if human else TAKE
        return None if following == action else Reply(followup=following)
    return Reply(followup=DROP) if dropped(turn) else None


def asked_beside(turn: Turn) -> tuple[Mapping[str, Any], ...]:
    """Return the questions beside a secret that what waits for it does not answer already."""
    pending = turn.slots.get(slots.PENDING_ACTION)
    return tuple(
        each
        for each in turn.beside
        if each["intent"] in ASKED_BESIDE and pending != f"action_{each['intent']}"
    )


def dropped(turn: Turn) -> Dropped | None:
    """Return which open demands this message drops, or None."""
    return dropped_of(turn.text, [(each["place"], each["text"]) for each in open_demands(turn)])


def noted(turn: Turn, *, holds: bool) -> tuple[Open, ...]:
    """Return the open demands after this message's own matter was answered.

    `holds` tells that what the first demand waits for (form, read-back) still stands. Another
    matter that took its place has it taken up again afterwards; a demand asked for again by
    itself is under way now.
    """
    found = open_demands(turn)
    if not found or turn.is_taken_up or turn.intent not in turn.services.scripts.titles():
        return found
    first, rest = found[0], [each for each in found[1:] if each["intent"] != turn.intent]
    if first["intent"] == turn.intent:
        first = {**first, "begun": True}
    elif not holds:
        first = {**first, "begun": False}
    return (first, *rest)


def onward(turn: Turn, reply: Reply, *, over: bool, holds: bool) -> Course:
    """Return how it goes on after `reply`; `over` tells that its matter is, `holds` see `noted`.

    A reply that asks for a yes is not over. One that hands over to a person leaves the rest to
    them, and one that ends the conversation leaves nothing.
    """
    if slots.OPEN_DEMANDS in reply.slots:
        found = tuple(reply.slots[slots.OPEN_DEMANDS] or ())
    else:
        found = noted(turn, holds=holds)
    told = [name for name in map(_command, reply.messages) if name]
    if "close" in told:
        return Course(())
    asks = reply.slots.get(slots.PENDING_CONFIRMATION) is not None
    return course(found) if over and not asks and not told else Course(found)


def handed_over(reply: Reply) -> bool:
    """Tell whether a person goes on: then it is for them to ask whether anything else is needed."""
    return "handoff" in map(_command, reply.messages)


def _command(message: Message) -> str | None:
    """Return the name of what `message` tells the gateway, or None when it is for the customer."""
    custom = message.custom or {}
    return str(custom["name"]) if custom.get("type") == "command" else None


def course(found: Sequence[Open]) -> Course:
    """Return how it goes on once the present matter is over: the next demand, begun."""
    still = list(found)
    if still and still[0]["begun"]:
        still.pop(0)
    while still and still[0]["tries"] >= MOST_TRIES:
        still.pop(0)
    if not still:
        return Course(())
    first = {**still[0], "begun": True, "tries": still[0]["tries"] + 1}
    return Course((first, *still[1:]), first)


def as_slot(found: Sequence[Open]) -> list[Open] | None:
    """Return the slot's value for `found`."""
    return list(found) or None


def title(turn: Turn, demand: Open) -> str:
    """Return the demand in customers' words; its own when its intent has no title."""
    return turn.services.scripts.title(demand["intent"]) or str(demand["text"])


def listed(turn: Turn, found: Sequence[Open]) -> str:
    """Return the demands a line each, numbered."""
    lines = (
        turn.say("demands_item", place=each["place"], matter=title(turn, each)) for each in found
    )
    return "\n".join(lines)


def announced(turn: Turn, demand: Open) -> Message:
    """Return the line that goes before a demand when its turn comes."""
    matter = title(turn, demand)
    if demand["tries"] > 1:
        return turn.message("demands_again", matter=matter)
    if demand["place"] == 1:
        return turn.message("demands_first", matter=matter)
    return turn.message("demands_next", place=demand["place"], matter=matter)


def buttons(turn: Turn, found: Sequence[Open]) -> tuple[Button, ...]:
    """Return a button for each of `found`, for when they cannot follow by themselves."""
    return tuple(Button(title(turn, each), _payload(each)) for each in found)


def _payload(demand: Open) -> str:
    values = {str(each["entity"]): str(each["value"]) for each in demand["entities"]}
    return payload(demand["intent"], **values)
