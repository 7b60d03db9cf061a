"""Whether a probability means what it says: of all messages at 0.8, eight in ten are right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

BINS = 10


class Bin(TypedDict):
    """The messages whose certainty lies in one tenth of the scale."""

    low: float
    high: float
    n: int
    confidence: float
    """Mean certainty that the model claimed."""
    accuracy: float
    """Share that was right."""


class Calibration(TypedDict):
    """How far claim and truth lie apart."""

    expected_error: float
    """Expected calibration error: the mean distance, each bin weighted by its messages."""
    bins: list[Bin]
    """The bins that hold messages, in order."""


def calibration(judged: Iterable[tuple[float, bool]]) -> Calibration:
    """Return the calibration of (certainty 0–1, was it right) pairs, in ten equal bins."""
    cells: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for certainty, right in judged:
        cells[min(int(certainty * BINS), BINS - 1)].append((certainty, right))
    bins = [_bin(number, cell) for number, cell in enumerate(cells) if cell]
    total = sum(one["n"] for one in bins)
    distance = sum(one["n"] * abs(one["confidence"] - one["accuracy"]) for one in bins)
    return {"expected_error": distance / total if total else 0.0, "bins": bins}


def _bin(number: int, cell: list[tuple[float, bool]]) -> Bin:
    return {
        "low": number / BINS,
        "high": (number + 1) / BINS,
        "n": len(cell),
        "confidence": sum(certainty for certainty, _ in cell) / len(cell),
        "accuracy": sum(right for _, right in cell) / len(cell),
    }
