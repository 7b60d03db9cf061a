"""A linear SVM, one against the rest, whose margins become probabilities that can be trusted.

The probability is softmax(margin / temperature). The temperature is the one that makes the
probabilities most truthful (least log loss) on margins of examples that the SVM had not seen,
so “0.8” is right about eight times in ten and a threshold on it means something.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

Floats = NDArray[np.float64]
Vector = NDArray[np.float32]
_COLDEST, _HOTTEST = 0.02, 2.0
_DEFAULT_TEMPERATURE = 0.3  # for data too small to hold anything back


class LinearModel(NamedTuple):
    """Weights (features × classes), biases and temperature; all there is to a trained model."""

    classes: tuple[str, ...]
    weights: NDArray[np.float32]
    biases: NDArray[np.float32]
    temperature: float

    def probabilities(self, sparse: csr_matrix | None, dense: Vector | None) -> Floats:
        """Return the probability of each class, in their order, for one message.

        Rows of `weights` are met in order: sparse features first, dense ones at the end.
        """
        margins = self.biases.astype(np.float64)
        # einsum, because for vectors so short BLAS loses more on waking its threads than it wins.
        if sparse is not None:
            margins += np.einsum("i,ij->j", sparse.data, self.weights[sparse.indices])
        if dense is not None:
            rows = self.weights[len(self.weights) - len(dense) :]
            margins += np.einsum("i,ij->j", dense, rows)
        chances: Floats = softmax(margins[None, :], self.temperature)[0]
        return chances


def train(
    features: csr_matrix, labels: Sequence[str], *, cost: float, folds: int, seed: int
) -> LinearModel:
    """Fit a model; the same data in the same order always gives the same model.

    One class alone is always predicted. Classes with fewer than two examples take no part in
    the calibration.
    """
    names = tuple(sorted(set(labels)))
    target = np.array([names.index(label) for label in labels])
    if len(names) == 1:
        weights = np.zeros((features.shape[1], 1), dtype=np.float32)
        return LinearModel(names, weights, np.zeros(1, dtype=np.float32), 1.0)
    weights, biases = _fit(features, target, len(names), cost, seed)
    temperature = _calibrate(features, target, len(names), cost=cost, folds=folds, seed=seed)
    return LinearModel(names, weights, biases, temperature)


def softmax(margins: Floats, temperature: float) -> Floats:
    """Return probabilities, row by row, that fall with the distance to the best margin."""
    scaled = margins / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    powers = np.exp(scaled)
    result: Floats = powers / powers.sum(axis=1, keepdims=True)
    return result


def _fit(
    features: csr_matrix, target: NDArray[np.int64], classes: int, cost: float, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return weights and biases for all classes; one that is not in `target` lies far behind."""
    present = np.unique(target)
    svm = LinearSVC(C=cost, class_weight=_class_weights(target), random_state=seed, tol=1e-3)
    svm.fit(features, target)
    coefficients, intercepts = svm.coef_, svm.intercept_
    if len(present) == 2:  # noqa: PLR2004 - of two classes, sklearn keeps the second's margin only
        coefficients = np.vstack([-coefficients, coefficients])
        intercepts = np.concatenate([-intercepts, intercepts])
    weights = np.zeros((features.shape[1], classes), dtype=np.float32)
    biases = np.full(classes, -2.0, dtype=np.float32)
    weights[:, present] = coefficients.T
    biases[present] = intercepts
    return weights, biases


def _class_weights(target: NDArray[np.int64]) -> dict[int, float]:
    """Return the weight of each class: the root of what would make all classes count alike.

    An intent with few examples is not asked for less often because of that, yet how many a
    writer found says something too; halfway was best in cross-validation.
    """
    present, counts = np.unique(target, return_counts=True)
    alike = len(target) / (len(present) * counts)
    return dict(zip(present.tolist(), np.sqrt(alike).tolist(), strict=True))


def _calibrate(
    features: csr_matrix,
    target: NDArray[np.int64],
    classes: int,
    *,
    cost: float,
    folds: int,
    seed: int,
) -> float:
    fold = _folds(target, folds, seed)
    margins: list[Floats] = []
    truth: list[NDArray[np.int64]] = []
    for number in range(folds):
        held, kept = fold == number, fold != number
        if not held.any() or len(np.unique(target[kept])) < 2:  # noqa: PLR2004 - an SVM needs two
            continue
        weights, biases = _fit(features[kept], target[kept], classes, cost, seed)
        margins.append(np.asarray(features[held] @ weights + biases, dtype=np.float64))
        truth.append(target[held])
    if not margins:
        return _DEFAULT_TEMPERATURE
    return _best_temperature(np.vstack(margins), np.concatenate(truth))


def _folds(target: NDArray[np.int64], folds: int, seed: int) -> NDArray[np.int64]:
    """Deal each class out over the folds; a class's only example is never held back (-1)."""
    order = np.random.default_rng(seed).permutation(len(target))
    fold = np.full(len(target), -1, dtype=np.int64)
    for value in np.unique(target):
        places = order[target[order] == value]
        if len(places) > 1:
            fold[places] = np.arange(len(places)) % folds
    return fold


def _best_temperature(margins: Floats, truth: NDArray[np.int64]) -> float:
    def log_loss(logarithm: float) -> float:
        chances = softmax(margins, float(np.exp(logarithm)))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(chances, 1e-12)).mean())

    bounds = (np.log(_COLDEST), np.log(_HOTTEST))
    best = minimize_scalar(log_loss, bounds=bounds, method="bounded")
    return float(np.exp(best.x))
