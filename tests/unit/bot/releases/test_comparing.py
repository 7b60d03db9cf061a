"""The verdict on a candidate: what is let through, what is refused, and with which numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.evaluation.labelled import Labelled
from bot.releases.comparing import Costs, Material, Reading, compared

BILL, ROAMING = "query_bill", "roaming"
ROWS = tuple(
    Labelled(f"{intent} {place}", (intent,), Counter())
    for intent in (BILL, ROAMING)
    for place in range(24)
)
USUAL = Costs(ms=8.0, mb=11.0)


def _readings(*wrong: int) -> list[Reading]:
    return [
        Reading("out_of_scope" if place in wrong else row.intents[0], 0.8)
        for place, row in enumerate(ROWS)
    ]


def _material(
    before: Sequence[Reading], after: Sequence[Reading], costs: Costs = USUAL
) -> Material:
    return Material(
        against="7",
        heldout=ROWS,
        before=before,
        after=after,
        replay=("查话费", "漫游"),
        replay_before=(Reading(BILL, 0.9), Reading(ROAMING, 0.4)),
        replay_after=(Reading(BILL, 0.8), Reading("nlu_fallback", 0.3)),
        costs_before=USUAL,
        costs_after=costs,
    )


def test_a_candidate_that_answers_alike_may_be_released() -> None:
    """Nothing lost; what is decided differently in the replay is told and judges nothing."""
    comparison, reasons = compared(_material(_readings(1), _readings(1)))

    assert reasons == ()
    assert comparison["verdict"] == "may_release"
    assert comparison["heldout"]["n"] == 48
    assert comparison["replay"]["n"] == 2
    (changed,) = comparison["replay"]["changed"]
    assert (changed["text"], changed["before"], changed["after"]) == (
        "漫游", ROAMING, "nlu_fallback"
    )  # fmt: skip


def test_two_lost_messages_refuse_nothing_and_have_to_be_confirmed() -> None:
    """With two dozen messages an intent that may be chance, and may be a loss that counts."""
    comparison, reasons = compared(_material(_readings(), _readings(0, 1)))

    assert reasons == ()
    assert comparison["verdict"] == "confirm"
    verdicts = {each["intent"]: each["verdict"] for each in comparison["per_intent"]}
    assert verdicts == {BILL: "doubtful", ROAMING: "same"}
    assert [turn["text"] for turn in comparison["heldout"]["lost"]] == [f"{BILL} 0", f"{BILL} 1"]


@pytest.mark.parametrize(
    ("before", "after"),
    [((), ()), ((1, 30), (1, 30)), ((0, 1), (2, 3)), ((0, 1), (2,)), ((0, 1, 2), ())],
)
def test_an_intent_that_kept_its_accuracy_or_won_asks_nobody(
    before: tuple[int, ...], after: tuple[int, ...]
) -> None:
    """Although so few messages can never show that it is no more than 10 points worse."""
    comparison, reasons = compared(_material(_readings(*before), _readings(*after)))

    assert (reasons, comparison["verdict"]) == ((), "may_release")


def test_other_entities_of_the_same_matter_are_told_with_before_and_after() -> None:
    """Beside what is decided differently; equal entities are not told."""
    material = replace(
        _material(_readings(), _readings()),
        replay=("查上月话费", "漫游", "查话费"),
        replay_before=(Reading(BILL, 0.9, (("month", "2026-10"),)), Reading(ROAMING, 0.4),
                       Reading(BILL, 0.7, (("month", "2026-11"),))),
        replay_after=(Reading(BILL, 0.8), Reading("nlu_fallback", 0.3),
                      Reading(BILL, 0.6, (("month", "2026-11"),))),
    )  # fmt: skip

    replay = compared(material)[0]["replay"]

    assert (replay["n"], replay["differ"], replay["differ_entities"]) == (3, 1, 1)
    decided, read = replay["changed"]
    assert (decided["before"], decided["after"]) == (ROAMING, "nlu_fallback")
    assert (decided["confidence_before"], decided["confidence_after"]) == (0.4, 0.3)
    assert read["text"] == "查上月话费"
    assert (read["entities_before"], read["entities_after"]) == ([["month", "2026-10"]], [])


def test_an_intent_that_lost_three_is_refused_by_name_with_its_numbers() -> None:
    """Although another intent won as many and the whole stayed as good."""
    comparison, (reason,) = compared(_material(_readings(30, 31, 32), _readings(0, 1, 2)))

    assert comparison["verdict"] == "refused"
    assert reason.code == "intent_worse"
    assert reason.data["intent"] == BILL
    assert (reason.data["n"], reason.data["lost"], reason.data["gained"]) == (24, 3, 0)
    assert reason.data["upper"] < 0
    verdicts = {each["intent"]: each["verdict"] for each in comparison["per_intent"]}
    assert verdicts == {BILL: "worse", ROAMING: "better"}


def test_many_losses_spread_over_intents_are_refused_as_a_whole() -> None:
    """Five lost and none gained have less than 5 % of chance; no intent lost three."""
    _, reasons = compared(_material(_readings(), _readings(0, 1, 24, 25)))
    assert reasons == ()
    _, reasons = compared(_material(_readings(), _readings(0, 1, 2, 24, 25)))

    assert {reason.code for reason in reasons} == {"quality_fell", "intent_worse"}


@pytest.mark.parametrize(
    ("costs", "code"),
    [(Costs(13.5, 11.0), "slower"), (Costs(8.0, 31.5), "larger")],
)
def test_a_dearer_candidate_is_refused(costs: Costs, code: str) -> None:
    """Half as much again, or a little more where everything is small."""
    _, (reason,) = compared(_material(_readings(), _readings(), costs))
    assert reason.code == code
    _, reasons = compared(_material(_readings(), _readings(), Costs(12.9, 30.9)))

    assert reasons == ()
