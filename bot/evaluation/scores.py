"""How well predictions fit the truth: accuracy, F1 by class, F1 of entities, percentiles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypedDict

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
NORMAL_95 = 1.959964
"""Standard deviations either side of the middle that hold 95 % of a normal distribution."""

EntityPairs = Iterable[tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]]
"""Expected and found entities of each message, each a count of (name, value)."""


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
    return _scores(right, given=predicted, wanted=true)


def macro_f1(scores: dict[str, ClassScore]) -> float:
    """Return the mean F1 over classes, 0 without any."""
    return _share(sum(score["f1"] for score in scores.values()), len(scores))


def accuracy(hits: Sequence[bool]) -> float:
    """Return the share of true ones, 0 without any."""
    return _share(sum(hits), len(hits))


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of which `hits` of `n` were seen; (0, 1) without any.

    Wilson's score interval: unlike the textbook one it stays within 0 and 1 and is honest for
    few messages and for shares near 1, which is what styles of thirty messages are.
    """
    if not n:
        return 0.0, 1.0
    square = NORMAL_95**2
    middle = (hits + square / 2) / (n + square)
    half = NORMAL_95 / (n + square) * math.sqrt(hits * (n - hits) / n + square / 4)
    # All right, or all wrong, includes the very end; rounding must not say otherwise.
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return low, 1.0 if hits == n else min(1.0, middle + half)


def entity_f1(pairs: EntityPairs) -> float:
    """Return micro F1 over all entities that the file judges; see `entity_scores`."""
    right, wanted, given = (Counter[str]() for _ in range(3))
    _count(list(pairs), right, wanted, given)
    return _share(2 * sum(right.values()), sum(wanted.values()) + sum(given.values()))


def entity_scores(pairs: EntityPairs) -> dict[str, ClassScore]:
    """Return each entity's scores by name; a value counts only when it is exactly right.

    Only names that occur in some expectation of the file count: what a file does not label, it
    does not judge.
    """
    right, wanted, given = (Counter[str]() for _ in range(3))
    _count(list(pairs), right, wanted, given)
    return _scores(right, given=given, wanted=wanted)


def _count(
    rows: list[tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]],
    right: Counter[str],
    wanted: Counter[str],
    given: Counter[str],
) -> None:
    judged = {name for expected, _ in rows for name, _ in expected}
    for expected, found in rows:
        for (name, _), number in (expected & found).items():
            right[name] += number
        for (name, _), number in expected.items():
            wanted[name] += number
        for (name, _), number in found.items():
            if name in judged:
                given[name] += number


def _scores(
    right: Counter[str], *, given: Counter[str], wanted: Counter[str]
) -> dict[str, ClassScore]:
    return {
        name: {
            "precision": _share(right[name], given[name]),
            "recall": _share(right[name], support),
            "f1": _share(2 * right[name], support + given[name]),
            "support": support,
        }
        for name, support in sorted(wanted.items())
    }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0–1) of `values` do not exceed."""
    if not values:
        return 0.0
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
