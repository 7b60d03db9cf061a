"""Sentences that are almost the same, found by their pairs of characters, or by their core."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from bot.text.fillers import core_of

ALIKE = 0.85
"""Dice overlap of character pairs from which two sentences count as one reworded."""
SHORTEST = 7
"""Sentences of fewer characters share pairs by nature; they are compared by their core."""
_CORE = 2
"""Characters of a core that says what somebody wants."""
_ROWS = 512
"""Sentences compared at once: bounds the memory, not the result."""


def near_pairs(texts: Sequence[str], groups: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """Yield (i, j, overlap), i < j, of texts that overlap by `ALIKE` or more.

    Of different groups every pair, a text several times; within a group the first that each text
    is near to, because sentences made from one pattern are all near each other. `texts` are bare:
    no punctuation, one writing.
    """
    long_enough = [number for number, text in enumerate(texts) if len(text) >= SHORTEST]
    if not long_enough:
        return
    matrix = _pairs([texts[number] for number in long_enough])
    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    names = {name: number for number, name in enumerate(sorted(set(groups)))}
    group = np.array([names[groups[number]] for number in long_enough])
    turned = matrix.T.tocsr()
    paired = np.zeros(len(long_enough), dtype=bool)
    for start in range(0, len(long_enough), _ROWS):
        shared = (matrix[start : start + _ROWS] @ turned).tocoo()
        left, right = shared.row + start, shared.col
        overlap = 2 * shared.data / (sizes[left] + sizes[right])
        near = (left < right) & (overlap >= ALIKE)
        across = near & (group[left] != group[right])
        within = np.flatnonzero(near & ~across & ~paired[right])
        # By partner, then by place: of each text the first partner is the one that counts.
        within = within[np.lexsort((left[within], right[within]))]
        first = within[np.unique(right[within], return_index=True)[1]]
        paired[right[first]] = True
        for at in (*np.flatnonzero(across), *first):
            yield long_enough[left[at]], long_enough[right[at]], float(overlap[at])


def same_cores(texts: Sequence[str], groups: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield (i, j), i < j, of texts of different groups that differ in polite words alone.

    Each is told once, with the first of another group. One of the two is short: for long ones
    `near_pairs` is there. `texts` are bare.
    """
    alike: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for number, (text, group) in enumerate(zip(texts, groups, strict=True)):
        core = core_of(text)
        if len(core) >= _CORE:
            alike[core].setdefault((text, group), number)
    for said in alike.values():
        for (text, group), j in said.items():
            found = (
                at
                for (other, its), at in said.items()
                if at < j and its != group and other != text
                if min(len(other), len(text)) < SHORTEST
            )
            i = next(found, None)
            if i is not None:
                yield i, j


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
