"""The threshold is the cheapest that keeps the limits, and its figures are what it would do."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.dialogue.clarify import LIKELY as OFFERED_FROM
from actions.dialogue.clarify import READINGS
from bot.evaluation.threshold import (
    LIKELY,
    OFFERED,
    Costs,
    Point,
    Reading,
    cheapest,
    chosen,
    curve,
    readings_of,
)

TITLED = {"query_bill", "faq", "pay_bill", "query_usage"}
NAMES = st.sampled_from(["query_bill", "faq", "greet", "out_of_scope"])
READING = st.builds(
    Reading,
    st.tuples(NAMES),
    st.lists(st.tuples(NAMES, st.floats(0, 1)), max_size=4).map(
        lambda found: tuple(sorted(found, key=lambda one: -one[1]))
    ),
)


def at(threshold, *readings, ambiguity=0.0, costs=None):
    """Return the point of the curve at `threshold`."""
    points = curve(readings, titled=TITLED, ambiguity=ambiguity, costs=costs)
    return next(point for point in points if point.threshold == threshold)


def test_what_is_offered_is_what_the_assistant_offers():
    """The numbers are those of action_clarify, which this room may not import."""
    assert (OFFERED, LIKELY) == (READINGS, OFFERED_FROM)


def test_a_wrong_answer_becomes_a_question_when_the_threshold_passes_it():
    """Wrong at 0.6 costs five; asked back with the right one offered, one."""
    wrong = Reading(("faq",), (("query_bill", 0.6), ("faq", 0.3)))

    assert (at(0.5, wrong).wrong, at(0.5, wrong).cost) == (1, 5)
    assert (at(0.7, wrong).wrong, at(0.7, wrong).cost) == (0, 1)


@pytest.mark.parametrize(
    ("right", "ranking"),
    [
        ("greet", (("query_bill", 0.4), ("greet", 0.3))),
        ("faq", (("query_bill", 0.4), ("faq", 0.04))),
        ("faq", (("query_bill", 0.3), ("pay_bill", 0.25), ("query_usage", 0.2), ("faq", 0.1))),
    ],
)
def test_being_asked_without_the_right_matter_on_offer_costs_more(right, ranking):
    """It has no title, is too unlikely to be offered, or is the fourth."""
    reading = Reading((right,), ranking)

    assert at(0.5, reading).cost == Costs().asked_blindly


def test_two_readings_too_near_are_asked_back_at_any_threshold():
    """As Rasa's FallbackClassifier does; so is a message without a reading."""
    torn = Reading(("faq",), (("faq", 0.5), ("query_bill", 0.49)))

    assert at(0.0, torn, ambiguity=0.03).asked == 1
    assert at(0.0, torn, ambiguity=0.005).asked == 0
    assert at(0.0, Reading(("faq",), ())).asked == 1


def test_a_message_out_of_scope_is_caught_by_name_or_by_a_question():
    """And costs nothing when it is named, one press when asked back, five when acted on."""
    named = Reading(("out_of_scope",), (("out_of_scope", 0.9),))
    taken = Reading(("out_of_scope",), (("pay_bill", 0.6),))

    assert (at(0.0, named).caught, at(0.0, named).cost) == (1, 0)
    assert (at(0.5, taken).caught, at(0.5, taken).cost) == (0, 5)
    assert (at(0.7, taken).caught, at(0.7, taken).cost) == (1, 1)
    assert at(0.7, taken).rejected == 0


def point(threshold, *, rejected=0.0, caught=1.0, cost=1.0):
    """Return a point of a curve."""
    return Point(threshold, 0.1, 0.1, rejected, caught, cost)


def test_the_choice_is_the_cheapest_within_the_limits():
    """A cheaper one that rejects too many is not taken; of equals, the one that asks least."""
    dear, equal = point(0.1, cost=0.5), point(0.3, cost=0.4)
    lower, too_strict = point(0.2, cost=0.4), point(0.8, rejected=0.05, cost=0.1)

    assert chosen([dear, lower, equal, too_strict]) == lower
    assert cheapest([dear, lower, equal, too_strict]) == too_strict


def test_when_no_threshold_keeps_both_limits_customers_are_not_turned_away():
    """The limit within the scope is kept, and the most caught outside it; the point says so."""
    loose, best = point(0.1, caught=0.5), point(0.3, caught=0.7, rejected=0.03)
    strict = point(0.8, caught=0.9, rejected=0.2)

    found = chosen([loose, best, strict])

    assert found == best
    assert not found.is_allowed


@given(st.lists(READING, min_size=1, max_size=30))
def test_a_higher_threshold_asks_more_and_errs_less(readings):
    """Whatever the model believes."""
    points = curve(readings, titled=TITLED, ambiguity=0.03)

    pairs = list(pairwise(points))
    assert all(low.asked <= high.asked for low, high in pairs)
    assert all(low.wrong >= high.wrong for low, high in pairs)
    assert all(low.rejected <= high.rejected for low, high in pairs)
    assert all(low.caught <= high.caught for low, high in pairs)
    assert chosen(points) in points


def test_answers_are_read_before_their_fallback(answer):
    """The curve must not know what the model's own threshold decided."""
    asked = answer(intent="nlu_fallback")

    assert readings_of([asked]) == [Reading(("query_bill",), asked.ranking)]
