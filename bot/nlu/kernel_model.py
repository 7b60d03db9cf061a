"""Kernel ridge regression over wording and meaning, with probabilities that can be trusted.

Two messages are alike by the n-grams they share (linear) plus by what they mean: exp(g(cos - 1)) of
their sentence vectors, which lets a near paraphrase count for more than several far ones. One ridge
regression for each intent, against the rest, is solved in closed form (Saunders et al. 1998), so
the margins of examples *as if they had been left out* come with the solution (Cook 1977) and
calibrate the temperature of softmax(margin / temperature): “0.8” is right about eight times in ten.

Meaning is compared with every example: with a selection of them (Nyström) 0.6 % more were wrong.
Training costs n² memory and n³ time: 11,000 examples take 500 MB and some ten seconds on two
cores.
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
_LEVELLING = 0.3  # 0: every example counts alike, 1: every class
_JUDGED = 1500  # examples that calibrate; more would move the temperature by less than 0.01
_ROWS = 512  # rows of the kernel made at a time, so that its sparse half stays small


@dataclass(frozen=True)
class KernelSettings:
    """How the model is fitted.

    `cost` is the inverse of the ridge, `meaning` the weight of the meaning kernel, `sharpness` its
    g, `dimensions` how many numbers of a sentence vector are compared.
    """

    cost: float = 2.0
    meaning: float = 4.0
    sharpness: float = 1.5
    dimensions: int = 256


class KernelModel(NamedTuple):
    """All there is to a trained model.

    `wording` (n-grams × classes) and `meaning` (examples × classes) are weights, `directions` maps
    a sentence vector to the dimensions compared, `examples` are the training sentences there
    (examples × dimensions), `biases` has one number a class.
    """

    classes: tuple[str, ...]
    wording: Singles
    directions: Singles
    examples: Singles
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
        if dense is not None and self.examples.size:
            point = np.einsum("i,ij->j", dense, self.directions)
            cosines = np.einsum("ij,j->i", self.examples, point)
            likeness = np.exp(self.sharpness * (cosines - 1))
            margins += np.einsum("i,ij->j", likeness, self.meaning)
        chances: Floats = softmax(margins[None, :], self.temperature)[0]
        return chances


def train(
    wording: csr_matrix, vectors: Singles, labels: Sequence[str], settings: KernelSettings
) -> KernelModel:
    """Fit a model; the same data in the same order always gives the same model.

    `wording` and `vectors` have a row for each label; a row of zeros in `vectors` means nothing.
    One class alone is always predicted.
    """
    names = tuple(sorted(set(labels)))
    order = _judged_last(len(labels))
    wording, vectors = wording[order], vectors[order]
    target = np.array([names.index(labels[place]) for place in order])
    truth = np.where(target[:, None] == np.arange(len(names)), 1.0, -1.0).astype(np.float32)
    ridge = (1 / (settings.cost * _class_weights(target))).astype(np.float32)
    directions = _directions(vectors, settings.dimensions)
    points = vectors @ directions
    shares, left_out = _solve(_kernel(wording, points, settings), ridge, truth)
    spoken = points.any(axis=1)
    return KernelModel(
        classes=names,
        wording=np.asarray(wording.T @ shares, dtype=np.float32),
        directions=directions,
        examples=points[spoken],
        meaning=settings.meaning * shares[spoken],
        biases=shares.sum(axis=0),
        sharpness=settings.sharpness,
        temperature=_temperature(left_out, target[-len(left_out) :], np.bincount(target)),
    )


def softmax(margins: Floats, temperature: float) -> Floats:
    """Return probabilities, row by row, that fall with the distance to the best margin."""
    scaled = margins / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    powers = np.exp(scaled)
    result: Floats = powers / powers.sum(axis=1, keepdims=True)
    return result


def _directions(vectors: Singles, dimensions: int) -> Singles:
    """Return the orthogonal directions that hold most of the vectors' length.

    Half of the encoder's is as good as all of them (docs/nlu.md), at half of the cost.
    """
    if not vectors.size:
        return np.zeros((vectors.shape[1], 0), dtype=np.float32)
    _, axes = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))
    return np.ascontiguousarray(axes[:, -dimensions:], dtype=np.float32)


def _kernel(wording: csr_matrix, points: Singles, settings: KernelSettings) -> Singles:
    """Return the likeness of all pairs of examples, plus one: the one becomes the bias.

    Only the lower triangle is filled in; nothing reads the other.
    """
    examples = len(points)
    spoken = points.any(axis=1)
    kernel = np.zeros((examples, examples), dtype=np.float32, order="F")
    for first in range(0, examples, _ROWS):
        rows, upto = slice(first, first + _ROWS), slice(0, min(first + _ROWS, examples))
        likeness = np.exp(settings.sharpness * (points[rows] @ points[upto].T - 1))
        likeness *= settings.meaning * spoken[rows, None] * spoken[None, upto]
        kernel[rows, upto] = likeness + (wording[rows] @ wording[upto].T).toarray() + 1
    return kernel


def _judged_last(examples: int) -> NDArray[np.int64]:
    """Return the places of `examples`, those that `_solve` judges at the end.

    They are taken evenly over the examples, which stand in order of their classes.
    """
    judged = np.unique(np.linspace(0, examples - 1, min(examples, _JUDGED)).astype(np.int64))
    return np.concatenate([np.setdiff1d(np.arange(examples), judged), judged])


class _Solution(NamedTuple):
    """Each example's share in each class, and the margins of the last had they been left out."""

    shares: Singles
    left_out: Floats


def _solve(kernel: Singles, ridge: Singles, truth: Singles) -> _Solution:
    """Solve for `truth`, and judge the last `_JUDGED` examples as if they had been left out.

    `kernel` is used up: at this size a copy would be the larger half of the memory.
    """
    kernel[np.diag_indices_from(kernel)] += ridge
    factor, failed = lapack.spotrf(kernel, lower=1, overwrite_a=1)
    if failed:
        raise ValueError("the ridge is too small for these examples; lower the classifier's cost")
    shares, _ = lapack.spotrs(factor, truth, lower=1)
    # Of the inverse only the diagonal is needed: the squared columns of the factor's own inverse.
    # For the last examples that is the inverse of the factor's last corner, which costs nothing.
    roots, _ = lapack.strtri(factor[-_JUDGED:, -_JUDGED:], lower=1)
    diagonal = np.einsum("ij,ij->j", np.tril(roots), np.tril(roots))
    left_out = truth[-_JUDGED:] - shares[-_JUDGED:] / diagonal[:, None]
    return _Solution(shares, left_out.astype(np.float64))


def _class_weights(target: NDArray[np.int64]) -> Floats:
    """Return the weight of each example: part of what would make all classes count alike.

    An intent with few examples is not asked for less often because of that, yet how many a
    writer found says something too; 0.3 of the way was best (docs/nlu.md).
    """
    _, place, counts = np.unique(target, return_inverse=True, return_counts=True)
    weights: Floats = ((len(target) / (len(counts) * counts)) ** _LEVELLING)[place]
    return weights


def _temperature(left_out: Floats, target: NDArray[np.int64], counts: NDArray[np.int64]) -> float:
    """Return the temperature with the least log loss; a class's only example cannot be judged."""
    fair = counts[target] > 1
    margins, truth = left_out[fair], target[fair]
    if not len(truth):
        return _DEFAULT_TEMPERATURE

    def log_loss(logarithm: float) -> float:
        chances = softmax(margins, float(np.exp(logarithm)))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chances, 1e-12)).mean())

    bounds = (np.log(_COLDEST), np.log(_HOTTEST))
    best = minimize_scalar(log_loss, bounds=bounds, method="bounded")
    return float(np.exp(best.x))
