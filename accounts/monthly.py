"""Reports of one month of one customer: the same checks in the same order for each of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from accounts.access import Caller, Purpose, access_account
from accounts.model import Customer
from accounts.month import Month
from accounts.period import check_month, nothing_on_file
from accounts.storage.uow import UnitOfWork, UowFactory

Report = TypeVar("Report")


def month_report(
    uow_factory: UowFactory,
    caller: Caller,
    number: str,
    month: Month,
    *,
    now: datetime,
    purpose: Purpose,
    read: Callable[[UnitOfWork, Customer, Month, Month], Report | None],
) -> Report:
    """Return what `read` finds for `month` (its arguments: unit, customer, month, current month).

    Raises MonthUnavailable (future, too_old, no_bill, before_joining) and IdentityNeeded.
    """
    check_month(month, now)
    with uow_factory() as uow:
        customer = access_account(uow, caller, number, purpose, now)
        found = read(uow, customer, month, Month.of(now))
        uow.commit()
    if found is None:
        raise nothing_on_file(month, customer)
    return found
