"""The section of the report that a trainer works through: the errors, and what to do about each."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.evaluation.figures import worst_first
from bot.evaluation.html import Html, tag
from bot.evaluation.measure import Answer
from bot.evaluation.neighbours import Advice, Neighbour, Neighbourhood
from bot.evaluation.sections import section
from bot.evaluation.words import Words
from bot.redaction import mask_text

OPEN = 20
"""Errors shown at once; the others unfold."""
MOST = 300


def error_section(answers: Sequence[Answer], known: Neighbourhood, words: Words) -> Html:
    """Return the errors, the most confident first, each with its nearest training sentences."""
    wrong = worst_first(answers)
    if not wrong:
        return section(words, "no_errors")
    shown = [_error(answer, known.advice(answer), words) for answer in wrong[:MOST]]
    rest = None
    if len(shown) > OPEN:
        more = tag("summary", words("more_errors", n=len(shown) - OPEN))
        rest = tag("details", more, *shown[OPEN:])
    return section(words, "errors", *shown[:OPEN], rest, n=len(wrong))


def _error(answer: Answer, advice: Advice, words: Words) -> Html:
    style = answer.row.style
    return tag(
        "article",
        tag("p", mask_text(answer.row.text), class_="said"),
        tag("p", *_verdict(answer, words), class_="verdict"),
        tag("p", words(f"hint_{advice.hint}", **_names(answer, words)), class_="hint"),
        _neighbours(advice, words),
        tag("span", words.style(style), class_="style") if style else None,
        class_="error asked" if answer.asked_back else "error",
    )


def _verdict(answer: Answer, words: Words) -> list[Html | str]:
    names = _names(answer, words)
    key = "verdict_asked" if answer.asked_back else "verdict"
    judged = words(key, **names)
    sure = words("certainty", share=f"{math.floor(answer.certainty * 100)}%")
    return [tag("b", words("expected", **names)), " ", tag("span", judged), " ", tag("i", sure)]


def _names(answer: Answer, words: Words) -> dict[str, str]:
    return {
        "expected": words.intent("|".join(answer.row.intents)),
        "predicted": words.intent(answer.best_guess),
    }


def _neighbours(advice: Advice, words: Words) -> Html:
    items = [
        _neighbour(words(f"nearest_{side}"), found, words)
        for side, found in (("expected", advice.expected), ("guessed", advice.guessed))
        if found is not None
    ]
    return tag("ul", *items)


def _neighbour(side: str, found: Neighbour, words: Words) -> Html:
    sentence = words("sentence", text=mask_text(found.text))
    facts = words("likeness", intent=words.intent(found.intent), share=f"{found.likeness:.0%}")
    return tag("li", tag("span", side, class_="soft"), sentence, tag("small", facts))
