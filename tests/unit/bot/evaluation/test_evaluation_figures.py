"""The figures beside the contract's: by style, out of scope, confusions, calibration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.calibration import calibration
from bot.evaluation.figures import figures_of, worst_first

ASKED = {"intent": "nlu_fallback"}


def test_each_way_of_speaking_has_its_share_and_interval(answer):
    """Messages without a style are in none."""
    answers = [answer(style="terse"), answer(style="terse", right=("faq",)), answer()]

    styles = figures_of(answers)["per_style"]

    assert set(styles) == {"terse"}
    assert (styles["terse"]["n"], styles["terse"]["accuracy"]) == (2, 0.5)
    low, high = styles["terse"]["interval"]
    assert 0 < low < 0.5 < high < 1


def test_asking_back_is_counted_apart_inside_and_outside_the_scope(answer):
    """Inside it is a failure, outside it is as good as saying so."""
    answers = [
        answer(**ASKED),
        answer(),
        answer(right=("out_of_scope",), **ASKED),
        answer(right=("out_of_scope",), ranking=(("out_of_scope", 0.8),)),
        answer(right=("out_of_scope", "nlu_fallback")),
    ]

    figures = figures_of(answers)

    assert figures["fallback_rate_in_scope"] == 0.5
    assert figures["out_of_scope"]["n"] == 3
    assert figures["out_of_scope"]["rejected"] == pytest.approx(2 / 3)


def test_accuracy_before_the_fallback_believes_the_best_guess(answer):
    """What was asked back although the guess was right."""
    figures = figures_of([answer(**ASKED), answer(right=("faq",), **ASKED)])

    assert (figures["accuracy"], figures["accuracy_before_fallback"]) == (0, 0.5)


def test_confused_pairs_are_counted_and_asking_back_is_none(answer):
    """Most frequent first."""
    answers = [answer(right=("faq",))] * 2 + [answer(right=("greet",)), answer(**ASKED), answer()]

    assert figures_of(answers)["confusions"] == [
        {"expected": "faq", "predicted": "query_bill", "n": 2},
        {"expected": "greet", "predicted": "query_bill", "n": 1},
    ]


def test_the_worst_error_is_the_most_confident_one(answer):
    """What was asked back harms least and comes last; what is right is no error."""
    sure = answer("甲", right=("faq",), ranking=(("query_bill", 0.9),))
    unsure = answer("乙", right=("faq",), ranking=(("query_bill", 0.5),))
    asked = answer("丙", ranking=(("query_bill", 0.95),), **ASKED)

    assert worst_first([asked, unsure, answer("丁"), sure]) == [sure, unsure, asked]


def test_entities_are_judged_only_where_the_file_labels_them(answer):
    """A file without annotations has no entity figures; with them each name has its own."""
    wanted = {("month", "2026-10"): 1}

    assert figures_of([answer()])["entity_f1"] is None
    assert figures_of([answer(wanted=wanted, found=wanted)])["per_entity"]["month"]["f1"] == 1


def test_a_model_that_is_as_right_as_it_says_is_calibrated():
    """Eight of ten at 0.8; one that claims 0.8 and is right half the time is 0.3 off."""
    honest = calibration([(0.8, number < 8) for number in range(10)])
    boaster = calibration([(0.8, number < 5) for number in range(10)])

    assert honest["expected_error"] == pytest.approx(0)
    assert boaster["expected_error"] == pytest.approx(0.3)
    assert calibration([]) == {"expected_error": 0.0, "bins": []}


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_every_message_is_in_one_bin_that_holds_its_certainty(judged):
    """Also 0 and 1 themselves."""
    found = calibration(judged)

    assert sum(one["n"] for one in found["bins"]) == len(judged)
    assert all(one["low"] <= one["confidence"] <= one["high"] + 1e-9 for one in found["bins"])
    assert 0 <= found["expected_error"] <= 1
