"""Terms asked for and read back; a wish that arrears stop is kept until they are paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from accounts.errors import OrderRefused
from actions import slots
from actions.orders.read_back import ask_order
from actions.orders.refused import order_refused
from actions.turn import Reply, Turn

PAYABLE = frozenset({"arrears", "suspended"})
"""Refusals that end once what is owed is paid."""


def ask_terms(turn: Turn, number: str, wanted: Sequence[tuple[str, str]]) -> Reply:
    """Read back what ordering `wanted` (kind and code; one twice is two of it) would mean.

    Raises IdentityNeeded, and OrderRefused unless paying helps: then the words for it, and the
    slot by which the wish is taken up again afterwards (`actions.pay`).
    """
    try:
        terms = turn.services.accounts.orders.terms_together(turn.caller, number, wanted)
    except OrderRefused as refused:
        if refused.reason not in PAYABLE:
            raise
        wishes = [[kind, code, ""] for kind, code in wanted]
        kept = {slots.REFUSED_ORDER: {"number": number, "wishes": wishes}}
        return replace(order_refused(refused, turn), failed=True).with_slots(**kept)
    return ask_order(turn, number, terms)
