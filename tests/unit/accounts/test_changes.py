"""Why a bill changed: whatever the bills, every difference is named and they add up."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from accounts.changes import Origin, Part, changes_of, compared_with, total_of
from accounts.month import Month

MONTH = Month(2026, 3)
ITEMS = ("套餐费", "套餐外流量", "增值业务费", "优惠减免")

amounts = st.integers(-20_000, 20_000).map(lambda fen: Decimal(fen).scaleb(-2))
parts = st.lists(st.builds(Part, st.sampled_from(ITEMS), amounts, st.just(None)), max_size=6)
histories = st.dictionaries(st.integers(-6, -1), parts.map(tuple), max_size=6)


def _bills(history, current):
    bills = {MONTH.plus(offset): lines for offset, lines in history.items()}
    return {**bills, MONTH: tuple(current)}


def _part(item: str, amount: str, service: str | None = None) -> Part:
    return Part(item, Decimal(amount), service)


@given(histories, parts)
def test_the_differences_add_up_to_the_difference_of_the_totals(history, current) -> None:
    """Nothing that changed the total is left out, and nothing is counted twice."""
    bills = _bills(history, current)
    base = compared_with(MONTH, bills)
    found = changes_of(MONTH, bills, ())

    if base is None:
        assert found == ()
    else:
        change = sum((each.difference for each in found), Decimal(0))
        assert change == total_of(bills[MONTH]) - total_of(bills[base])


@given(histories, parts)
def test_changes_stand_largest_first_and_each_item_once(history, current) -> None:
    """The order is by the size of the difference, up or down."""
    found = changes_of(MONTH, _bills(history, current), ())
    sizes = [abs(each.difference) for each in found]

    assert sizes == sorted(sizes, reverse=True)
    assert len({each.item for each in found}) == len(found)


@given(histories, parts)
def test_since_is_a_month_in_which_the_item_is_listed_after_one_in_which_it_is_not(
    history, current
) -> None:
    """A month named as the beginning really is where an unbroken run begins."""
    bills = _bills(history, current)

    for change in changes_of(MONTH, bills, ()):
        if change.since is None:
            continue
        run = [month for month in bills if change.since <= month <= MONTH]
        earlier = [month for month in bills if month < change.since]
        assert all(any(part.item == change.item for part in bills[month]) for month in run)
        assert all(part.item != change.item for part in bills[max(earlier)])


def test_an_unchanged_bill_has_no_changes() -> None:
    """The same items at the same price in four months explain nothing, for nothing changed."""
    lines = (_part("套餐费", "30.00"),)
    bills = {MONTH.plus(offset): lines for offset in range(-3, 1)}

    assert changes_of(MONTH, bills, ()) == ()


def test_a_charge_that_began_two_months_ago_is_named_with_who_ordered_it() -> None:
    """Equal to last month's, it still appeared within the last three."""
    old = (_part("套餐费", "30.00"),)
    new = (*old, _part("会员", "15.00", "VIP"))
    bills = {MONTH.plus(-2): old, MONTH.plus(-1): new, MONTH: new}
    (change,) = changes_of(MONTH, bills, [Origin("VIP", "会员", MONTH.plus(-1), "partner")])

    assert (change.item, change.difference, change.since) == ("会员", 0, MONTH.plus(-1))
    assert change.ordered_by == "partner"


def test_a_charge_listed_in_every_bill_began_with_its_order_or_nobody_knows_when() -> None:
    """A price change of an old item names the order's month, and no month without an order."""
    bills = {
        MONTH.plus(-1): (_part("会员", "10.00", "VIP"),),
        MONTH: (_part("会员", "15.00", "VIP"),),
    }
    ordered = Origin("VIP", "会员", MONTH.plus(-20), "customer")
    later = Origin("VIP", "会员", MONTH, "customer")

    assert changes_of(MONTH, bills, [ordered])[0].since == MONTH.plus(-20)
    assert changes_of(MONTH, bills, [later])[0].since is None
    assert changes_of(MONTH, bills, [])[0].since is None


def test_an_item_without_a_code_is_traced_by_the_name_of_what_was_ordered() -> None:
    """Bills do not always carry the code of the service they charge for."""
    bills = {MONTH.plus(-1): (), MONTH: (_part("会员", "15.00"),)}
    (change,) = changes_of(MONTH, bills, [Origin("VIP", "会员", MONTH, "partner")])

    assert change.ordered_by == "partner"


def test_a_bill_four_months_older_is_too_far_to_compare_with() -> None:
    """Only the three months before count; without a bill there, nothing is claimed."""
    bills = {MONTH.plus(-4): (_part("套餐费", "30.00"),), MONTH: (_part("套餐费", "90.00"),)}

    assert compared_with(MONTH, bills) is None
    assert changes_of(MONTH, bills, ()) == ()
