"""Why a month has nothing to show: the customer was not there yet, or a record is missing."""

from __future__ import annotations

import pytest

from accounts.errors import MonthUnavailable
from accounts.month import Month

NOV = Month(2026, 11)
VETERAN, NEW = "13900000001", "13900000003"


@pytest.mark.parametrize("offset", [-2, -5])
def test_a_month_before_the_customer_joined_says_when_that_was(accounts, prove, offset) -> None:
    """The account knows the day, so nobody needs to guess at it."""
    caller = prove(NEW)
    reads = (accounts.billing.bill, accounts.usage.month_usage)

    for read in reads:
        with pytest.raises(MonthUnavailable) as refusal:
            read(caller, NEW, NOV.plus(offset))

        assert refusal.value.reason == "before_joining"
        assert refusal.value.joined == NOV.plus(-1)


def test_a_gap_after_the_customer_joined_is_a_missing_record(accounts, prove) -> None:
    """Whoever has been there for years is not told that they were not."""
    caller = prove(VETERAN)

    with pytest.raises(MonthUnavailable) as refusal:
        accounts.billing.bill(caller, VETERAN, NOV.plus(-3))

    assert (refusal.value.reason, refusal.value.joined) == ("no_bill", None)


def test_the_month_of_joining_itself_is_not_before_it(accounts, prove) -> None:
    """A bill could be there; that it is not is a gap."""
    caller = prove(NEW)

    with pytest.raises(MonthUnavailable) as refusal:
        accounts.billing.bill(caller, NEW, NOV.plus(-1))

    assert refusal.value.reason == "no_bill"


def test_a_bill_tells_its_difference_only_against_another(accounts, prove) -> None:
    """Without a bill to compare with there is no difference, not one of zero."""
    caller = prove(VETERAN)
    billing = accounts.billing

    october = billing.bill(caller, VETERAN, NOV.plus(-1))
    july = billing.bill(caller, VETERAN, NOV.plus(-4))

    assert october.difference == october.total - billing.bill(caller, VETERAN, NOV.plus(-2)).total
    assert july.difference is None
