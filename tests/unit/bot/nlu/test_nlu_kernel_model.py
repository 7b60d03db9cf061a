"""The kernel model says what it knows, how sure it is, and the same each time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from bot.nlu import kernel_model
from bot.nlu.kernel_model import KernelSettings, softmax, train

SETTINGS = KernelSettings(cost=2.0, meaning=1.0, sharpness=1.0)


def unit(rows):
    """Return `rows` at euclidean length 1."""
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def noisy_data(count, flipped, seed=0):
    """Return two clouds of points (as wording and as meaning), some with the other's label."""
    random = np.random.default_rng(seed)
    side = random.integers(0, 2, count)
    points = random.normal(size=(count, 4)) + np.where(side == 1, 2.0, -2.0)[:, None]
    labels = np.where(random.random(count) < flipped, 1 - side, side)
    return csr_matrix(unit(points)), unit(points), ["ab"[label] for label in labels]


def trained(count, flipped, settings=SETTINGS):
    """Return a model of noisy data, with the data."""
    wording, vectors, labels = noisy_data(count, flipped)
    return train(wording, vectors, labels, settings), wording, vectors, labels


def test_confidence_is_the_share_of_right_answers():
    """On data where one label in five is wrong, the model is about 80 % sure."""
    model, *_ = trained(600, flipped=0.2)
    wording, vectors, _ = noisy_data(400, flipped=0.2, seed=9)

    sure = [model.probabilities(wording[i], vectors[i]).max() for i in range(400)]

    assert abs(np.mean(sure) - 0.8) < 0.06


def test_clear_data_is_answered_with_more_confidence_than_noisy_data():
    """Certainty follows the data, not the formula."""
    clear, wording, vectors, _ = trained(300, flipped=0.0)
    noisy, *_ = trained(300, flipped=0.3)

    sure = clear.probabilities(wording[0], vectors[0]).max()
    assert sure > noisy.probabilities(wording[0], vectors[0]).max()


@pytest.mark.parametrize("judged", [24, 7])
def test_margins_left_out_are_those_of_a_model_that_never_saw_the_example(monkeypatch, judged):
    """The shortcut that calibrates agrees with training anew without each of the last examples."""
    monkeypatch.setattr(kernel_model, "_JUDGED", judged)
    wording, vectors, labels = noisy_data(24, flipped=0.1)
    truth = np.array([[1.0, -1.0] if one == "a" else [-1.0, 1.0] for one in labels], np.float32)
    ridge = np.full(24, 0.5, dtype=np.float32)
    solved = kernel_model._solve(kernel_model._kernel(wording, vectors, SETTINGS), ridge, truth)

    lower = kernel_model._kernel(wording, vectors, SETTINGS)
    kernel = np.tril(lower) + np.tril(lower, -1).T
    assert len(solved.left_out) == judged
    for place in range(24 - judged, 24):
        rest = np.delete(np.arange(24), place)
        regular = kernel[np.ix_(rest, rest)] + np.diag(ridge[rest])
        anew = kernel[place, rest] @ np.linalg.solve(regular, truth[rest])
        assert solved.left_out[place - 24] == pytest.approx(anew, abs=1e-3)


def test_the_examples_that_are_judged_are_taken_from_all_classes(monkeypatch):
    """Evenly, each once, at the end; of few examples all."""
    monkeypatch.setattr(kernel_model, "_JUDGED", 5)

    assert kernel_model._judged_last(9).tolist() == [1, 3, 5, 7, 0, 2, 4, 6, 8]
    assert kernel_model._judged_last(3).tolist() == [0, 1, 2]


@pytest.mark.parametrize("absent", ["wording", "meaning"])
def test_one_kind_of_features_is_enough(absent):
    """Without n-grams, or without an encoder, the other half still tells the clouds apart."""
    wording, vectors, labels = noisy_data(200, flipped=0.0)
    if absent == "wording":
        wording = csr_matrix((200, 0), dtype=np.float32)
    else:
        vectors = np.zeros((200, 0), dtype=np.float32)
    model = train(wording, vectors, labels, SETTINGS)

    guesses = [
        model.classes[model.probabilities(wording[i], vectors[i]).argmax()] for i in range(9)
    ]
    assert guesses == labels[:9]


def test_nothing_known_about_a_message_leaves_the_biases():
    """Without any feature the probabilities still add up to one."""
    model, *_ = trained(100, flipped=0.1)

    assert model.probabilities(None, None).sum() == pytest.approx(1)


def test_the_same_data_gives_the_same_model():
    """Every number is the same at the second training."""
    first, second = trained(120, 0.1)[0], trained(120, 0.1)[0]

    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one, other)


def test_a_ridge_of_nothing_is_refused_with_what_to_do():
    """Two labels for the very same features cannot be fitted without a ridge."""
    same = csr_matrix(np.ones((4, 2), dtype=np.float32))
    nothing = np.zeros((4, 0), dtype=np.float32)

    with pytest.raises(ValueError, match="lower the classifier's cost"):
        train(same, nothing, ["a", "b", "a", "b"], KernelSettings(cost=1e12))


def test_one_class_alone_is_always_predicted():
    """There is nothing else to say."""
    wording, vectors, _ = noisy_data(10, flipped=0.0)
    model = train(wording, vectors, ["only"] * 10, SETTINGS)

    assert model.probabilities(wording[0], vectors[0]).tolist() == [1.0]


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
