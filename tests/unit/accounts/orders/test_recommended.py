"""Advice for one customer: the least cost among what they could order, and one alternative."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.access import Caller
from accounts.errors import IdentityNeeded

FREE, SUSPENDED, BOUND = "13900000001", "13900000003", "13900000004"


def test_the_least_cost_over_three_months_is_advised_with_its_sums(shop) -> None:
    """Light use: the small package with its overage costs less than the middle one."""
    advised = shop.accounts.advice.recommended(shop.caller(FREE), FREE)

    assert [str(each.month) for each in advised.used] == ["2026-08", "2026-09", "2026-10"]
    assert advised.present.total == Decimal("150.00")
    assert (advised.best.package.code, advised.best.fees) == ("S20", Decimal("60.00"))
    assert advised.best.over == Decimal("10.00") + Decimal("5.00") + Decimal("3.30")
    assert advised.alternative.package.code == "L90"


def test_what_the_customer_could_not_order_is_not_advised(shop) -> None:
    """Off sale and other grades are left out; the present package best, it is said so."""
    advised = shop.accounts.advice.recommended(shop.caller(BOUND), BOUND)

    assert advised.best is None
    assert advised.present.package.code == "L90"
    assert advised.alternative.package.code == "M50"
    assert advised.termination_fee == Decimal("150.00")


def test_without_a_finished_month_there_is_no_advice(shop) -> None:
    """A guess would be no arithmetic."""
    advised = shop.accounts.advice.recommended(shop.caller(SUSPENDED), SUSPENDED)

    assert (advised.used, advised.present) == ((), None)


def test_a_recognised_channel_may_ask_for_advice_and_a_stranger_may_not(shop) -> None:
    """It rests on usage, which the bound channel opens (handbook §3)."""
    bound = Caller("c8", "app", recognised_number=FREE)

    assert shop.accounts.advice.recommended(bound, FREE).best is not None
    with pytest.raises(IdentityNeeded):
        shop.accounts.advice.recommended(Caller("c9", "web"), FREE)
