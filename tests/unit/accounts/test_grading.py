"""Handbook §7: score, factors, cut-offs, stars; and who is drifting away."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.clock import SHANGHAI
from accounts.grading import (
    cutoffs,
    factor,
    is_drifting,
    months_between,
    score,
    stars_for,
    stars_of,
)

NOW = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)
money = st.decimals(0, 5000, places=2)
scores = st.lists(money, min_size=1, max_size=200)


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (0, "1.0"),
        (12, "1.0"),
        (13, "1.1"),
        (24, "1.1"),
        (25, "1.5"),
        (36, "1.5"),
        (37, "1.7"),
        (48, "1.7"),
        (49, "1.9"),
        (60, "1.9"),
        (61, "2.0"),
        (400, "2.0"),
    ],
)
def test_the_factor_goes_by_months_in_the_network(months: int, expected: str) -> None:
    """Each bound of the handbook's table, from both sides."""
    assert factor(months) == Decimal(expected)


def test_the_score_is_the_average_month_times_the_factor() -> None:
    """Months with a bill count; without any the score is nothing."""
    assert score([Decimal("100.00"), Decimal("50.00")], 30) == Decimal("112.50")
    assert score([], 400) == 0
    assert score([Decimal("-20.00")], 5) == 0


@pytest.mark.parametrize(
    ("joined", "today", "months"),
    [
        (date(2025, 11, 15), date(2026, 11, 15), 12),
        (date(2025, 11, 16), date(2026, 11, 15), 11),
        (date(2026, 11, 20), date(2026, 11, 15), 0),
    ],
)
def test_months_are_whole(joined: date, today: date, months: int) -> None:
    """A month counts on its day."""
    assert months_between(joined, today) == months


def test_ranks_give_the_shares_of_the_handbook() -> None:
    """Of a hundred: five, ten, fifteen, forty and thirty."""
    ranked = [Decimal(10 * place) for place in range(100, 0, -1)]
    bounds = cutoffs(ranked)
    stars = [stars_for(each, bounds) for each in ranked]

    assert [stars.count(each) for each in (5, 4, 3, 2, 1)] == [5, 10, 15, 40, 30]


@given(scores)
def test_cutoffs_are_tens_and_fall_with_the_stars(values: list[Decimal]) -> None:
    """Nobody needs more for fewer stars."""
    bounds = cutoffs(values)
    lowest = [bounds[stars] for stars in (5, 4, 3, 2)]

    assert all(each % 10 == 0 and each >= 10 for each in lowest)
    assert lowest == sorted(lowest, reverse=True)


@given(scores)
def test_a_higher_score_never_has_fewer_stars(values: list[Decimal]) -> None:
    """The same cut-offs serve everyone."""
    bounds = cutoffs(values)
    stars = [stars_for(each, bounds) for each in sorted(values)]

    assert stars == sorted(stars)
    assert all(1 <= each <= 5 for each in stars)


@given(st.lists(st.decimals(10, 5000, places=2), min_size=1, max_size=200))
def test_rounding_takes_stars_from_nobody(values: list[Decimal]) -> None:
    """At least the handbook's share has five stars."""
    bounds = cutoffs(values)
    best = [each for each in values if stars_for(each, bounds) == 5]

    assert len(best) * 100 >= 5 * len(values)


@given(money, st.integers(0, 400))
def test_longer_tenure_never_lowers_a_score(spent: Decimal, months: int) -> None:
    """Loyalty counts in one direction."""
    assert score([spent], months + 1) >= score([spent], months)


def _ago(days: int, amount: str) -> tuple[datetime, Decimal]:
    return NOW - timedelta(days=days), Decimal(amount)


def test_who_stops_paying_or_pays_much_less_is_drifting() -> None:
    """Recency alone, or frequency and amount together."""
    steady = [_ago(days, "50.00") for days in (10, 40, 70, 100, 130, 160)]
    less = [_ago(20, "20.00"), *[_ago(days, "50.00") for days in (95, 110, 125, 160)]]

    assert not is_drifting(steady, NOW)
    assert is_drifting([_ago(days, "50.00") for days in (61, 90, 120)], NOW)
    assert is_drifting(less, NOW)
    assert not is_drifting([], NOW)


def test_a_run_grades_everybody_and_again_alike(accounts) -> None:
    """The command of every night: the same data gives the same stars."""
    first, second = accounts.grading.run(), accounts.grading.run()

    assert first == second
    assert sum(first.counts.values()) == 3
    assert first.counts[5] == 1


def test_stars_are_for_queues_of_those_who_are_known(accounts, prove) -> None:
    """A stranger's number has none; orders see them through their port."""
    caller = prove("13900000001")
    with accounts.uows(readonly=True) as uow:
        known = stars_of(uow, "13900000001")

    assert known is not None
    assert accounts.grading.stars(caller, "13900000001") == known
    assert accounts.grading.stars(caller, "13900000002") is None
