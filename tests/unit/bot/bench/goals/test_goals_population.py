"""The simulated customers are customers: importable, all different, the same for the same seed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from accounts.month import Month
from accounts.seed import read_seed
from bot.bench.goals.goals import GOALS, TOGETHER, WORDINGS
from bot.bench.goals.planning import Planner
from bot.settings import ROOT

TODAY = Month(2026, 11)


def planner(words, seed: int = 3) -> Planner:
    """Return a planner."""
    return Planner(seed=seed, phrases=words, today=TODAY)


def test_every_business_intent_and_a_person_are_goals() -> None:
    """As the domain names them."""
    domain = (ROOT / "domain.yml").read_text(encoding="utf-8")
    business = re.findall(r"- (\w+):", domain.split("# business")[1].split("# dialogue")[0])

    assert {goal.intent for goal in GOALS.values()} == {*business, "request_human"}


@pytest.mark.parametrize("goal", GOALS)
def test_every_goal_can_be_put_in_words_by_anybody(goal: str, made, words) -> None:
    """No sentence lacks a fact, in any style, nor does any answer."""
    needed = GOALS[goal].after
    facts = made(*filter(None, (needed, goal))).facts
    wording = words.goals[WORDINGS.get(goal, goal)]
    said = [each for style in wording.say.values() for each in style]
    said += [each for answers in wording.answers.values() for each in answers]

    for text in (*said, *wording.insists, wording.satisfied):
        assert set(re.findall(r"\{([a-z_]+)\}", text)) <= set(facts), text


def test_goals_said_in_one_breath_have_a_short_form(words) -> None:
    """Of each pair."""
    assert {goal for pair in TOGETHER for goal in pair} <= set(words.short)


def test_the_customers_are_a_seed_file(words, tmp_path: Path) -> None:
    """Checked whole by the importer, every goal's customer among them."""
    drawn = planner(words)
    plans = drawn.plans(len(GOALS) + 20, token=lambda _number: "token")
    drawn.population.write(drawn.customers, tmp_path / "seed.yml")

    seed = read_seed(tmp_path / "seed.yml")

    assert len(seed.customers) == len(plans)
    assert {each.phone_number for each in seed.customers} == {
        plan.facts["number"] for plan in plans
    }


def test_the_same_seed_draws_the_same_conversations(words) -> None:
    """And another one others."""
    first, again, other = (
        planner(words, seed).plans(60, token=lambda number: number) for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other


def test_many_conversations_meet_every_goal_and_every_manner(words) -> None:
    """240 are enough for that."""
    plans = planner(words).plans(240, token=lambda _number: "token")

    assert {goal for plan in plans for goal in plan.goals} == set(GOALS)
    assert {plan.manner.name for plan in plans} == {each.name for each in words.manners}
    assert any(plan.together for plan in plans)


def test_only_the_recognised_have_a_token(words) -> None:
    """Nobody else is vouched for."""
    plans = planner(words).plans(120, token=lambda _number: "token")

    assert {bool(plan.token) for plan in plans if plan.manner.recognised} == {True}
    assert {bool(plan.token) for plan in plans if not plan.manner.recognised} == {False}


def test_wanderers_come_with_a_stranger(words) -> None:
    """Whose number is another."""
    pairs = planner(words).wanderers(12, token=lambda _number: "token")

    assert all(pair.mine.facts["number"] != pair.stranger.facts["number"] for pair in pairs)


def test_no_customer_of_the_demo_is_simulated(words) -> None:
    """Figures must not rest on the demo."""
    demo = YAML(typ="safe").load(
        (ROOT / "data" / "demo" / "operator.yml").read_text(encoding="utf-8")
    )
    drawn = planner(words)
    drawn.plans(60, token=lambda _number: "token")

    assert not {each["phone_number"] for each in drawn.customers} & {
        each["phone_number"] for each in demo["customers"]
    }
    assert drawn.population.operator["catalogue"] != demo["catalogue"]
