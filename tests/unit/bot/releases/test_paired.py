"""The interval of a paired difference: known ends, symmetry, and that it holds what it promises."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.releases.paired import NORMAL_90, difference, score

COUNTS = st.tuples(st.integers(0, 20), st.integers(0, 20), st.integers(1, 60))


def test_nothing_changed_leaves_the_interval_that_the_number_of_messages_allows() -> None:
    """Tango's limit without any discordant pair is z² / (n + z²) either side."""
    found = difference(0, 0, 23)

    assert (found.value, -found.lower) == (0.0, pytest.approx(found.upper))
    assert found.upper == pytest.approx(NORMAL_90**2 / (23 + NORMAL_90**2), abs=1e-6)


def test_at_no_difference_the_score_is_mcnemars() -> None:
    """The square of (gained - lost) over gained + lost, whatever the number of pairs."""
    assert score(12, 2, 50, 0.0) == pytest.approx(-10 / math.sqrt(14))


@pytest.mark.parametrize(("lost", "gained", "below"), [(2, 0, False), (3, 0, True), (5, 1, False)])
def test_three_lost_without_a_gain_are_the_fewest_that_are_worse(
    lost: int, gained: int, below: bool
) -> None:
    """Two lost may be chance, with any number of messages."""
    assert (difference(lost, gained, 23).upper < 0) is below
    assert (difference(lost, gained, 400).upper < 0) is below


@pytest.mark.parametrize(
    ("lost", "gained", "n", "verdict"),
    [
        (0, 0, 18, "same"),
        (1, 1, 18, "same"),
        (1, 0, 18, "doubtful"),
        (2, 0, 18, "doubtful"),
        (2, 1, 42, "doubtful"),
        (1, 0, 42, "same"),
        (2, 0, 60, "same"),
        (3, 0, 18, "worse"),
        (0, 3, 18, "better"),
    ],
)
def test_a_loss_asks_unless_the_messages_show_that_it_lies_within_the_margin(
    lost: int, gained: int, n: int, verdict: str
) -> None:
    """More labelled messages settle a doubt; a loss that is certain stays one."""
    assert difference(lost, gained, n).verdict == verdict


@given(COUNTS)
def test_the_interval_holds_what_was_seen_and_turns_with_the_sides(
    counts: tuple[int, int, int],
) -> None:
    """Exchanging the models mirrors it."""
    lost, gained, more = counts
    n = lost + gained + more
    found, mirrored = difference(lost, gained, n), difference(gained, lost, n)

    assert -1 <= found.lower <= found.value <= found.upper <= 1
    assert found.lower == pytest.approx(-mirrored.upper, abs=1e-9)


def test_no_messages_say_nothing() -> None:
    """Anything is possible."""
    assert (difference(0, 0, 0).lower, difference(0, 0, 0).upper) == (-1.0, 1.0)


def test_nine_of_ten_intervals_hold_the_truth() -> None:
    """Drawn again and again from the same truth: 24 messages, 8 % lost and 4 % gained."""
    dice = random.Random(7)
    held = 0
    for _ in range(2000):
        draws = [dice.random() for _ in range(24)]
        lost = sum(draw < 0.08 for draw in draws)
        gained = sum(0.08 <= draw < 0.12 for draw in draws)
        found = difference(lost, gained, 24)
        held += found.lower <= -0.04 <= found.upper

    assert 0.87 <= held / 2000 <= 0.97
