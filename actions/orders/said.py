"""What a message wants of the catalogue; kept while the number is verified or chosen from a list.

What the customer said before the identity form is what the action answers after it: the slot
`order_wish` holds words and values of that message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions import slots
from actions.base import ServiceAction
from actions.turn import Turn

_KEPT = (
    "package_name",
    "service_name",
    "price",
    "amount",
    "data_amount",
    "resource",
    "reference",
    "ticket_id",
)


@dataclass(frozen=True)
class Said:
    """Words (empty for a button) and values of the message that an ordering action answers."""

    text: str
    found: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, turn: Turn, action: str) -> Said:
        """Return this message, or the one that was put off until the number was verified."""
        kept = turn.slots.get(slots.ORDER_WISH)
        if turn.slots.get(slots.PENDING_ACTION) == action and kept and turn.intent == "inform":
            found = {name: tuple(values) for name, values in kept["values"].items()}
            return cls(str(kept["text"]), found)
        text = "" if turn.text.startswith("/") else turn.text
        return cls(text, {name: turn.values(name) for name in _KEPT if turn.values(name)})

    def values(self, entity: str) -> tuple[str, ...]:
        """Return the values of `entity`, in order."""
        return self.found.get(entity, ())

    def value(self, entity: str) -> str | None:
        """Return the first value of `entity`, or None."""
        return next(iter(self.values(entity)), None)

    def has(self, *entities: str) -> bool:
        """Tell whether any of `entities` was said."""
        return any(self.values(each) for each in entities)

    def slot(self) -> Mapping[str, Any]:
        """Return what `order_wish` keeps."""
        values = {name: list(values) for name, values in self.found.items()}
        return {"text": self.text, "values": values}


class OrderTopic(ServiceAction):
    """An action about packages and services: it may be followed up, and survives the form."""

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Keep the topic, and what was said for after the verification."""
        return {
            slots.QUERY_TOPIC: self.NAME,
            slots.ORDER_WISH: Said.of(turn, self.NAME).slot(),
        }
