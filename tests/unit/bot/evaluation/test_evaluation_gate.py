"""The gate closes on losses that are no accident, and only on them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.gate import (
    FIGURES,
    NoFigures,
    committed_of,
    compare,
    read_committed,
    sign_test,
    write_committed,
)


def results(answer, wrong, n=200, prefix="第"):
    """Return n answers of which those numbered in `wrong` are wrong."""
    return [
        answer(f"{prefix}{number}句", right=("faq",) if number in wrong else ("query_bill",))
        for number in range(n)
    ]


def relabelled(answer, wrong, n=200):
    """Return answers to the same rows, a model being wrong on those numbered in `wrong`."""
    other = (("greet", 0.9),)
    return [
        answer(f"第{number}句", **({"ranking": other} if number in wrong else {}))
        for number in range(n)
    ]


def test_the_same_model_on_the_same_messages_passes(answer):
    """Nothing lost, nothing gained."""
    answers = relabelled(answer, {1, 2, 3})

    verdict = compare(committed_of(answers), answers)

    assert verdict.passed
    assert verdict.paired
    assert (verdict.lost, verdict.gained, verdict.before) == (0, 0, verdict.after)


@pytest.mark.parametrize(
    ("before", "after", "passes"),
    [
        (set(), {1, 2, 3, 4}, True),  # four lost: one time in sixteen by chance
        (set(), {1, 2, 3, 4, 5}, False),  # five: one time in thirty-two
        (set(range(10)), set(range(20, 32)), True),  # ten mended, twelve broken
        (set(range(10)), set(range(20, 50)), False),
        ({1, 2, 3, 4, 5}, set(), True),  # better is never refused
    ],
)
def test_only_losses_beyond_chance_close_the_gate(answer, before, after, passes):
    """In pairs, message by message."""
    verdict = compare(committed_of(relabelled(answer, before)), relabelled(answer, after))

    assert verdict.paired
    assert verdict.passed is passes


@pytest.mark.parametrize(("wrong", "passes"), [(12, True), (40, False)])
def test_other_messages_are_compared_within_their_interval(answer, wrong, passes):
    """Ten of 200 were wrong; twelve of other 200 may be chance, forty are not."""
    committed = committed_of(results(answer, set(range(10))))

    verdict = compare(committed, results(answer, set(range(wrong)), prefix="新"))

    assert not verdict.paired
    assert verdict.passed is passes


def test_a_changed_label_makes_other_messages(answer):
    """The text alone does not say what is right."""
    committed = committed_of([answer("查账单")])

    assert not compare(committed, [answer("查账单", right=("faq",))]).paired


def test_committed_figures_are_read_as_they_were_written(answer, tmp_path):
    """Each file of messages has its own; no message's text is in the file."""
    one = committed_of([answer("第一句", style="terse")])
    other = committed_of([answer("第二句", right=("faq",))])
    path = tmp_path / FIGURES
    write_committed(path, "one.yml", one)
    write_committed(path, "other.yml", other)

    assert read_committed(path, "one.yml") == one
    assert read_committed(path, "other.yml") == other
    assert one.per_style == {"terse": {"n": 1, "accuracy": 1.0}}
    assert "句" not in path.read_text(encoding="utf-8")
    assert set(json.loads(path.read_text(encoding="utf-8"))) == {"one.yml", "other.yml"}


def test_without_committed_figures_the_missing_ones_are_named(tmp_path):
    """Neither the file nor its entry."""
    with pytest.raises(NoFigures, match=r"none\.yml"):
        read_committed(tmp_path / FIGURES, "none.yml")


@given(st.integers(0, 200), st.integers(0, 200))
def test_the_chance_of_losses_falls_with_losses_and_rises_with_gains(lost, gained):
    """It is a probability, and no loss at all is certain to happen."""
    chance = sign_test(lost, gained)

    assert 0 < chance <= 1
    assert sign_test(0, gained) == 1
    assert sign_test(lost + 1, gained) <= chance + 1e-12
    assert sign_test(lost, gained + 1) >= chance - 1e-12
