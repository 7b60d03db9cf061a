"""A finding keeps its name wherever its lines go, and loses it when what it is about changes."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.training.check import Report

NEW = "data/nlu/own.yml"
HEAD = "nlu:\n"
SAME = ("- 查一下[上个月](month)的账单总额", "- 查一下[上个月](month)的账单总额呀")


@pytest.fixture(autouse=True)
def alike(project, intent) -> None:
    """Give two intents a sentence that is nearly the same."""
    project.write(NEW, HEAD + intent("query_bill", SAME[0]) + intent("stop", SAME[1]))


def keys(report: Report, kind: str) -> list[str]:
    """Return the keys of the findings of one kind."""
    return [one.key for one in report.findings if one.kind == kind]


def test_no_two_findings_have_one_key(project, intent) -> None:
    """Not even those of two copies of a sentence, which say the same."""
    project.write(NEW, HEAD + intent("stop", "- 好了", "- 好了", "- 好了", "-", "-"))

    report = project.check()

    assert len(keys(report, "duplicate")) == 2
    assert len(keys(report, "empty_example")) == 2
    assert Counter(one.key for one in report.findings).most_common(1)[0][1] == 1


def test_a_key_holds_when_lines_move_and_other_sentences_change(project, intent) -> None:
    """Whichever of the two comes first, and in whatever file they stand."""
    (key,) = keys(project.check(), "near_duplicate")
    other = intent("greet", "- 早上好", "- 晚上好")
    moved = (
        "# a comment\n\n" + HEAD + other + intent("query_bill", SAME[0]) + intent("stop", SAME[1]),
        HEAD + intent("stop", SAME[1]) + other + intent("query_bill", SAME[0]),
    )
    for text in moved:
        project.write(NEW, text)
        assert keys(project.check(), "near_duplicate") == [key]
    project.write(NEW, HEAD + intent("query_bill", SAME[0]))
    project.write("data/nlu/zz.yml", HEAD + intent("stop", SAME[1]))

    assert keys(project.check(), "near_duplicate") == [key]


@pytest.mark.parametrize(
    ("here", "other"),
    [
        (("query_bill", "- 查一下[上个月](month)的账单总额啊"), ("stop", SAME[1])),
        (("query_bill", SAME[0]), ("stop", "- 查一下[上个月](month)的账单总额哦")),
        (("query_bill", "- 查一下上个月的账单总额"), ("stop", SAME[1])),
        (("query_bill", SAME[0]), ("stop", "- 查一下[上个月](month:LAST)的账单总额呀")),
        (("query_bill", SAME[0]), ("greet", SAME[1])),
        (("greet", SAME[0]), ("stop", SAME[1])),
    ],
)
def test_a_changed_sentence_intent_or_mark_makes_another_finding(
    project, intent, here, other
) -> None:
    """Of either sentence."""
    (key,) = keys(project.check(), "near_duplicate")
    project.write(NEW, HEAD + intent(*here) + intent(*other))

    (changed,) = keys(project.check(), "near_duplicate")

    assert changed != key


def test_an_intent_that_is_out_of_proportion_stays_the_same_finding(project, intent) -> None:
    """Its examples come and go, and its first block may move."""
    before = keys(project.check(), "few_examples")
    project.write(NEW, HEAD + intent("greet", "- 早上好", "- 晚上好"))
    project.write("data/nlu/a.yml", HEAD + intent("greet", "- 早安呀"))

    assert set(keys(project.check(), "few_examples")) == set(before)


def test_a_key_gives_no_digit_away_that_the_sentence_hides(project, intent) -> None:
    """Numbers that look the same when they are masked make the same key."""
    found = []
    for number in ("15277304816", "15277914816"):
        project.write(NEW, HEAD + intent("stop", f"- 我的号是{number}"))
        found += keys(project.check(), "personal_phone")

    assert len(found) == 2
    assert len(set(found)) == 1
