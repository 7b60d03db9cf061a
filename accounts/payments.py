"""Payments made, and paying: a top-up credits the balance and resumes a service (§2, §11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, update

from accounts.access import Caller, Purpose, access_account
from accounts.clock import Clock
from accounts.errors import AmountRefused, IdentityNeeded
from accounts.line_changes import LineChange, write_line_change
from accounts.model import ACTIVE, Customer
from accounts.month import Month
from accounts.period import start_of
from accounts.storage.account_rows import payment_by_key, payment_rows
from accounts.storage.customers import customer_by_number
from accounts.storage.tables_customer import customers, payments
from accounts.storage.uow import UnitOfWork, UowFactory
from accounts.turns import turn_key

LOWEST = Decimal("1.00")
HIGHEST = Decimal("5000.00")
"""What one top-up may be, in yuan."""

ONLINE = "online"
"""The method of a payment made here; imported ones carry the billing system's own words."""


@dataclass(frozen=True)
class Payment:
    """One payment in yuan; `posted` is False until the billing system has put it to the balance."""

    id: int
    at: datetime
    amount: Decimal
    method: str
    posted: bool


@dataclass(frozen=True)
class TopUp:
    """What a top-up did; amounts in yuan.

    `arrears_cleared`: something was owed before and nothing is now. `resumed`: service had been
    suspended for arrears and runs again.
    """

    payment_id: int
    amount: Decimal
    balance_before: Decimal
    balance_after: Decimal
    arrears_cleared: bool
    resumed: bool


class Payments:
    """Answers about payments, and takes them."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def history(
        self, caller: Caller, number: str, since: Month | None = None
    ) -> tuple[Payment, ...]:
        """Return the payments made in `since` or later (all, when None), newest first.

        Raises IdentityNeeded.
        """
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.PAYMENTS, self._clock.now())
            found = payment_rows(uow, number, None if since is None else start_of(since))
            uow.commit()
        return tuple(Payment(row.id, row.at, row.amount, row.method, row.posted) for row in found)

    def top_up(self, caller: Caller, number: str, amount: Decimal) -> TopUp:
        """Credit `amount` yuan; asked again in the same turn, it pays once and answers alike.

        Raises AmountRefused below 1.00, above 5000.00 or with a fraction of a fen, and
        IdentityNeeded.
        """
        check_amount(amount)
        now = self._clock.now()
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.TOP_UP, now)
            # Read again under lock: two payments at once must not both start from one balance.
            customer = customer_by_number(uow, number, for_update=True)
            if customer is None:
                raise IdentityNeeded(number, needs_password=False)
            key = turn_key(caller, number)
            paid = payment_by_key(uow, key) if key else None
            done = _as_before(paid) if paid else _do_top_up(uow, caller, customer, amount, now)
            uow.commit()
        return done


def check_amount(amount: Decimal) -> None:
    """Raise AmountRefused unless `amount` can be paid here."""
    if (
        not amount.is_finite()
        or not LOWEST <= amount <= HIGHEST
        or amount != amount.quantize(Decimal("0.01"))
    ):
        raise AmountRefused(str(LOWEST), str(HIGHEST))


def _do_top_up(
    uow: UnitOfWork, caller: Caller, customer: Customer, amount: Decimal, now: datetime
) -> TopUp:
    number, after = customer.number, customer.balance + amount
    resumed = customer.suspended_for_arrears and after >= 0
    uow.execute(update(customers).where(customers.c.number == number).values(balance=after))
    if resumed:
        # The payment's own key makes it once; the change has one too, in the log of changes.
        change = LineChange(customer.suspended_reason, ACTIVE, None)
        key = turn_key(caller, f"line\n{number}\n{Purpose.TOP_UP.value}")
        write_line_change(uow, caller, customer, change, at=now, key=key)
    payment = {
        "customer_number": number,
        "at": now,
        "amount": amount,
        "method": ONLINE,
        "posted": True,
        "idempotency_key": turn_key(caller, number),
        "balance_before": customer.balance,
        "resumed": resumed,
    }
    made = uow.execute(insert(payments).values(payment))
    return _top_up(made.inserted_primary_key[0], amount, customer.balance, resumed)


def _as_before(paid: Any) -> TopUp:
    return _top_up(paid.id, paid.amount, paid.balance_before, paid.resumed)


def _top_up(payment_id: int, amount: Decimal, before: Decimal, resumed: bool) -> TopUp:
    after = before + amount
    return TopUp(
        payment_id=payment_id,
        amount=amount.quantize(Decimal("0.01")),
        balance_before=before,
        balance_after=after,
        arrears_cleared=before < 0 <= after,
        resumed=resumed,
    )
