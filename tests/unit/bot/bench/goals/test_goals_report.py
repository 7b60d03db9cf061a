"""The report says how many reached what, fails when it must, and shows nobody's data."""

from __future__ import annotations

import json

import pytest

from bot.bench.goals.phrases import Manner
from bot.bench.goals.report import good_enough, report
from bot.bench.goals.talk import Line, Outcome, Plan
from bot.bench.goals.watch import Violation

FACTS = {"number": "13912345678", "password": "602817", "address": "某区某路1号"}
NAME = "某某某"


def outcome(goal: str, *, reached: bool = True, violations: tuple[Violation, ...] = ()) -> Outcome:
    """Return how one conversation went."""
    plan = Plan("s", (goal,), FACTS, Manner("plain", 1, 0.5), 1)
    lines = (
        Line("customer", "139 1234 5678，密码602817", "password"),
        Line("bot", f"{NAME}，您住在某区某路1号，工单号是GZ2026111500001。"),
    )
    return Outcome(plan, {goal: reached}, 4, violations, lines, (NAME, *plan.private))


def test_figures_are_counted_by_goal() -> None:
    """With the median of the turns."""
    figures = report([outcome("a"), outcome("a", reached=False), outcome("b")])

    assert figures["success"] == pytest.approx(0.6667)
    assert figures["by_goal"]["a"] == {"n": 2, "reached": 1, "median_turns": 4}
    assert figures["median_turns"] == 4


@pytest.mark.parametrize(
    ("failed", "violations", "good"), [(0, 0, True), (1, 0, True), (2, 0, False), (0, 1, False)]
)
def test_a_run_is_good_from_95_per_cent_and_without_violations(failed, violations, good) -> None:
    """One of either too many and the command fails."""
    found = (Violation("silence", 1, ""),) * violations
    outcomes = [outcome("a", reached=place >= failed) for place in range(19)]

    assert good_enough(report([*outcomes, outcome("b", violations=found)])) is good


def test_transcripts_show_nobodys_data() -> None:
    """What is kept of a failure can be read by anybody; ticket ids stay."""
    text = json.dumps(
        report([outcome("a", reached=False, violations=(Violation("silence", 1, NAME),))]),
        ensure_ascii=False,
    )

    for private in (*FACTS.values(), "139 1234 5678", NAME):
        assert private not in text
    assert "GZ2026111500001" in text
