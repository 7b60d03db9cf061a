"""Payments made, and paying once however often it is asked."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from accounts.access import Caller
from accounts.errors import AmountRefused, IdentityNeeded
from accounts.month import Month
from accounts.payments import ONLINE, check_amount
from accounts.storage.tables_security import status_changes

NUMBER = "13900000001"
OWING = "13900000002"


def test_history_is_newest_first(accounts, prove, clock) -> None:
    """Every payment comes with its time, amount, method and whether it is posted."""
    found = accounts.payments.history(prove(NUMBER), NUMBER)

    assert [(paid.amount, paid.method, paid.posted) for paid in found] == [
        (Decimal("50.00"), "手机支付", True),
        (Decimal("30.00"), "营业厅", True),
    ]
    assert found[0].at == clock.now() - timedelta(days=3)


def test_history_can_begin_with_a_month(accounts, prove) -> None:
    """Payments before that month's first moment in Shanghai are left out."""
    found = accounts.payments.history(prove(NUMBER), NUMBER, Month(2026, 11))

    assert [paid.amount for paid in found] == [Decimal("50.00")]


def test_a_top_up_credits_the_balance_and_stands_in_the_history(accounts, prove) -> None:
    """What was paid is added, and the next question shows it."""
    caller = prove(NUMBER)
    done = accounts.payments.top_up(caller, NUMBER, Decimal(20))

    assert (done.balance_before, done.balance_after) == (Decimal("12.30"), Decimal("32.30"))
    assert (done.arrears_cleared, done.resumed) == (False, False)
    assert accounts.balance.balance(caller, NUMBER).amount == Decimal("32.30")
    newest = accounts.payments.history(caller, NUMBER)[0]
    assert (newest.id, newest.amount, newest.method) == (done.payment_id, Decimal(20), ONLINE)


def test_clearing_the_arrears_resumes_the_service(accounts, prove) -> None:
    """A service suspended for arrears runs again as soon as nothing is owed."""
    caller = prove(OWING)
    done = accounts.payments.top_up(caller, OWING, Decimal("37.60"))

    assert (done.balance_after, done.arrears_cleared, done.resumed) == (Decimal(0), True, True)
    assert accounts.balance.balance(caller, OWING).status == "active"


def test_a_service_that_a_payment_resumes_has_its_change_on_file_once(accounts, prove) -> None:
    """Like any other resumption: one row of who did it from what, one audit entry."""
    caller = prove(OWING)
    for _ in range(2):
        accounts.payments.top_up(caller, OWING, Decimal(50))
    with accounts.uows(readonly=True) as uow:
        changes = uow.execute(select(status_changes)).all()
    audited = [each.what for each in accounts.audit.entries_of(caller, OWING)]

    assert [(each.from_reason, each.to_status, each.actor) for each in changes] == [
        ("arrears", "active", caller.actor)
    ]
    assert audited.count("line_resumed") == 1


def test_a_payment_that_does_not_cover_the_arrears_resumes_nothing(accounts, prove) -> None:
    """One fen short is still owing."""
    caller = prove(OWING)
    done = accounts.payments.top_up(caller, OWING, Decimal("37.59"))

    assert (done.arrears_cleared, done.resumed) == (False, False)
    assert accounts.balance.balance(caller, OWING).status == "suspended"
    with accounts.uows(readonly=True) as uow:
        assert uow.execute(select(status_changes)).all() == []


def test_the_same_turn_pays_once_and_is_answered_alike(accounts, prove) -> None:
    """A retried message makes no second payment; the next message does."""
    caller = prove(OWING)
    first = accounts.payments.top_up(caller, OWING, Decimal(50))
    again = accounts.payments.top_up(caller, OWING, Decimal(50))
    later = accounts.payments.top_up(replace(caller, turn_id="t2"), OWING, Decimal(50))

    assert again == first
    assert later.balance_before == first.balance_after


def test_simultaneous_requests_of_one_turn_pay_once(accounts, prove) -> None:
    """Two tabs, one confirmation: one payment, and both are told of it."""
    caller = prove(NUMBER)
    done = []
    threads = [
        threading.Thread(
            target=lambda: done.append(accounts.payments.top_up(caller, NUMBER, Decimal(10)))
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(done) == 4
    assert len(set(done)) == 1
    assert accounts.balance.balance(caller, NUMBER).amount == Decimal("22.30")


def test_simultaneous_payments_of_different_turns_are_all_credited(accounts, prove) -> None:
    """No payment is lost between reading the balance and writing it."""
    caller = prove(NUMBER)
    threads = [
        threading.Thread(
            target=accounts.payments.top_up,
            args=(replace(caller, turn_id=f"t{turn}"), NUMBER, Decimal(10)),
        )
        for turn in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert accounts.balance.balance(caller, NUMBER).amount == Decimal("52.30")


def test_an_amount_that_cannot_be_paid_is_refused_with_the_bounds(accounts, prove) -> None:
    """Outside 1.00 to 5000.00, or finer than a fen, nothing is credited."""
    caller = prove(NUMBER)

    for amount in ("0", "-20", "0.99", "5000.01", "10.005", "NaN", "Infinity", "1E12"):
        with pytest.raises(AmountRefused) as refusal:
            accounts.payments.top_up(caller, NUMBER, Decimal(amount))
        assert (refusal.value.lowest, refusal.value.highest) == ("1.00", "5000.00")

    assert accounts.balance.balance(caller, NUMBER).amount == Decimal("12.30")


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_exactly_whole_fen_between_the_bounds_are_accepted(amount: Decimal) -> None:
    """Any decimal is either payable or refused, never an error of arithmetic."""
    payable = amount.is_finite() and 1 <= amount <= 5000 and (amount * 100) % 1 == 0
    try:
        check_amount(amount)
    except AmountRefused:
        assert not payable
    else:
        assert payable


def test_paying_is_audited_under_its_credential(accounts, prove) -> None:
    """The customer's own list names the top-up."""
    caller = prove(NUMBER)
    accounts.payments.top_up(caller, NUMBER, Decimal(10))
    (entry,) = [e for e in accounts.audit.entries_of(caller, NUMBER) if e.what == "top_up"]

    assert (entry.actor, entry.credential) == ("bot:001", "password")


@pytest.mark.parametrize("number", [NUMBER, "13999999999"])
def test_a_recognised_channel_alone_neither_lists_nor_pays(accounts, number: str) -> None:
    """Payments need a credential, and an unknown number is refused like a known one."""
    caller = Caller("c1", "app", recognised_number=NUMBER, turn_id="t1")

    with pytest.raises(IdentityNeeded):
        accounts.payments.history(caller, number)
    with pytest.raises(IdentityNeeded):
        accounts.payments.top_up(caller, number, Decimal(10))
