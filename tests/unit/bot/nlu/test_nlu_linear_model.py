"""Probabilities of the linear model can be trusted."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from bot.nlu.linear_model import softmax, train


def noisy_data(count, flipped, seed=0):
    """Return two clouds of points whose labels are wrong with the chance `flipped`."""
    random = np.random.default_rng(seed)
    side = random.integers(0, 2, count)
    points = random.normal(size=(count, 4)) + np.where(side == 1, 2.0, -2.0)[:, None]
    labels = np.where(random.random(count) < flipped, 1 - side, side)
    return csr_matrix(points.astype(np.float32)), ["ab"[label] for label in labels]


def test_confidence_is_the_share_of_right_answers():
    """On data where one label in five is wrong, the model is about 80 % sure."""
    features, labels = noisy_data(600, flipped=0.2)
    model = train(features, labels, cost=0.6, folds=4, seed=1)

    chances = np.array([model.probabilities(features[i], None) for i in range(600)])

    assert abs(chances.max(axis=1).mean() - 0.8) < 0.06


def test_clear_data_is_answered_with_more_confidence_than_noisy_data():
    """Certainty follows the data, not the formula."""
    clear = train(*noisy_data(300, 0.0), cost=0.6, folds=4, seed=1)
    noisy = train(*noisy_data(300, 0.3), cost=0.6, folds=4, seed=1)
    point = csr_matrix(np.full((1, 4), 2.0, dtype=np.float32))

    assert clear.probabilities(point, None).max() > noisy.probabilities(point, None).max()


def test_nothing_known_about_a_message_leaves_the_biases():
    """Without any feature the probabilities still add up to one."""
    model = train(*noisy_data(100, 0.1), cost=0.6, folds=4, seed=1)

    assert model.probabilities(None, None).sum() == 1


@given(
    st.lists(st.floats(-50, 50, allow_nan=False), min_size=1, max_size=12),
    st.floats(0.02, 2),
)
def test_softmax_gives_probabilities_in_the_order_of_margins(margins, temperature):
    """They add up to one and the largest margin has the largest probability."""
    row = np.array([margins])
    chances = softmax(row, temperature)[0]

    assert abs(chances.sum() - 1) < 1e-9
    assert chances[row[0].argmax()] == chances.max()
