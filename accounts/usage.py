"""What a month used of each allowance (handbook §2)."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.access import Caller, Purpose
from accounts.clock import Clock
from accounts.model import Addon, Customer
from accounts.month import Month
from accounts.monthly import month_report
from accounts.storage.account_rows import subscription_rows, usage_row
from accounts.storage.catalogue_rows import addons_of, package_of
from accounts.storage.uow import UnitOfWork, UowFactory


@dataclass(frozen=True)
class Allowance:
    """One resource in one month: MB of data, minutes, or messages.

    `total`, `remaining` and `over` are None for a month before the present package began: what
    was included then is not on file, and a guess would be a wrong bill.
    """

    used: int
    total: int | None

    @property
    def remaining(self) -> int | None:
        """What is left; never negative."""
        return None if self.total is None else max(self.total - self.used, 0)

    @property
    def over(self) -> int | None:
        """What was used beyond the allowance; never negative."""
        return None if self.total is None else max(self.used - self.total, 0)


@dataclass(frozen=True)
class MonthUsage:
    """What `month` used; `running` while the month is not over."""

    month: Month
    running: bool
    data: Allowance
    """In MB."""
    voice: Allowance
    """In minutes."""
    sms: Allowance
    """In messages."""


class UsageReports:
    """Answers about usage."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def month_usage(self, caller: Caller, number: str, month: Month) -> MonthUsage:
        """Return what `month` used and what remains of each allowance.

        Raises MonthUnavailable (future, too_old, no_bill, before_joining) and IdentityNeeded.
        """
        return month_report(
            self._uows,
            caller,
            number,
            month,
            now=self._clock.now(),
            purpose=Purpose.USAGE,
            read=usage_of,
        )


def usage_of(
    uow: UnitOfWork, customer: Customer, month: Month, current: Month
) -> MonthUsage | None:
    """Return what `month` used, or None when nothing is on file; for services with access."""
    row = usage_row(uow, customer.number, month)
    if row is None:
        return None
    data, voice, sms = _totals(uow, customer, month)
    return MonthUsage(
        month=month,
        running=month == current,
        data=Allowance(row.data_mb, data),
        voice=Allowance(row.voice_min, voice),
        sms=Allowance(row.sms, sms),
    )


def _totals(
    uow: UnitOfWork, customer: Customer, month: Month
) -> tuple[int | None, int | None, int | None]:
    if month < customer.package_since:
        return None, None, None
    package = package_of(uow, customer.package_code)
    extras = _monthly_addons(uow, customer.number, month)
    return (
        package.data_mb + sum(addon.data_mb for addon in extras),
        package.voice_min + sum(addon.voice_min for addon in extras),
        package.sms + sum(addon.sms for addon in extras),
    )


def _monthly_addons(uow: UnitOfWork, number: str, month: Month) -> list[Addon]:
    # A day's add-on is used up the day it is bought and widens no month.
    held = [row.code for row in subscription_rows(uow, number, month) if row.since <= month]
    return [addon for addon in addons_of(uow, held) if addon.valid == "month"] if held else []
