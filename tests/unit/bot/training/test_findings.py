"""Every finding has words in both languages, and a refusal carries errors alone."""

from __future__ import annotations

from string import Formatter

import pytest
from ruamel.yaml import YAML

from bot.commands.findings import explain, line_of
from bot.settings import ROOT
from bot.training.findings import ERROR, KINDS, Finding, TrainingFailed, TrainingRefused

WORDS = YAML(typ="safe").load((ROOT / "data" / "cli" / "findings.yml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def english(monkeypatch) -> None:
    """Let the lines be English."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_is_worded_from_what_it_carries(kind, language) -> None:
    """A line uses only the sentence, its intent and the data of its kind."""
    used = {name for _, name, _, _ in Formatter().parse(WORDS[f"finding_{kind}"][language]) if name}

    assert used <= KINDS[kind] | {"intent", "text"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_has_a_short_name_and_what_to_do(kind, language) -> None:
    """What to do is told with nothing but what the finding carries."""
    told = WORDS[f"mend_{kind}"][language]

    assert {name for _, name, _, _ in Formatter().parse(told) if name} <= KINDS[kind] | {"text"}
    assert WORDS[f"kind_{kind}"][language]


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_the_same(key) -> None:
    """Every line exists twice with the same variables."""
    variables = [
        {name for _, name, _, _ in Formatter().parse(WORDS[key][language]) if name}
        for language in ("zh", "en")
    ]

    assert variables[0] == variables[1]


def test_no_words_are_left_over() -> None:
    """Every ``finding_…`` line is of a kind that exists."""
    kinds = {key.removeprefix("finding_") for key in WORDS if key.startswith("finding_")}

    assert kinds == {*KINDS, "suggestion"}


def test_a_line_names_the_place_what_is_wrong_and_what_was_meant() -> None:
    """One line each, whatever the sentence holds."""
    found = Finding(
        "unknown_entity", "data/nlu/a.yml", 7, "query_bill", "x", {"name": "moth"}, "month"
    )

    line = line_of(found)

    assert line.startswith("data/nlu/a.yml:7: ")
    assert "moth" in line
    assert line.endswith("Did you mean “month”?")


def test_a_line_stays_one_line() -> None:
    """A long or strange sentence is shortened and cannot write to the terminal."""
    line = line_of(
        Finding("twin", "a.yml", 1, "greet", "x\x1b[2J\n" + "长" * 500, {"place": "b:1"})
    )

    assert line.isprintable()
    assert len(line) < 200


def test_a_refusal_keeps_errors_in_order_and_drops_the_rest() -> None:
    """Warnings do not stop a training, so they do not explain one that was stopped."""
    late = Finding("empty_intent", "b.yml", 9, "greet")
    early = Finding("empty_file", "a.yml", 1)
    refusal = TrainingRefused([late, Finding("emoji_only", "a.yml", 2), early])

    assert refusal.findings == (early, late)
    assert {found.severity for found in refusal.findings} == {ERROR}
    assert [line.split(": ")[0] for line in explain(refusal).splitlines()[1:]] == [
        "a.yml:1",
        "b.yml:9",
    ]
    assert "no room" in explain(TrainingFailed("no room"))
