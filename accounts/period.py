"""Which months a customer can ask about, and when a month begins and ends in Shanghai."""

from __future__ import annotations

from datetime import datetime

from accounts.clock import SHANGHAI
from accounts.errors import MonthUnavailable
from accounts.model import Customer
from accounts.month import Month

OLDEST = 6
"""Months before the current one that can be shown; older ones are for the business hall (§2)."""


def check_month(month: Month, now: datetime) -> None:
    """Raise MonthUnavailable (future, too_old) when `month` cannot be shown at all.

    Says nothing about any customer, so it may be asked before access.
    """
    age = Month.of(now).since(month)
    if age < 0:
        raise MonthUnavailable(month, "future")
    if age > OLDEST:
        raise MonthUnavailable(month, "too_old")


def nothing_on_file(month: Month, customer: Customer) -> MonthUnavailable:
    """Return the error for a `month` without a record: before `customer` joined, or missing."""
    joined = Month(customer.joined_on.year, customer.joined_on.month)
    if month < joined:
        return MonthUnavailable(month, "before_joining", joined)
    return MonthUnavailable(month, "no_bill")


def start_of(month: Month) -> datetime:
    """Return the first moment of `month`, Shanghai time."""
    return datetime(month.year, month.number, 1, tzinfo=SHANGHAI)
