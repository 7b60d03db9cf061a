"""Bills tell the total to those who may see it, and the reasons to those who proved more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import event

from accounts.access import Caller
from accounts.billing import Bill, MonthTotal
from accounts.bootstrap import Accounts
from accounts.changes import Change
from accounts.clock import SHANGHAI, FixedClock
from accounts.errors import IdentityNeeded, MonthUnavailable
from accounts.month import Month

NUMBER = "13900000001"
NOV = Month(2026, 11)
OCT = Month(2026, 10)


@pytest.fixture
def recognised() -> Caller:
    """Give a caller whose channel recognises the number and who has proved nothing more."""
    return Caller("c1", "app", recognised_number=NUMBER)


def test_a_recognised_caller_sees_the_total_alone(accounts: Accounts, recognised: Caller) -> None:
    """The channel opens the total; parts, changes and history stay closed."""
    bill = accounts.billing.bill(recognised, NUMBER, OCT)

    assert replace(bill, totals=()) == Bill(month=OCT, total=Decimal("45.00"), running=False)


def test_a_bill_brings_the_totals_beside_it_in_the_same_look(accounts, prove) -> None:
    """As `totals` gives them, whichever month is asked for: one audit entry serves the answer."""
    caller = prove(NUMBER)
    bills = [accounts.billing.bill(caller, NUMBER, month) for month in (OCT, NOV)]

    assert bills[0].totals == bills[1].totals == accounts.billing.totals(caller, NUMBER)
    assert {origin.code for origin in bills[0].origins} == {
        each.code for each in accounts.customers.subscriptions(caller, NUMBER)
    }


def test_a_proved_caller_sees_the_parts_and_they_sum_to_the_total(accounts, prove) -> None:
    """With a credential the parts come, in the order of the bill."""
    bill = accounts.billing.bill(prove(NUMBER), NUMBER, OCT)

    assert [part.item for part in bill.parts] == ["套餐费", "铃音", "套餐外流量", "游戏会员"]
    assert sum(part.amount for part in bill.parts) == bill.total == Decimal("45.00")


def test_a_bill_names_what_changed_since_when_and_who_ordered_it(accounts, prove) -> None:
    """New items, vanished discounts and their differences stand largest first."""
    bill = accounts.billing.bill(prove(NUMBER), NUMBER, OCT)
    sep = Month(2026, 9)

    assert bill.compared_with == sep
    assert bill.changes == (
        Change("游戏会员", "GAME", Decimal(12), Decimal(0), OCT, "partner"),
        Change("优惠减免", None, Decimal(0), Decimal(-5), None, None),
        Change("套餐外流量", None, Decimal(4), Decimal(0), OCT, None),
    )
    assert bill.previous == (
        MonthTotal(Month(2026, 7), Decimal("64.00"), running=False),
        MonthTotal(sep, Decimal("24.00"), running=False),
    )


def test_the_current_month_is_marked_as_running(accounts, prove) -> None:
    """A month that is not over has a bill that still grows."""
    caller = prove(NUMBER)

    assert accounts.billing.bill(caller, NUMBER, NOV).running is True
    assert accounts.billing.bill(caller, NUMBER, OCT).running is False


@pytest.mark.parametrize(
    ("offset", "reason"),
    [(1, "future"), (-7, "too_old"), (-8, "too_old"), (-3, "no_bill"), (-6, "no_bill")],
)
def test_a_month_without_a_bill_is_said_to_be_so(accounts, prove, offset, reason) -> None:
    """The future, months too old (though on file) and gaps are refused, never answered as zero."""
    caller = prove(NUMBER)
    month = NOV.plus(offset)

    with pytest.raises(MonthUnavailable) as refusal:
        accounts.billing.bill(caller, NUMBER, month)

    assert (refusal.value.month, refusal.value.reason) == (month, reason)


def test_totals_are_oldest_first_and_leave_out_months_without_a_bill(
    accounts: Accounts, recognised: Caller
) -> None:
    """The last six months hold four bills; the one of eight months ago is not among them."""
    totals = accounts.billing.totals(recognised, NUMBER)

    assert [(total.month.number, total.total, total.running) for total in totals] == [
        (7, Decimal("64.00"), False),
        (9, Decimal("24.00"), False),
        (10, Decimal("45.00"), False),
        (11, Decimal("41.00"), True),
    ]


def test_totals_refuse_more_months_than_can_be_shown(accounts, recognised) -> None:
    """Asking further back than seven months is a mistake of the program."""
    with pytest.raises(ValueError, match="months"):
        accounts.billing.totals(recognised, NUMBER, months=8)


@pytest.mark.parametrize("number", [NUMBER, "13999999999"])
def test_a_stranger_is_told_the_same_for_every_number(accounts: Accounts, number: str) -> None:
    """Without a credential an existing and an unknown number are refused alike."""
    stranger = Caller("c9", "web")

    with pytest.raises(IdentityNeeded) as bill:
        accounts.billing.bill(stranger, number, OCT)
    with pytest.raises(IdentityNeeded) as totals:
        accounts.billing.totals(stranger, number)

    assert (bill.value.number, bill.value.needs_password) == (number, False)
    assert (totals.value.number, totals.value.needs_password) == (number, False)


def test_reading_a_bill_is_audited_with_what_was_seen(accounts: Accounts, prove) -> None:
    """The log tells a look at the total from a look at the parts."""
    accounts.billing.bill(Caller("c0", "app", recognised_number=NUMBER), NUMBER, OCT)
    proved = prove(NUMBER)
    accounts.billing.bill(proved, NUMBER, OCT)

    read = [entry.what for entry in accounts.audit.entries_of(proved, NUMBER)]

    assert read.count("bill_total") == 1
    assert read.count("bill_parts") == 1


def test_a_bill_costs_a_fixed_number_of_statements(accounts: Accounts, prove) -> None:
    """However much is on file, a bill or a month's usage takes at most nine statements."""
    caller = prove(NUMBER)
    statements: list[str] = []
    event.listen(
        accounts.engine, "before_cursor_execute", lambda _c, _k, sql, *_: statements.append(sql)
    )
    counts = []
    for ask in (
        lambda: accounts.billing.bill(caller, NUMBER, NOV),
        lambda: accounts.billing.totals(caller, NUMBER),
        lambda: accounts.usage.month_usage(caller, NUMBER, NOV),
    ):
        statements.clear()
        ask()
        counts.append(len([sql for sql in statements if not sql.startswith("BEGIN")]))

    assert max(counts) <= 9


def test_months_follow_the_calendar_of_shanghai(accounts: Accounts, clock: FixedClock) -> None:
    """At 00:30 on 1 December in Shanghai, still November in UTC, December is the running month."""
    clock.advance(datetime(2026, 12, 1, 0, 30, tzinfo=SHANGHAI) - clock.now())
    caller = Caller("c1", "app", recognised_number=NUMBER)

    assert accounts.billing.bill(caller, NUMBER, NOV).running is False
    with pytest.raises(MonthUnavailable, match="month_unavailable") as refusal:
        accounts.billing.bill(caller, NUMBER, Month(2026, 12))

    assert refusal.value.reason == "no_bill"
