"""The table in the terminal: figures in the locale's language, and no message."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from rich.console import Console

from bot.commands.evaluate_table import show
from bot.commands.words import say
from bot.engine.rasa_quiet import import_quietly

import_quietly("bot.evaluation.labelled")

from bot.evaluation.figures import figures_of  # noqa: E402
from bot.evaluation.labelled import Labelled  # noqa: E402
from bot.evaluation.measure import Answer  # noqa: E402


def answer(right, guess, *, style=None, entities=None):
    """Return a model's answer to one message."""
    counts = None if entities is None else Counter(entities)
    row = Labelled("我的号码是13800010001", (right,), counts, style)
    return Answer(row, guess, 0.9, ((guess, 0.9),), Counter(), 0.004)


@pytest.mark.parametrize(("locale", "word"), [("zh_CN.UTF-8", "正确率"), ("C.UTF-8", "Accuracy")])
def test_the_table_shows_figures_and_no_message(monkeypatch, locale, word):
    """Headlines with intervals, styles, weak intents and confusions; logs of CI are public."""
    monkeypatch.setenv("LC_ALL", locale)
    answers = [
        answer("query_bill", "query_bill", style="terse", entities={("month", "2026-10"): 1}),
        answer("query_bill", "faq", style="terse"),
        answer("out_of_scope", "out_of_scope"),
    ]
    out = io.StringIO()

    show(figures_of(answers), Console(file=out, width=120))

    shown = out.getvalue()
    assert word in shown
    assert "66.7%" in shown
    assert "terse" in shown
    assert say("eval_entity_f1") in shown
    assert say("eval_out_of_scope") in shown
    assert "13800010001" not in shown


def test_what_was_not_measured_is_not_shown(monkeypatch):
    """No annotations, no message out of scope, no styles, nothing confused."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    out = io.StringIO()

    show(figures_of([answer("query_bill", "query_bill")]), Console(file=out, width=120))

    shown = out.getvalue()
    for key in ("entity_f1", "out_of_scope", "column_style", "column_predicted"):
        assert say(f"eval_{key}") not in shown
