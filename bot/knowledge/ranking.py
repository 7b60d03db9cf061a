"""From nearness to an order and a probability: pure arithmetic with fitted numbers.

The numbers come from `bench faq --fit` (docs/flows/knowledge.md), which learns from the articles'
own questions: each is asked of a library that has never seen it, and once more of a library
without its article. The held-out questions take no part.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

FEATURES = (
    "nearest",  # cosine of the nearest question of the article
    "near",  # mean cosine of its nearest three
    "question_words",  # BM25 of its best question, by what the question's words could score
    "article_words",  # BM25 of the whole article, likewise
    "body",  # cosine of the nearest sentence of its answer
    "coverage",  # share of the question's telling words that the article says
    "pairs",  # share of the question's character pairs in its best question
    "weight",  # the editor's weight, a tenth of it
)

ORDER: Numbers = np.array([0.164, 0.112, 0.0, 0.523, 0.155, 0.045, 0.0, 0.03])
"""What each feature counts for the order of articles; the editor's weight is a choice of ours."""
SURE: Numbers = np.array([-2.25, 6.96, -6.52, 20.31, 1.01, -2.46, -0.16, 17.58, -4.74])
"""What counts for being right: the features but the weight, the lead over the next, strangers."""
SURE_BASE = -3.04
ANSWER_AT = 0.20
"""Probability from which the first article is the answer; below it is only suggested."""
SUGGEST_AT = 0.02
"""Probability from which the first three are worth showing."""


class Nearness(NamedTuple):
    """Features of every article (a row each), and how near the question is to strangers'."""

    features: Numbers
    stranger: float


class Ranked(NamedTuple):
    """Places of the articles, best first, and the probability that each of them is right."""

    places: NDArray[np.int64]
    scores: Numbers


def rank(near: Nearness, allowed: NDArray[np.bool_]) -> Ranked:
    """Return the `allowed` articles in order; the first one's score is how sure it is.

    The scores of the others fall with their distance from the first.
    """
    order = near.features @ ORDER
    order[~allowed] = -np.inf
    places = np.argsort(-order)[: int(allowed.sum())]
    if not len(places):
        return Ranked(places, np.zeros(0))
    best = order[places]
    lead = float(best[0] - best[1]) if len(places) > 1 else float(best[0])
    sure = _probability(evidence(near, int(places[0]), lead))
    return Ranked(places, sure * np.exp((best - best[0]) * 10))


def evidence(near: Nearness, place: int, lead: float) -> Numbers:
    """Return what speaks for and against the article at `place`, `lead` ahead of the next."""
    return np.array([*near.features[place, :-1], lead, near.stranger])


def _probability(values: Numbers) -> float:
    return float(1 / (1 + np.exp(-(values @ SURE + SURE_BASE))))
