"""What staff see of a customer beside a conversation; each look is audited (handbook §3, §6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.access import Caller, Purpose, access_account, allows
from accounts.balance import owed
from accounts.billing import MonthTotal, bills_of
from accounts.changes import total_of
from accounts.clock import Clock
from accounts.customers import PackageState, Subscription, package_state
from accounts.errors import NotFound
from accounts.model import Customer
from accounts.month import Month
from accounts.orders.model import Order
from accounts.orders.rows import orders_from
from accounts.storage.account_rows import subscription_rows
from accounts.storage.audit_log import write_entry
from accounts.storage.catalogue_rows import package_of
from accounts.storage.order_rows import orders_of
from accounts.storage.staff_rows import known_by_numbers
from accounts.storage.ticket_rows import tickets_of
from accounts.storage.uow import UnitOfWork, UowFactory
from accounts.tickets.model import Ticket
from accounts.tickets.rows import tickets_from
from accounts.usage import MonthUsage, usage_of

UNMASKED = "unmasked"
"""What the audit log calls a look at the whole name and number."""


@dataclass(frozen=True)
class Known:
    """Who a number belongs to; only masked may it be shown without a reason."""

    number: str = field(repr=False)
    name: str | None = field(repr=False)
    gender: str | None
    stars: int | None


@dataclass(frozen=True)
class AccountView:
    """An account at a glance; money in yuan.

    `subscriptions` is None when what the customer has shown does not open it: then staff may not
    tell it either.
    """

    status: str
    suspended_reason: str | None
    balance: Decimal
    arrears: Decimal
    joined: date
    package: PackageState
    usage: MonthUsage | None
    bill: MonthTotal | None
    subscriptions: tuple[Subscription, ...] | None
    points: int
    broadband_mbps: int | None
    tickets: tuple[Ticket, ...] = field(repr=False)
    orders: tuple[Order, ...] = field(repr=False)


class StaffViews:
    """Reads for staff; a caller's actor is the staff member."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def who(self, numbers: Collection[str]) -> dict[str, Known]:
        """Return whose numbers they are, to be masked by whoever shows it; not audited for that.

        For numbers that a channel or a credential has brought, never for one that was only said.
        """
        with self._uows(readonly=True) as uow:
            return _known(uow, numbers)

    def unmask(self, caller: Caller, number: str, reason: str) -> Known:
        """Return whose number it is, to be shown in full; who asked and why is audited.

        Raises NotFound when nobody has it.
        """
        with self._uows() as uow:
            known = _known(uow, [number])[number]
            if known.name is None:
                raise NotFound
            write_entry(
                uow,
                at=self._clock.now(),
                actor=caller.actor,
                what=UNMASKED,
                number=number,
                credential=None,
                conversation_id=caller.conversation_id,
                note=reason,
            )
            uow.commit()
        return known

    def account(self, caller: Caller, number: str) -> AccountView:
        """Return the account with its tickets and orders; one look, one entry in the audit log.

        Raises IdentityNeeded unless the conversation holds some credential for the number.
        """
        now = self._clock.now()
        month = Month.of(now)
        with self._uows() as uow:
            customer = access_account(uow, caller, number, Purpose.DESK, now)
            told = allows(uow, caller, number, Purpose.SUBSCRIPTIONS, now)
            bills = bills_of(uow, number, month, month)
            found = AccountView(
                status=customer.status,
                suspended_reason=customer.suspended_reason,
                balance=customer.balance,
                arrears=owed(customer.balance),
                joined=customer.joined_on,
                package=package_state(customer, package_of(uow, customer.package_code), month),
                usage=usage_of(uow, customer, month, month),
                bill=MonthTotal(month, total_of(bills[month]), running=True) if bills else None,
                subscriptions=_subscriptions(uow, customer) if told else None,
                points=customer.points_available,
                broadband_mbps=customer.broadband_mbps,
                tickets=tickets_from(uow, tickets_of(uow, number)),
                orders=orders_from(uow, orders_of(uow, number)),
            )
            uow.commit()
        return found


def _known(uow: UnitOfWork, numbers: Collection[str]) -> dict[str, Known]:
    found = {number: Known(number, None, None, None) for number in numbers}
    for row in known_by_numbers(uow, tuple(found)):
        found[row.number] = Known(row.number, row.name, row.gender, row.stars)
    return found


def _subscriptions(uow: UnitOfWork, customer: Customer) -> tuple[Subscription, ...]:
    return tuple(
        Subscription(row.code, row.name, row.fee, row.since, row.ordered_by)
        for row in subscription_rows(uow, customer.number)
    )
