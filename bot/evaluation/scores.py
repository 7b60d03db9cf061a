"""How well predictions fit the truth: accuracy, F1 by class, F1 of entities, percentiles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypedDict

FALLBACK = "nlu_fallback"


class ClassScore(TypedDict):
    """One intent's figures."""

    precision: float
    recall: float
    f1: float
    support: int


def by_class(pairs: Iterable[tuple[str, str]]) -> dict[str, ClassScore]:
    """Return each class's scores from (true, predicted) pairs, for every class that is true once.

    A class that is only ever predicted by mistake has no recall and is left out; its mistakes
    count against the classes they were taken from.
    """
    seen = list(pairs)
    true = Counter(truth for truth, _ in seen)
    predicted = Counter(guess for _, guess in seen)
    right = Counter(truth for truth, guess in seen if truth == guess)
    return {
        name: {
            "precision": _share(right[name], predicted[name]),
            "recall": _share(right[name], support),
            "f1": _share(2 * right[name], support + predicted[name]),
            "support": support,
        }
        for name, support in sorted(true.items())
    }


def macro_f1(scores: dict[str, ClassScore]) -> float:
    """Return the mean F1 over classes, 0 without any."""
    return _share(sum(score["f1"] for score in scores.values()), len(scores))


def accuracy(hits: Sequence[bool]) -> float:
    """Return the share of true ones, 0 without any."""
    return _share(sum(hits), len(hits))


def entity_f1(pairs: Iterable[tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]]) -> float:
    """Return micro F1 over (expected, found) entities, each a count of (name, value).

    Only names that occur in some expectation of the file count: what a file does not label, it
    does not judge.
    """
    rows = list(pairs)
    names = {name for expected, _ in rows for name, _ in expected}
    right = wanted = given = 0
    for expected, found in rows:
        judged = Counter({key: count for key, count in found.items() if key[0] in names})
        right += sum((expected & judged).values())
        wanted += sum(expected.values())
        given += sum(judged.values())
    return _share(2 * right, wanted + given)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0–1) of `values` do not exceed."""
    if not values:
        return 0.0
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
