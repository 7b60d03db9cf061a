"""Quick replies are found as agents type, and filled as far as is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.desk.quick_replies import QuickReplies, initials_of
from bot.errors import ScriptsError
from bot.scripts import Scripts
from bot.settings import ROOT

FILE = ROOT / "data" / "desk" / "quick_replies.yml"
SCRIPTS = Scripts.load(ROOT / "data" / "scripts")
REPLIES = QuickReplies.load(FILE, SCRIPTS.taboos())


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("qsd", "wait"),
        ("QSD", "wait"),
        ("请稍等", "wait"),
        ("ye", "balance_now"),
        ("fp", "invoice"),
    ],
)
def test_initials_and_words_find_a_reply(query, first) -> None:
    """In capitals too."""
    assert REPLIES.found(query)[0].id == first


def test_nothing_fits_nonsense_and_everything_nothing() -> None:
    """An empty query lists from the beginning, at most twenty."""
    assert REPLIES.found("zzzzzz") == ()
    assert REPLIES.found("")[0].id == "hello"
    assert len(REPLIES.found("")) == 20


def test_variables_are_filled_and_unknown_ones_stand_as_gaps() -> None:
    """A gap is held by the lint, so it cannot be sent as it is."""
    balance = next(each for each in REPLIES.all() if each.id == "balance_now")

    assert balance.filled({"customer": "唐女士", "balance": "12.30"}) == (
        "唐女士，您的账户余额是12.30元。"
    )
    assert balance.filled({}) == "【称呼】，您的账户余额是【余额】元。"


def test_replies_answer_the_intents_of_the_catalogue() -> None:
    """Every intent that is named exists."""
    titles = SCRIPTS.titles().keys() | {"thanks", "goodbye", "express_anger"}

    assert {intent for each in REPLIES.all() for intent in each.intents} <= titles
    assert REPLIES.for_intent("query_balance")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("- {id: a, folder: x, title: y, text: '您好{nobody}'}", "unknown variable nobody"),
        ("- {id: a, folder: x, title: y, text: 我不知道}", "taboo"),
        ("- {id: a, folder: x, title: y}", "expected id"),
        (
            "- {id: a, folder: x, title: y, text: z}\n- {id: a, folder: x, title: y, text: z}",
            "twice",
        ),
    ],
)
def test_a_bad_file_is_refused_with_its_problem(tmp_path: Path, row, problem) -> None:
    """At the start, not when an agent needs it."""
    file = tmp_path / "replies.yml"
    file.write_text(row, encoding="utf-8")

    with pytest.raises(ScriptsError, match=problem):
        QuickReplies.load(file, SCRIPTS.taboos())


def test_initials_are_those_of_the_characters() -> None:
    """Letters and digits stay."""
    assert initials_of("请稍等") == "qsd"
    assert initials_of("5G套餐") == "5gtc"
