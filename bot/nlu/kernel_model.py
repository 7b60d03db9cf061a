"""Kernel ridge regression over wording and meaning, with probabilities that can be trusted.

Two messages are alike by the n-grams they share (linear) plus by what they mean: exp(g(cos - 1)) of
their sentence vectors, which lets a near paraphrase count for more than several far ones. One ridge
regression for each intent, against the rest, is solved in closed form (Saunders et al. 1998), so
the margins of every example *as if it had been left out* come with the solution (Cook 1977) and
calibrate the temperature of softmax(margin / temperature): “0.8” is right about eight times in ten.

Meaning is compared with `landmarks` of the examples only (Nyström approximation, Williams and
Seeger 2000), which keeps a message's cost independent of how many examples there are. Training
costs n² memory and n³ time: 9,000 examples take 330 MB and some ten seconds on two cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
_COLDEST, _HOTTEST = 0.02, 2.0
_DEFAULT_TEMPERATURE = 0.3  # for data too small to leave anything out
_FAINT = 1e-5  # directions of the landmarks' kernel below this share of the strongest are noise
_LEVELLING = 0.3  # 0: every example counts alike, 1: every class
_ROWS = 512  # rows of the kernel made at a time, so that its sparse half stays small


@dataclass(frozen=True)
class KernelSettings:
    """How the model is fitted.

    `cost` is the inverse of the ridge, `meaning` the weight of the meaning kernel, `sharpness` its
    g, `landmarks` how many examples meaning is compared with, `seed` chooses them.
    """

    cost: float = 2.0
    meaning: float = 4.0
    sharpness: float = 1.5
    landmarks: int = 1024
    seed: int = 1


class KernelModel(NamedTuple):
    """All there is to a trained model.

    `wording` (n-grams × classes) and `meaning` (landmarks × classes) are weights, `landmarks` are
    sentence vectors of length 1 (landmarks × dimensions), `biases` has one number a class.
    """

    classes: tuple[str, ...]
    wording: Singles
    landmarks: Singles
    meaning: Singles
    biases: Singles
    sharpness: float
    temperature: float

    def probabilities(self, sparse: csr_matrix | None, dense: Singles | None) -> Floats:
        """Return the probability of each class, in their order, for one message."""
        margins = self.biases.astype(np.float64)
        # einsum, because for vectors so short BLAS loses more on waking its threads than it wins.
        if sparse is not None and sparse.nnz:
            margins += np.einsum("i,ij->j", sparse.data, self.wording[sparse.indices])
        if dense is not None and len(self.landmarks):
            likeness = np.exp(self.sharpness * (np.einsum("ij,j->i", self.landmarks, dense) - 1))
            margins += np.einsum("i,ij->j", likeness, self.meaning)
        chances: Floats = softmax(margins[None, :], self.temperature)[0]
        return chances


class _Meaning(NamedTuple):
    """The landmarks, the map from likeness to them into features, and all examples' features."""

    landmarks: Singles
    whitening: Singles
    features: Singles


def train(
    wording: csr_matrix, vectors: Singles, labels: Sequence[str], settings: KernelSettings
) -> KernelModel:
    """Fit a model; the same data in the same order always gives the same model.

    `wording` and `vectors` have a row for each label; a row of zeros in `vectors` means nothing.
    One class alone is always predicted.
    """
    names = tuple(sorted(set(labels)))
    target = np.array([names.index(label) for label in labels])
    meaning = _meaning(vectors, settings)
    truth = np.where(target[:, None] == np.arange(len(names)), 1.0, -1.0).astype(np.float32)
    ridge = (1 / (settings.cost * _class_weights(target))).astype(np.float32)
    shares, left_out = _solve(_kernel(wording, meaning.features), ridge, truth)
    return KernelModel(
        classes=names,
        wording=np.asarray(wording.T @ shares, dtype=np.float32),
        landmarks=meaning.landmarks,
        meaning=meaning.whitening @ (meaning.features.T @ shares),
        biases=shares.sum(axis=0),
        sharpness=settings.sharpness,
        temperature=_temperature(left_out, target),
    )


def softmax(margins: Floats, temperature: float) -> Floats:
    """Return probabilities, row by row, that fall with the distance to the best margin."""
    scaled = margins / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    powers = np.exp(scaled)
    result: Floats = powers / powers.sum(axis=1, keepdims=True)
    return result


def _meaning(vectors: Singles, settings: KernelSettings) -> _Meaning:
    """Choose landmarks and return every example's features; their products are the kernel."""
    spoken = vectors.any(axis=1)
    known = np.unique(vectors[spoken], axis=0)
    order = np.random.default_rng(settings.seed).permutation(len(known))
    landmarks = known[np.sort(order[: settings.landmarks])]
    if not len(landmarks):
        empty = np.zeros((0, 0), dtype=np.float32)
        return _Meaning(landmarks, empty, np.zeros((len(vectors), 0), dtype=np.float32))
    strength, directions = np.linalg.eigh(
        _likeness(landmarks, landmarks, settings.sharpness).astype(np.float64)
    )
    kept = strength > strength[-1] * _FAINT
    whitening = directions[:, kept] * np.sqrt(settings.meaning / strength[kept])
    whitening = whitening.astype(np.float32)
    features = _likeness(vectors, landmarks, settings.sharpness) @ whitening
    features[~spoken] = 0
    return _Meaning(landmarks, whitening, features)


def _likeness(some: Singles, others: Singles, sharpness: float) -> Singles:
    likeness: Singles = np.exp(sharpness * (some @ others.T - 1))
    return likeness


def _kernel(wording: csr_matrix, features: Singles) -> Singles:
    """Return the likeness of all pairs of examples, plus one: the one becomes the bias.

    Only the lower triangle is filled in; nothing reads the other.
    """
    examples = len(features)
    kernel = np.zeros((examples, examples), dtype=np.float32, order="F")
    for first in range(0, examples, _ROWS):
        rows, upto = slice(first, first + _ROWS), slice(0, min(first + _ROWS, examples))
        kernel[rows, upto] = features[rows] @ features[upto].T + 1
        kernel[rows, upto] += (wording[rows] @ wording[upto].T).toarray()
    return kernel


def _solve(kernel: Singles, ridge: Singles, truth: Singles) -> tuple[Singles, Floats]:
    """Return each example's share in each class, and its margins had it been left out.

    `kernel` is used up: at this size a copy would be the larger half of the memory.
    """
    kernel[np.diag_indices_from(kernel)] += ridge
    factor, failed = lapack.spotrf(kernel, lower=1, overwrite_a=1)
    if failed:
        raise ValueError("the ridge is too small for these examples; lower the classifier's cost")
    shares, _ = lapack.spotrs(factor, truth, lower=1)
    # The diagonal of the inverse is all that is needed: the squared columns of the factor's own.
    roots, _ = lapack.strtri(factor, lower=1, overwrite_c=1)
    diagonal = np.einsum("ij,ij->j", roots, roots)
    left_out = truth - shares / diagonal[:, None]
    return shares, left_out.astype(np.float64)


def _class_weights(target: NDArray[np.int64]) -> Floats:
    """Return the weight of each example: part of what would make all classes count alike.

    An intent with few examples is not asked for less often because of that, yet how many a
    writer found says something too; 0.3 of the way was best (docs/nlu.md).
    """
    _, place, counts = np.unique(target, return_inverse=True, return_counts=True)
    weights: Floats = ((len(target) / (len(counts) * counts)) ** _LEVELLING)[place]
    return weights


def _temperature(left_out: Floats, target: NDArray[np.int64]) -> float:
    """Return the temperature with the least log loss; a class's only example cannot be judged."""
    judged = np.bincount(target)[target] > 1
    margins, truth = left_out[judged], target[judged]
    if not len(truth):
        return _DEFAULT_TEMPERATURE

    def log_loss(logarithm: float) -> float:
        chances = softmax(margins, float(np.exp(logarithm)))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chances, 1e-12)).mean())

    bounds = (np.log(_COLDEST), np.log(_HOTTEST))
    best = minimize_scalar(log_loss, bounds=bounds, method="bounded")
    return float(np.exp(best.x))
