"""What the bot remembers of a conversation, for the agent who takes over (handbook §6).

By rule from the tracker: what was understood with which confidence, what was said already, which
form was under way. Numbers and credentials are the desk's own affair and stay out; secrets never
reach a tracker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

LATEST = 5
"""Messages whose reading is told."""
LIKELIEST = 3
WORDS = 200
"""Longest part of a message that is quoted, in characters."""

TALK = frozenset(
    {
        "greet", "goodbye", "thanks", "affirm", "deny", "inform", "request_human", "ask_menu",
        "ask_repeat", "stop", "wait", "bot_challenge", "express_anger", "chitchat",
        "out_of_scope", "nlu_fallback",
    }
)  # fmt: skip
"""Intents that name no matter."""
FALLBACK = "nlu_fallback"

TOLD = (
    "query_months",
    "query_resource",
    "query_charge",
    "ticket_id",
    "pay_amount",
    "callback_ticket",
)
"""Slots that are told as they are."""


class Remembered(Protocol):
    """The parts of a tracker that are looked at."""

    @property
    def events(self) -> Iterable[Any]:
        """Everything that happened, oldest first."""
        ...

    @property
    def active_loop_name(self) -> str | None:
        """The form under way."""
        ...

    def current_slot_values(self) -> Mapping[str, Any]:
        """Return every slot."""
        ...


def matter_of(tracker: Remembered) -> dict[str, Any]:
    """Return the matter as JSON: topic, intents, words, form, slots and failed_turns."""
    messages = [each for each in tracker.events if getattr(each, "type_name", "") == "user"]
    intents = [_reading(each) for each in messages]
    named = [each["intent"] for each in intents if each["intent"] not in TALK]
    typed = [each["said"] for each in intents if each["said"]]
    slots = tracker.current_slot_values()
    return {
        "topic": named[-1] if named else None,
        "intents": intents[-LATEST:],
        "words": _story(intents),
        "said": typed[-LATEST:],
        "form": tracker.active_loop_name,
        "slots": dict(_told(slots)),
        "failed_turns": sum(each["intent"] == FALLBACK for each in intents),
    }


def _reading(event: Any) -> dict[str, Any]:
    text = str(event.text or "")
    ranking = [
        {"intent": each.get("name"), "confidence": each.get("confidence")}
        for each in (event.parse_data or {}).get("intent_ranking") or ()
    ]
    intent = event.intent or {}
    return {
        "intent": intent.get("name"),
        "confidence": intent.get("confidence"),
        "ranking": ranking[:LIKELIEST],
        # A button's payload is nothing that the customer said.
        "said": "" if text.startswith("/") else text[:WORDS],
    }


def _story(intents: Sequence[Mapping[str, Any]]) -> str:
    """Return the longest of the last messages that named a matter: the customer's own words."""
    telling = [each["said"] for each in intents[-LATEST:] if each["intent"] not in TALK]
    return max(telling, key=len, default="")


def _told(slots: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Yield what the customer has said of their matter, with what a case has gathered of it."""
    yield from ((name, slots[name]) for name in TOLD if slots.get(name))
    wish = slots.get("order_wish") or {}
    if wish.get("text"):
        yield "order_wish", wish["text"]
    case = slots.get("open_case") or {}
    if case.get("kind"):
        yield "case", case["kind"]
    for name, value in (case.get("data") or {}).items():
        if name not in ("number", "clue_number") and isinstance(value, str | int):
            yield f"case_{name}", value
