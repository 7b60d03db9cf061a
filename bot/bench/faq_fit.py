"""Learns the numbers of `bot.knowledge.ranking` from the articles' own questions.

Each similar question is asked of an index that never saw it: its article should come first. Asked
once more with its article taken away, it is what an uncovered question is like: nothing should be
answered. Questions that are not ours are asked too, each without itself among the strangers.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.knowledge.index import Index, Words
from bot.knowledge.model import Version
from bot.knowledge.ports import Encoder, Vectors
from bot.knowledge.ranking import FEATURES, Nearness, Numbers, evidence
from bot.text.normalise import feature_text

FOLDS = 4
RIVALS = 5
"""Wrong articles that a right one is held against: the strongest."""
STRANGERS = 400
"""Foreign questions that are asked."""
SEED = 7


@dataclass(frozen=True)
class Case:
    """A question's features of every article, and the place of the right one (None: none is)."""

    near: Nearness
    right: int | None


def fit(
    versions: Sequence[Version], strangers: Sequence[str], encoder: Encoder, words: Words
) -> dict[str, Any]:
    """Return the weights of the order and of being sure, as `ranking` has them."""
    cases = _cases(versions, strangers, encoder, words)
    order = _order([each for each in cases if each.right is not None])
    sure, base = _sure(cases, order)
    return {
        "order": [round(float(each), 3) for each in order],
        "sure": [round(float(each), 2) for each in sure],
        "sure_base": round(base, 2),
    }


def _cases(
    versions: Sequence[Version], strangers: Sequence[str], encoder: Encoder, words: Words
) -> list[Case]:
    chance = random.Random(SEED)
    asked = [(place, text) for place, v in enumerate(versions) for text in v.article.similar]
    chance.shuffle(asked)
    foreign = encoder.encode([feature_text(each) for each in strangers])
    cases = []
    for fold in range(FOLDS):
        held = asked[fold::FOLDS]
        index = Index(_without(versions, {text for _, text in held}), foreign, encoder, words)
        cases += [Case(index.nearness(index.ask(text, encoder)), place) for place, text in held]
    index = Index(versions, foreign, encoder, words)
    for place in chance.sample(range(len(strangers)), min(STRANGERS, len(strangers))):
        cases.append(_foreign(index, foreign, strangers[place], place, encoder))
    return cases


def _foreign(index: Index, foreign: Vectors, text: str, place: int, encoder: Encoder) -> Case:
    asked = index.ask(text, encoder)
    others = np.delete(foreign, place, axis=0)
    nearest = float(np.einsum("ij,j->i", others, asked.vector).max())
    return Case(Nearness(index.nearness(asked).features, nearest), None)


def _without(versions: Sequence[Version], texts: set[str]) -> list[Version]:
    return [
        replace(
            each,
            article=replace(
                each.article, similar=tuple(s for s in each.article.similar if s not in texts)
            ),
        )
        for each in versions
    ]


def _order(cases: Sequence[Case]) -> Numbers:
    """Return weights under which right articles come before their strongest rivals."""
    weights = np.ones(len(FEATURES)) / len(FEATURES)
    for _ in range(3):
        ahead = []
        for case in cases:
            scores = case.near.features @ weights
            rivals = [at for at in np.argsort(-scores)[: RIVALS + 1] if at != case.right]
            ahead += [case.near.features[case.right] - case.near.features[at] for at in rivals]
        differences = np.array([*ahead, *(-each for each in ahead)])
        first = np.repeat([1, 0], len(ahead))
        model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1000)
        model.fit(differences, first)
        weights = np.maximum(model.coef_[0], 0.0)
        weights /= weights.sum()
    return weights


def _sure(cases: Sequence[Case], order: Numbers) -> tuple[Numbers, float]:
    """Return what the evidence counts for the first article being the right one."""
    rows, right = [], []
    for case in cases:
        places, row = _first(case.near, order, None)
        rows.append(row)
        right.append(case.right is not None and places == case.right)
        if case.right is not None:
            rows.append(_first(case.near, order, case.right)[1])
            right.append(False)
    model = LogisticRegression(C=1.0, max_iter=5000)
    values = np.array(rows)
    middle, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    model.fit((values - middle) / spread, right)
    counts = model.coef_[0] / spread
    return counts, float(model.intercept_[0] - counts @ middle)


def _first(near: Nearness, order: Numbers, without: int | None) -> tuple[int, Numbers]:
    scores = near.features @ order
    if without is not None:
        scores[without] = -np.inf
    first, second = np.argsort(-scores)[:2]
    return int(first), evidence(near, int(first), float(scores[first] - scores[second]))
