"""Sentences of different intents that are almost the same, found by their pairs of characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_matrix

ALIKE = 0.85
"""Dice overlap of character pairs from which two sentences count as one reworded."""
SHORTEST = 7
"""Sentences of fewer characters share pairs by nature and are compared whole only."""
_ROWS = 512
"""Sentences compared at once: bounds the memory, not the result."""


def near_pairs(texts: Sequence[str], groups: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Yield (i, j, overlap), i < j, of texts of different groups that overlap by `ALIKE` or more.

    A text may come out several times. `texts` are bare: no punctuation, one writing.
    """
    long_enough = [number for number, text in enumerate(texts) if len(text) >= SHORTEST]
    if not long_enough:
        return
    matrix = _pairs([texts[number] for number in long_enough])
    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    names = {name: number for number, name in enumerate(sorted(set(groups)))}
    group = np.array([names[groups[number]] for number in long_enough])
    turned = matrix.T.tocsr()
    for start in range(0, len(long_enough), _ROWS):
        shared = (matrix[start : start + _ROWS] @ turned).tocoo()
        left, right = shared.row + start, shared.col
        overlap = 2 * shared.data / (sizes[left] + sizes[right])
        kept = (left < right) & (overlap >= ALIKE) & (group[left] != group[right])
        for i, j, value in zip(left[kept], right[kept], overlap[kept], strict=True):
            yield long_enough[i], long_enough[j], float(value)


def _pairs(texts: Sequence[str]) -> csr_matrix:
    """Return which of all character pairs (columns) each text (row) has."""
    columns: dict[str, int] = {}
    indices: list[int] = []
    ends = [0]
    for text in texts:
        pairs = {text[at : at + 2] for at in range(len(text) - 1)}
        indices += [columns.setdefault(pair, len(columns)) for pair in sorted(pairs)]
        ends.append(len(indices))
    ones = np.ones(len(indices), dtype=np.float32)
    return csr_matrix((ones, indices, ends), shape=(len(texts), len(columns)))
