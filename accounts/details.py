"""The detailed record of a month (详单): the highest door, password and code together (§3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from accounts.billing import bills_of
from accounts.changes import Part
from accounts.model import Customer
from accounts.month import Month
from accounts.period import start_of
from accounts.storage.account_rows import record_rows
from accounts.storage.uow import UnitOfWork
from accounts.usage import MonthUsage, usage_of

SHOWN = 4
"""Last digits of the other party's number that are shown: it is somebody else's."""


@dataclass(frozen=True)
class Record:
    """One call (`minutes`), message or data session (`mb`), with its fee in yuan.

    `peer` shows its last four digits only.
    """

    at: datetime
    kind: str
    peer: str | None = field(repr=False)
    minutes: int | None
    mb: int | None
    fee: Decimal


@dataclass(frozen=True)
class Details:
    """Everything on file about one month; `usage` is None when none was recorded."""

    month: Month
    usage: MonthUsage | None
    parts: tuple[Part, ...]
    records: tuple[Record, ...]


def details_of(uow: UnitOfWork, customer: Customer, month: Month, current: Month) -> Details | None:
    """Return the details of `month`, None when nothing is on file; for services with access."""
    usage = usage_of(uow, customer, month, current)
    bills = bills_of(uow, customer.number, month, month)
    found = record_rows(uow, customer.number, start_of(month), start_of(month.plus(1)))
    if usage is None and month not in bills and not found:
        return None
    records = tuple(
        Record(row.at, row.kind, _masked(row.peer), row.minutes, row.mb, row.fee) for row in found
    )
    return Details(month, usage, bills.get(month, ()), records)


def _masked(peer: str | None) -> str | None:
    if peer is None:
        return None
    hidden = max(len(peer) - SHOWN, 0)
    return "*" * hidden + peer[hidden:]
