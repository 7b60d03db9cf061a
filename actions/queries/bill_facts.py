"""What a bill's words need beside the bill: who ordered its services, and what was used."""

from __future__ import annotations

from decimal import Decimal

from accounts.billing import Bill
from accounts.errors import MonthUnavailable
from actions.queries.bill_words import Subscribed, overage_lines
from actions.turn import Turn
from bot.text.charges import overage_of


def subscribed_of(bill: Bill) -> Subscribed:
    """Return what is subscribed, by code."""
    return {each.code: each for each in bill.origins}


def overage_facts(turn: Turn, number: str, bill: Bill) -> tuple[str, ...]:
    """Explain the parts beyond the allowances by what was used; nothing when there are none."""
    if not any(overage_of(part.item) for part in bill.parts or ()):
        return ()
    try:
        usage = turn.services.accounts.usage.month_usage(turn.caller, number, bill.month)
    except MonthUnavailable:
        # A bill without a usage record still stands; it is only explained less.
        return ()
    return overage_lines(turn, bill, usage)


def uncovered(turn: Turn, number: str, balance: Decimal) -> Decimal | None:
    """Return what the running month has come to when `balance` does not cover it, else None."""
    running = turn.services.accounts.billing.totals(turn.caller, number, 1)
    total = running[0].total if running else Decimal(0)
    return total if total > balance else None
