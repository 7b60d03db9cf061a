"""The balance, what is owed, and the customer who has paid and is still suspended."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.access import Caller
from accounts.balance import Arrears, Balance
from accounts.errors import IdentityNeeded


def _recognised(number: str) -> Caller:
    return Caller("c1", "app", recognised_number=number)


def test_a_positive_balance_owes_nothing(accounts) -> None:
    """The amount is told as it is, arrears are zero."""
    balance = accounts.balance.balance(_recognised("13900000001"), "13900000001")

    assert balance == Balance(Decimal("12.30"), Decimal(0), "active", None)


def test_a_negative_balance_is_owed(accounts) -> None:
    """Arrears are the balance turned round, with the suspension beside them."""
    balance = accounts.balance.balance(_recognised("13900000002"), "13900000002")

    assert balance == Balance(Decimal("-37.60"), Decimal("37.60"), "suspended", "arrears")


def test_a_payment_that_covers_the_arrears_of_a_suspended_service_is_seen(accounts, clock) -> None:
    """Money paid but not posted counts: who paid two hours ago must not be told to pay again."""
    arrears = accounts.balance.arrears(_recognised("13900000002"), "13900000002")

    assert arrears == Arrears(
        amount=Decimal("37.60"),
        balance=Decimal("-37.60"),
        status="suspended",
        suspended_reason="arrears",
        unposted=Decimal("40.00"),
        paid_but_suspended=True,
        last_payment=Decimal("40.00"),
        last_payment_at=clock.now() - timedelta(hours=2),
    )


def test_a_service_that_runs_is_not_paid_but_suspended(accounts) -> None:
    """An ordinary account has its last payment named and nothing else."""
    arrears = accounts.balance.arrears(_recognised("13900000001"), "13900000001")

    assert arrears.paid_but_suspended is False
    assert (arrears.amount, arrears.last_payment) == (0, Decimal("50.00"))


def test_an_account_without_payments_has_no_last_payment(accounts) -> None:
    """Nothing on file is told as nothing."""
    arrears = accounts.balance.arrears(_recognised("13900000003"), "13900000003")

    assert (arrears.last_payment, arrears.last_payment_at) == (None, None)


def test_another_number_stays_closed_to_a_recognised_caller(accounts) -> None:
    """The channel opens its own number only."""
    caller = _recognised("13900000001")

    with pytest.raises(IdentityNeeded):
        accounts.balance.balance(caller, "13900000002")
    with pytest.raises(IdentityNeeded):
        accounts.balance.arrears(caller, "13900000002")
