"""Which package would have cost least (handbook §4): the last three months' usage, priced anew.

Every package is priced in the same way, the present one too, so that like is held against like:
bills carry discounts and services that no package explains.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.access import Caller, Purpose, access_account
from accounts.changes import ZERO
from accounts.clock import Clock
from accounts.model import Package
from accounts.month import Month
from accounts.orders.contract import contract_at
from accounts.orders.terms import Standing, Stars, open_to
from accounts.storage.account_rows import usage_row
from accounts.storage.uow import UnitOfWork, UowFactory

MONTHS = 3
"""Finished months that advice rests on."""
_MB_PER_GB = 1024
_FEN = Decimal("0.01")


@dataclass(frozen=True)
class Used:
    """What one finished month used: MB of data, minutes, messages."""

    month: Month
    data_mb: int
    voice_min: int
    sms: int


@dataclass(frozen=True)
class Cost:
    """What `package` would have cost in the months looked at, in yuan.

    `fees` and the three overages add up to `total`.
    """

    package: Package
    months: int
    fees: Decimal
    over_data: Decimal
    over_voice: Decimal
    over_sms: Decimal

    @property
    def over(self) -> Decimal:
        """What lay beyond the allowances."""
        return self.over_data + self.over_voice + self.over_sms

    @property
    def total(self) -> Decimal:
        """Fees and what lay beyond."""
        return self.fees + self.over


@dataclass(frozen=True)
class Advised:
    """The advice: what was used, what it costs now, what costs least, and one alternative.

    `best` is None when the present package already costs least; `alternative` is the next least
    among the others, or None when nothing else is on sale to this customer. All are None when no
    finished month is on file. `termination_fee` (yuan) is due when the
    first of them is taken within the contract that runs until `contract_end`.
    """

    used: tuple[Used, ...]
    present: Cost | None = None
    best: Cost | None = None
    alternative: Cost | None = None
    contract_end: Month | None = None
    termination_fee: Decimal = ZERO


class Advice:
    """Recommends packages by actual usage."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock, stars: Stars) -> None:
        """Take the units of work, the clock and who grades customers."""
        self._uows = uow_factory
        self._clock = clock
        self._stars = stars

    def recommended(self, caller: Caller, number: str) -> Advised:
        """Return which package on sale to this customer would have cost least.

        Raises IdentityNeeded.
        """
        now = self._clock.now()
        with self._uows() as uow:
            customer = access_account(uow, caller, number, Purpose.ADVICE, now)
            used = _used(uow, number, now)
            standing = Standing.of(uow, customer, self._stars, now)
            uow.commit()
        if not used:
            return Advised(())
        return _advised(standing, used)


def cost_of(package: Package, used: Iterable[Used]) -> Cost:
    """Return what `package` would have cost in the months of `used`.

    Overage is priced by the MB, minute and message actually over, each month to the fen, as the
    bills are.
    """
    months = tuple(used)
    data = [_over(each.data_mb, package.data_mb) for each in months]
    voice = [_over(each.voice_min, package.voice_min) for each in months]
    sms = [_over(each.sms, package.sms) for each in months]
    per_gb = package.overage_data_per_gb
    return Cost(
        package=package,
        months=len(months),
        fees=package.monthly_fee * len(months),
        over_data=sum((_fen(per_gb * mb / _MB_PER_GB) for mb in data), ZERO),
        over_voice=sum((_fen(package.overage_voice_per_min * each) for each in voice), ZERO),
        over_sms=sum((_fen(package.overage_sms_each * each) for each in sms), ZERO),
    )


def _advised(standing: Standing, used: tuple[Used, ...]) -> Advised:
    present = cost_of(standing.present, used)
    others = [
        cost_of(each, used)
        for each in standing.packages
        if each.code != standing.present.code and open_to(standing, each)
    ]
    # Of two that cost the same the smaller fee binds less; the order of the catalogue decides last.
    ranked = sorted(others, key=lambda cost: (cost.total, cost.package.monthly_fee))
    best = ranked[0] if ranked and ranked[0].total < present.total else None
    rest = ranked[1:] if best else ranked
    first = ranked[0].package if ranked else standing.present
    end = standing.customer.contract_end
    running = contract_at(end, standing.present, first, standing.next_month)
    return Advised(
        used=used,
        present=present,
        best=best,
        alternative=rest[0] if rest else None,
        contract_end=running.end,
        termination_fee=running.fee,
    )


def _used(uow: UnitOfWork, number: str, now: datetime) -> tuple[Used, ...]:
    this = Month.of(now)
    rows: list[tuple[Month, Any]] = [
        (month, usage_row(uow, number, month))
        for month in (this.plus(-back) for back in range(MONTHS, 0, -1))
    ]
    return tuple(
        Used(month, row.data_mb, row.voice_min, row.sms) for month, row in rows if row is not None
    )


def _over(used: int, included: int) -> int:
    return max(used - included, 0)


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(_FEN, rounding=ROUND_HALF_UP)
