"""Whatever a bill holds, its explanation names every change and its figures add up."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.access import Caller
from accounts.billing import Bill, MonthTotal
from accounts.changes import Bills, Origin, Part, changes_of, compared_with, total_of
from accounts.month import Month
from actions.queries.bill_words import change_lines, explanation, part_lines
from actions.services import Services
from actions.turn import Turn

MONTH = Month(2026, 9)
ITEMS = ("套餐费", "套餐外流量", "套餐外语音", "会员甲", "会员乙", "优惠减免", "代收费")
CODES = {"会员甲": "A", "会员乙": "B"}

amounts = st.integers(-5000, 20000).map(lambda fen: Decimal(fen) / 100)
bill_parts = st.lists(
    st.builds(
        lambda item, amount: Part(item, amount, CODES.get(item)), st.sampled_from(ITEMS), amounts
    ),
    max_size=7,
    unique_by=lambda part: part.item,
).map(tuple)
histories = st.tuples(bill_parts, bill_parts, bill_parts, bill_parts)
origins = st.lists(
    st.builds(
        Origin,
        st.sampled_from(["A", "B"]),
        st.just("会员"),
        st.just(Month(2026, 7)),
        st.sampled_from(["customer", "partner", "whoever"]),
    ),
    max_size=2,
    unique_by=lambda origin: origin.code,
)


@pytest.fixture
def turn(scripts, clock) -> Turn:
    """Give a turn that can speak and asks no service."""
    return Turn(
        caller=Caller("c1", "web", turn_id="t1"),
        text="",
        intent="query_bill",
        entities=(),
        ranking=(),
        slots={},
        metadata={},
        events=(),
        active_loop=None,
        services=Services(accounts=None, scripts=scripts, clock=clock),
    )


def bill_of(history: tuple[tuple[Part, ...], ...], ordered: list[Origin]) -> tuple[Bill, Bills]:
    """Build the newest bill of `history` as the billing service does."""
    bills = {MONTH.plus(index - 3): parts for index, parts in enumerate(history)}
    earlier = sorted(month for month in bills if month < MONTH)
    bill = Bill(
        month=MONTH,
        total=total_of(bills[MONTH]),
        running=False,
        parts=bills[MONTH],
        changes=changes_of(MONTH, bills, ordered),
        previous=tuple(
            MonthTotal(month, total_of(bills[month]), running=False) for month in earlier
        ),
        compared_with=compared_with(MONTH, bills),
    )
    return bill, bills


def figures(text: str) -> list[Decimal]:
    """Return the amounts said in `text`."""
    return [Decimal(found) for found in re.findall(r"-?\d+\.\d\d(?=元)", text)]


@given(history=histories, ordered=origins)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_changed_item_is_named_with_its_difference(turn, history, ordered) -> None:
    """One line an item; the signed differences said add up to the difference of the totals."""
    bill, bills = bill_of(history, ordered)

    lines = change_lines(turn, bill)[1:]

    assert len(lines) == len(bill.changes)
    for change, line in zip(bill.changes, lines, strict=True):
        assert change.item in line
        if change.difference:
            assert abs(change.difference) in map(abs, figures(line))
    said = sum((change.difference for change in bill.changes), Decimal(0))
    assert said == bill.total - total_of(bills[MONTH.plus(-1)])


@given(history=histories, ordered=origins)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_one_line_explanation_says_both_totals_and_the_largest_mover(
    turn, history, ordered
) -> None:
    """Earlier total and difference give this month's total; the item named moved that way most."""
    bill, bills = bill_of(history, ordered)

    line = explanation(turn, bill)

    before = total_of(bills[MONTH.plus(-1)])
    if before == bill.total:
        assert figures(line) == []
        return
    said_before, difference, moved = figures(line)
    assert said_before == before
    sign = 1 if bill.total > before else -1
    assert said_before + sign * difference == bill.total
    assert moved == max(sign * change.difference for change in bill.changes)


@given(parts=bill_parts)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_parts_said_add_up_to_the_total(turn, parts) -> None:
    """Every part is listed once with its amount."""
    lines = part_lines(turn, parts, {})

    assert sum(figures("\n".join(lines)), Decimal(0)) == total_of(parts)
    assert all(any(part.item in line for line in lines) for part in parts)


def test_a_first_bill_has_nothing_to_be_compared_with(turn) -> None:
    """It says so instead of calling everything new."""
    bill = Bill(MONTH, Decimal("40.00"), False, (Part("套餐费", Decimal("40.00"), None),), (), ())

    assert "没有可以对比的月份" in explanation(turn, bill)
    assert change_lines(turn, bill) == ()


def test_a_bill_without_parts_says_so(turn) -> None:
    """An empty list is not left hanging under its title."""
    assert part_lines(turn, (), {}) == (turn.say("bill_no_parts"),)
