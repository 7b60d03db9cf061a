"""The figures of ``evaluate``: the contract's names, and what a trainer needs beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from bot.evaluation.calibration import calibration
from bot.evaluation.measure import Answer, milliseconds
from bot.evaluation.scores import (
    FALLBACK,
    OUT_OF_SCOPE,
    accuracy,
    by_class,
    entity_f1,
    entity_scores,
    macro_f1,
    wilson,
)


class Share(TypedDict):
    """A share of messages with its 95 % Wilson interval."""

    n: int
    accuracy: float
    interval: tuple[float, float]


def figures_of(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return every figure, after the fallback decision unless its name says otherwise.

    Asked back counts as wrong in `accuracy`, except where a row accepts ``nlu_fallback``.
    `errors` begins with the most confident wrong answers; what was asked back comes last.
    """
    scores = by_class(answer.pair for answer in answers)
    judged = [
        (answer.row.entities, answer.entities)
        for answer in answers
        if answer.row.entities is not None
    ]
    return {
        "n": len(answers),
        "accuracy": accuracy([answer.is_right for answer in answers]),
        "accuracy_interval": wilson(sum(answer.is_right for answer in answers), len(answers)),
        "accuracy_before_fallback": accuracy([answer.guessed_right for answer in answers]),
        "macro_f1": macro_f1(scores),
        "entity_f1": entity_f1(judged) if judged else None,
        "fallback_rate_in_scope": accuracy([one.asked_back for one in answers if one.in_scope]),
        "out_of_scope": _out_of_scope(answers),
        "per_style": _per_style(answers),
        "per_intent": scores,
        "per_entity": entity_scores(judged),
        "confusions": _confusions(answers),
        "calibration": calibration(
            (answer.certainty, answer.guessed_right) for answer in answers if answer.ranking
        ),
        "errors": [_error(answer) for answer in worst_first(answers)],
        "ms_per_message": milliseconds(answers),
    }


def worst_first(answers: Iterable[Answer]) -> list[Answer]:
    """Return the answers that are not right: confident ones first, what was asked back last."""
    wrong = [answer for answer in answers if not answer.is_right]
    return sorted(wrong, key=lambda one: (one.asked_back, -one.certainty))


def share_of(hits: Sequence[bool]) -> Share:
    """Return the share of true ones with its interval."""
    return {"n": len(hits), "accuracy": accuracy(hits), "interval": wilson(sum(hits), len(hits))}


def _per_style(answers: Sequence[Answer]) -> dict[str, Share]:
    hits: dict[str, list[bool]] = {}
    for answer in answers:
        if answer.row.style:
            hits.setdefault(answer.row.style, []).append(answer.is_right)
    return {style: share_of(found) for style, found in sorted(hits.items())}


def _out_of_scope(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return how many messages outside the scope were asked back or labelled so."""
    turned_away = [
        answer.intent in {OUT_OF_SCOPE, FALLBACK} for answer in answers if not answer.in_scope
    ]
    caught = share_of(turned_away)
    return {"n": caught["n"], "rejected": caught["accuracy"], "interval": caught["interval"]}


def _confusions(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """Return the confused pairs, most frequent first; asking back confuses nothing."""
    pairs = Counter(one.pair for one in answers if not one.is_right and not one.asked_back)
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"expected": expected, "predicted": predicted, "n": number}
        for (expected, predicted), number in ordered
    ]


def _error(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.row.text,
        "expected": "|".join(answer.row.intents),
        "predicted": answer.intent,
        "confidence": round(answer.confidence, 4),
        "best_guess": answer.best_guess,
        "best_confidence": round(answer.certainty, 4),
        "style": answer.row.style,
    }
