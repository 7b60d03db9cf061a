"""Who may order what, and on which terms (handbook §4)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.access import Caller
from accounts.errors import IdentityNeeded, OrderRefused

FREE, OWING, SUSPENDED, BOUND = "13900000001", "13900000002", "13900000003", "13900000004"


def test_a_package_change_begins_with_the_next_month_and_shows_what_is_lost(shop) -> None:
    """From, to, the difference and the day are what the customer has to agree to."""
    terms = shop.accounts.orders.terms(shop.caller(FREE), FREE, "package", "S20")

    assert (terms.from_code, terms.code) == ("M50", "S20")
    assert terms.difference == Decimal("-30.00")
    assert f"{terms.effective_at:%Y-%m-%d %H:%M}" == "2026-12-01 00:00"
    assert (terms.before.data_mb, terms.after.data_mb) == (20480, 5120)
    assert (terms.charged, terms.termination_fee) == (Decimal("0.00"), Decimal("0.00"))


def test_leaving_a_contract_early_costs_its_fee_and_after_it_nothing(shop) -> None:
    """The fee is due as long as the contract reaches into the month of the change."""
    early = shop.accounts.orders.terms(shop.caller(BOUND), BOUND, "package", "M50")
    shop.clock.advance(shop.clock.now().replace(year=2027, month=5, day=3) - shop.clock.now())
    late = shop.accounts.orders.terms(shop.caller(BOUND), BOUND, "package", "M50")

    assert (early.termination_fee, str(early.contract_end)) == (Decimal("150.00"), "2027-05")
    assert (late.termination_fee, late.contract_end) == (Decimal("0.00"), None)


def test_a_dearer_package_costs_no_termination_fee_and_the_contract_goes_on(shop) -> None:
    """Only who changes to a lower fee leaves the contract early (accounts/orders/contract.py)."""
    shop.accounts.orders._stars = lambda *_: 3
    up = shop.accounts.orders.terms(shop.caller(BOUND), BOUND, "package", "STAR")

    assert (up.termination_fee, up.contract_goes_on) == (Decimal("0.00"), True)
    assert str(up.contract_end) == "2027-05"


@pytest.mark.parametrize(
    ("number", "kind", "code", "reason"),
    [
        (FREE, "package", "M50", "already"),
        (FREE, "package", "OLD", "off_sale"),
        (FREE, "package", "STAR", "stars"),
        (FREE, "package", "NONE", "gone"),
        (OWING, "package", "M50", "arrears"),
        (SUSPENDED, "package", "M50", "suspended"),
        (SUSPENDED, "addon", "D1", "suspended"),
        (OWING, "addon", "ROAM", "arrears"),
        (FREE, "service", "RING", "already"),
        (FREE, "service", "HUSH", "excluded"),
        (FREE, "cancel", "D5", "not_held"),
        (FREE, "cancel", "NONE", "gone"),
    ],
)
def test_what_cannot_be_ordered_says_why(shop, number, kind, code, reason) -> None:
    """Each rule refuses with its own reason and changes nothing."""
    with pytest.raises(OrderRefused) as refused:
        shop.accounts.orders.terms(shop.caller(number), number, kind, code)

    assert refused.value.reason == reason
    assert shop.accounts.orders.of(shop.caller(number), number) == ()


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ((("service", "HUSH"), ("service", "RING")), "exclusive"),
        ((("service", "GAME"), ("service", "GAME")), "already"),
        ((("addon", "D5"), ("cancel", "D5"), ("cancel", "D5")), "cancelled_already"),
        ((("package", "M50"), ("package", "S20")), "pending_change"),
        ((("service", "GAME"), ("cancel", "GAME"), ("service", "GAME")), "ending"),
    ],
)
def test_what_cannot_be_had_together_is_refused_before_the_yes(shop, wanted, reason) -> None:
    """Each is open to the customer; the one that the others stand against says so when read."""
    orders, caller = shop.accounts.orders, shop.caller(BOUND)
    for kind, code in dict.fromkeys(wanted):
        if kind != "cancel":
            assert orders.terms(caller, BOUND, kind, code).code == code
    with pytest.raises(OrderRefused) as refused:
        orders.terms_together(caller, BOUND, wanted)

    assert refused.value.reason == reason


def test_terms_of_several_follow_each_other(shop) -> None:
    """The balance after each counts those before it, into arrears if it comes to that."""
    wanted = [("addon", "D1"), ("addon", "ROAM"), ("addon", "ROAM")]
    terms = shop.accounts.orders.terms_together(shop.caller(BOUND), BOUND, wanted)

    assert [str(each.balance_after) for each in terms] == ["7.00", "-18.00", "-43.00"]


def test_arrears_stop_only_what_requires_none(shop) -> None:
    """An add-on without the rule may be bought by somebody who owes."""
    terms = shop.accounts.orders.terms(shop.caller(OWING), OWING, "addon", "D5")

    assert terms.charged == Decimal("9.00")
    assert terms.balance_after == Decimal("-14.00")


def test_giving_up_is_refused_to_nobody_who_has_it(shop) -> None:
    """Even a suspended customer may stop paying for more; it ends with the month."""
    terms = shop.accounts.orders.terms(shop.caller(SUSPENDED), SUSPENDED, "cancel", "D5")

    assert terms.fee == Decimal("9.00")
    assert f"{terms.effective_at:%Y-%m-%d}" == "2026-12-01"


def test_a_grade_opens_what_is_for_it(shop) -> None:
    """With stars enough the package is offered; the catalogue's rule is the only gate."""
    shop.accounts.orders._stars = lambda *_: 3

    assert shop.accounts.orders.terms(shop.caller(FREE), FREE, "package", "STAR").code == "STAR"


@pytest.mark.parametrize("kind", ["package", "cancel"])
def test_terms_are_told_to_nobody_unproved(shop, kind) -> None:
    """A recognised channel may browse, not order (handbook §3)."""
    caller = Caller("c9", "app", recognised_number=FREE)
    with pytest.raises(IdentityNeeded):
        shop.accounts.orders.terms(caller, FREE, kind, "RING")
