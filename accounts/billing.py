"""Bills by month, and what made one differ from those before (handbook §2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from accounts.access import Caller, Purpose, access_account, allows
from accounts.changes import ZERO, Bills, Change, Origin, Part, changes_of, compared_with, total_of
from accounts.clock import Clock
from accounts.month import Month
from accounts.period import OLDEST, check_month, nothing_on_file
from accounts.storage.account_rows import bill_lines, subscription_rows
from accounts.storage.uow import UnitOfWork, UowFactory

PREVIOUS = 3
"""Earlier bills named beside a bill."""
SHOWN = 6
"""Months whose totals are shown together, the running one last."""


@dataclass(frozen=True)
class MonthTotal:
    """What one month came to; `running` while the month is not over."""

    month: Month
    total: Decimal
    running: bool


@dataclass(frozen=True)
class Bill:
    """One month's bill in yuan.

    `parts` (they sum to `total`), `changes` (largest first), `previous` (the last three months
    that have bills, oldest first) and `compared_with` (the month that the changes are held
    against) are None unless the caller may see the parts, and `origins` are empty: what was
    subscribed in the month or has been since, each code once. `totals` are as `Billing.totals`
    gives them: one look at the account serves the whole answer.
    """

    month: Month
    total: Decimal
    running: bool
    parts: tuple[Part, ...] | None = None
    changes: tuple[Change, ...] | None = None
    previous: tuple[MonthTotal, ...] | None = None
    compared_with: Month | None = None
    origins: tuple[Origin, ...] = ()
    totals: tuple[MonthTotal, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """How much more (negative: less) than the bill compared with; None without one."""
        if self.compared_with is None:
            return None
        return sum((change.difference for change in self.changes or ()), ZERO)


class Billing:
    """Answers about bills."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def bill(self, caller: Caller, number: str, month: Month) -> Bill:
        """Return the bill of `month`; the current month's is the running one.

        Raises MonthUnavailable (future, too_old, no_bill, before_joining) and IdentityNeeded.
        """
        now = self._clock.now()
        check_month(month, now)
        with self._uows() as uow:
            full = allows(uow, caller, number, Purpose.BILL_PARTS, now)
            purpose = Purpose.BILL_PARTS if full else Purpose.BILL_TOTAL
            customer = access_account(uow, caller, number, purpose, now)
            bills = bills_of(uow, number, month.plus(-OLDEST), Month.of(now))
            origins = _origins(uow, number, month) if full else ()
            uow.commit()
        if month not in bills:
            raise nothing_on_file(month, customer)
        read = partial(_bill, origins=origins) if full else _total_only
        return read(month, bills, now)

    def totals(self, caller: Caller, number: str, months: int = SHOWN) -> tuple[MonthTotal, ...]:
        """Return the totals of the last `months` months that have bills, oldest first.

        The current month is the last of them. Raises IdentityNeeded, and ValueError when `months`
        asks for more than can be shown.
        """
        if not 1 <= months <= OLDEST + 1:
            raise ValueError("months lies outside what can be shown")
        now = self._clock.now()
        current = Month.of(now)
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.BILL_TOTAL, now)
            bills = bills_of(uow, number, current.plus(1 - months), current)
            uow.commit()
        return _totals(bills, now, months)


def bills_of(uow: UnitOfWork, number: str, first: Month, last: Month) -> Bills:
    """Return the bills on file from `first` to `last`; months without one are left out."""
    found: dict[Month, tuple[Part, ...]] = {}
    for row in bill_lines(uow, number, first, last):
        lines = found.setdefault(row.month, ())
        if row.item is not None:
            found[row.month] = (*lines, Part(row.item, row.amount, row.service_code))
    return found


def _bill(month: Month, bills: Bills, now: datetime, *, origins: tuple[Origin, ...]) -> Bill:
    earlier = sorted(each for each in bills if each < month)[-PREVIOUS:]
    return Bill(
        month=month,
        total=total_of(bills[month]),
        running=month == Month.of(now),
        parts=bills[month],
        changes=changes_of(month, bills, origins),
        previous=tuple(_month_total(each, bills, now) for each in earlier),
        compared_with=compared_with(month, bills),
        origins=origins,
        totals=_totals(bills, now, SHOWN),
    )


def _total_only(month: Month, bills: Bills, now: datetime) -> Bill:
    return Bill(
        month=month,
        total=total_of(bills[month]),
        running=month == Month.of(now),
        totals=_totals(bills, now, SHOWN),
    )


def _totals(bills: Bills, now: datetime, months: int) -> tuple[MonthTotal, ...]:
    first = Month.of(now).plus(1 - months)
    return tuple(_month_total(month, bills, now) for month in sorted(bills) if month >= first)


def _month_total(month: Month, bills: Bills, now: datetime) -> MonthTotal:
    return MonthTotal(month, total_of(bills[month]), running=month == Month.of(now))


def _origins(uow: UnitOfWork, number: str, month: Month) -> tuple[Origin, ...]:
    found: dict[str, Origin] = {}
    for row in subscription_rows(uow, number, month):
        # Given up and ordered again later: a bill is explained by the order that it was under.
        origin = Origin(row.code, row.name or row.code, row.since, row.ordered_by)
        found.setdefault(row.code, origin)
    return tuple(found.values())
