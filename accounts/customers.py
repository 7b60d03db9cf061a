"""What a customer has: package, subscriptions, points, invoices, details, and how to be greeted."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from accounts.access import Caller, Purpose, access_account
from accounts.clock import Clock
from accounts.details import Details, details_of
from accounts.errors import IdentityNeeded
from accounts.grading import VALUED, stars_of
from accounts.model import Customer, Gift, Package
from accounts.month import Month
from accounts.monthly import month_report
from accounts.names import surname_of
from accounts.storage.account_rows import invoice_rows, subscription_rows
from accounts.storage.catalogue_rows import all_gifts, package_of
from accounts.storage.uow import UowFactory


@dataclass(frozen=True)
class Salutation:
    """How a recognised customer is addressed; `gender` is f or m.

    `valued` asks for a word of thanks (handbook §7): how many stars stand behind it is told to
    nobody.
    """

    surname: str = field(repr=False)
    gender: str
    valued: bool = False


VALUED_GROUP, BROADBAND_GROUP = "valued", "broadband"
"""Groups of customers that texts may be addressed to, beside the holders of a package's code."""


@dataclass(frozen=True)
class Standing:
    """Which general texts are for a customer: where they are, and the groups that they are of."""

    area: str = field(repr=False)
    groups: frozenset[str]


@dataclass(frozen=True)
class PackageState:
    """The present package: what it includes a month, since when, and what leaving would cost.

    `contract_end` is the last month of the contract and `termination_fee` (yuan) what leaving
    before it costs; both are None without a running contract.
    """

    code: str
    name: str
    monthly_fee: Decimal
    data_mb: int
    voice_min: int
    sms: int
    since: Month
    contract_end: Month | None
    termination_fee: Decimal | None
    on_sale: bool


@dataclass(frozen=True)
class Subscription:
    """A service or add-on that is paid for; `ordered_by` is, say, customer or partner."""

    code: str
    name: str
    fee: Decimal
    since: Month
    ordered_by: str


@dataclass(frozen=True)
class Points:
    """The points account; `gained_this_month` is None when it is not known."""

    available: int
    expiring: int
    redeemed: int
    voided: int
    gained_this_month: int | None
    gifts: tuple[Gift, ...]
    """Gifts that the available points pay for, dearest first."""

    @property
    def accumulated(self) -> int:
        """All points ever gained (累计)."""
        return self.available + self.redeemed + self.voided


@dataclass(frozen=True)
class Invoice:
    """An invoice of a month's bill."""

    number: str
    month: Month
    status: str


class Customers:
    """Answers about a customer's own things."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def salutation(self, caller: Caller) -> Salutation | None:
        """Return how to address the customer whom the channel recognises; None for others."""
        if caller.recognised_number is None:
            return None
        number, now = caller.recognised_number, self._clock.now()
        try:
            with self._uows() as uow:
                customer = access_account(uow, caller, number, Purpose.SALUTATION, now)
                stars = stars_of(uow, number)
                uow.commit()
        except IdentityNeeded:
            return None
        return Salutation(surname_of(customer.name), customer.gender, (stars or 0) >= VALUED)

    def standing(self, caller: Caller, number: str) -> Standing:
        """Return which general texts are for the customer of `number`; raises IdentityNeeded."""
        now = self._clock.now()
        with self._uows() as uow:
            customer = access_account(uow, caller, number, Purpose.STANDING, now)
            stars = stars_of(uow, number)
            uow.commit()
        groups = {customer.package_code}
        groups |= {VALUED_GROUP} if (stars or 0) >= VALUED else set()
        groups |= {BROADBAND_GROUP} if customer.broadband_account else set()
        return Standing(customer.area, frozenset(groups))

    def package(self, caller: Caller, number: str) -> PackageState:
        """Return the present package; raises IdentityNeeded."""
        now = self._clock.now()
        with self._uows() as uow:
            customer = access_account(uow, caller, number, Purpose.PACKAGE, now)
            package = package_of(uow, customer.package_code)
            uow.commit()
        return package_state(customer, package, Month.of(now))

    def subscriptions(self, caller: Caller, number: str) -> tuple[Subscription, ...]:
        """Return the services and add-ons subscribed, oldest first; raises IdentityNeeded."""
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.SUBSCRIPTIONS, self._clock.now())
            found = subscription_rows(uow, number)
            uow.commit()
        return tuple(
            Subscription(row.code, row.name, row.fee, row.since, row.ordered_by) for row in found
        )

    def points(self, caller: Caller, number: str) -> Points:
        """Return the points account and what it buys; raises IdentityNeeded."""
        with self._uows() as uow:
            customer = access_account(uow, caller, number, Purpose.POINTS, self._clock.now())
            gifts = all_gifts(uow)
            uow.commit()
        affordable = [gift for gift in gifts if gift.points <= customer.points_available]
        return Points(
            available=customer.points_available,
            expiring=customer.points_expiring,
            redeemed=customer.points_redeemed,
            voided=customer.points_voided,
            gained_this_month=customer.points_gained,
            gifts=tuple(sorted(affordable, key=lambda gift: -gift.points)),
        )

    def invoices(self, caller: Caller, number: str) -> tuple[Invoice, ...]:
        """Return the invoices on file, newest month first; raises IdentityNeeded."""
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.INVOICES, self._clock.now())
            found = invoice_rows(uow, number)
            uow.commit()
        return tuple(Invoice(row.number, row.month, row.status) for row in found)

    def details(self, caller: Caller, number: str, month: Month) -> Details:
        """Return the detailed record of `month`, oldest record first.

        Raises MonthUnavailable (future, too_old, no_bill, before_joining) and IdentityNeeded.
        """
        return month_report(
            self._uows,
            caller,
            number,
            month,
            now=self._clock.now(),
            purpose=Purpose.BILL_DETAIL,
            read=details_of,
        )


def package_state(customer: Customer, package: Package, current: Month) -> PackageState:
    """Return how the package of `customer` stands in the month `current`."""
    end = customer.contract_end
    bound = end is not None and end >= current
    return PackageState(
        code=package.code,
        name=package.name,
        monthly_fee=package.monthly_fee,
        data_mb=package.data_mb,
        voice_min=package.voice_min,
        sms=package.sms,
        since=customer.package_since,
        contract_end=end if bound else None,
        termination_fee=package.termination_fee if bound else None,
        on_sale=package.on_sale,
    )
