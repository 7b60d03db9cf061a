"""Who ordered a service, in words, and which ones the customer did not order (handbook §11)."""

from __future__ import annotations

from collections.abc import Mapping

from actions.turn import Turn

CUSTOMER = "customer"
_WORDS: Mapping[str, str] = {
    CUSTOMER: "ordered_by_customer",
    "partner": "ordered_by_partner",
    "agent": "ordered_by_agent",
    "hall": "ordered_by_hall",
    "operator": "ordered_by_operator",
}
_OWN = frozenset({CUSTOMER, "agent", "hall"})
"""Ways in which customers themselves order; whoever else did is worth a question."""


def orderer(turn: Turn, ordered_by: str) -> str:
    """Return the words for `ordered_by`; the file of a billing system may hold any."""
    return turn.say(_WORDS.get(ordered_by, "ordered_by_other"))


def is_odd(ordered_by: str | None) -> bool:
    """Tell whether somebody other than the customer ordered; None means that nothing is known."""
    return ordered_by is not None and ordered_by not in _OWN
