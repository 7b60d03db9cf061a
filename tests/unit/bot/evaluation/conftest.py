"""Answers of a scripted model, for whatever judges answers."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.engine.rasa_quiet import import_quietly

# Loaded here, before the test modules name it: Rasa's imports warn about their own old ways.
import_quietly("bot.evaluation.labelled")

from bot.evaluation.labelled import Labelled  # noqa: E402
from bot.evaluation.measure import Answer  # noqa: E402


def answer_to(
    text="查账单",
    *,
    right=("query_bill",),
    intent=None,
    ranking=(("query_bill", 0.9), ("faq", 0.05)),
    style=None,
    wanted=None,
    found=(),
):
    """Return what a model made of one message; `intent` is the best guess unless given."""
    row = Labelled(text, tuple(right), None if wanted is None else Counter(wanted), style)
    guess = intent or (ranking[0][0] if ranking else "nlu_fallback")
    confidence = ranking[0][1] if ranking else 0.0
    return Answer(row, guess, confidence, tuple(ranking), Counter(found), 0.004)


@pytest.fixture
def answer():
    """Return what makes an answer."""
    return answer_to
