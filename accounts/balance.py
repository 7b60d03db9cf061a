"""Balance and arrears; a customer who has paid and is still suspended is seen here (§11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from accounts.access import Caller, Purpose, access_account
from accounts.changes import ZERO
from accounts.clock import Clock
from accounts.storage.account_rows import payment_rows
from accounts.storage.uow import UowFactory


@dataclass(frozen=True)
class Balance:
    """What is on the account, in yuan; `arrears` is 0 unless the balance is negative."""

    amount: Decimal
    arrears: Decimal
    status: str
    suspended_reason: str | None


@dataclass(frozen=True)
class Arrears:
    """What is owed, in yuan, and whether paying has already covered it.

    `unposted` is money paid that is not in the balance yet. `paid_but_suspended` is True when
    service is stopped for arrears although balance and unposted payments leave nothing owing.
    """

    amount: Decimal
    balance: Decimal
    status: str
    suspended_reason: str | None
    unposted: Decimal
    paid_but_suspended: bool
    last_payment: Decimal | None
    last_payment_at: datetime | None


class Balances:
    """Answers about the balance of an account."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def balance(self, caller: Caller, number: str) -> Balance:
        """Return the present balance; raises IdentityNeeded."""
        with self._uows() as uow:
            customer = access_account(uow, caller, number, Purpose.BALANCE, self._clock.now())
            uow.commit()
        return Balance(
            amount=customer.balance,
            arrears=owed(customer.balance),
            status=customer.status,
            suspended_reason=customer.suspended_reason,
        )

    def arrears(self, caller: Caller, number: str) -> Arrears:
        """Return what is owed and the last payment made; raises IdentityNeeded."""
        with self._uows() as uow:
            customer = access_account(uow, caller, number, Purpose.ARREARS, self._clock.now())
            paid = payment_rows(uow, number)
            uow.commit()
        unposted = sum((row.amount for row in paid if not row.posted), ZERO)
        covered = owed(customer.balance + unposted) == 0
        return Arrears(
            amount=owed(customer.balance),
            balance=customer.balance,
            status=customer.status,
            suspended_reason=customer.suspended_reason,
            unposted=unposted,
            paid_but_suspended=customer.suspended_for_arrears and covered,
            last_payment=paid[0].amount if paid else None,
            last_payment_at=paid[0].at if paid else None,
        )


def owed(balance: Decimal) -> Decimal:
    """Return what a balance leaves to pay."""
    return max(-balance, ZERO)
