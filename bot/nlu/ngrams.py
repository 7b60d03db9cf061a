"""Weighted n-gram counts of one view of a text (its characters, words or syllables)."""

from __future__ import annotations

import math
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Not a character anyone types: where a text begins and ends is worth knowing (“流量” alone is
# another message than a sentence with 流量 in it).
_BEGIN, _END = "\ue000", "\ue001"
_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHINESE = re.compile(f"[{_HAN}]")
_RUNS = re.compile(f"[{_HAN}]|[^{_HAN}]+")


def characters(text: str) -> list[str]:
    """Return the characters of `text` between its two end marks; no text has none."""
    return [_BEGIN, *text, _END] if text else []


def syllables(text: str) -> list[str]:
    """Return `text` as it sounds, without tones: speech recognition confuses homophones.

    What is no Chinese character stays together as it is written.
    """
    return [_reading(run) if _is_chinese(run[0]) else run for run in _RUNS.findall(text)]


def _is_chinese(character: str) -> bool:
    return _CHINESE.match(character) is not None


@lru_cache(maxsize=16384)
def _reading(character: str) -> str:
    return _speller()(character)[0]


@lru_cache(maxsize=1)
def _speller() -> Callable[[str], list[str]]:
    # Readings by phrase take 44 MB and half a second to load, and settle only rare characters.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - reads the variable at import

    return cast("Callable[[str], list[str]]", lazy_pinyin)


class NgramView:
    """tf-idf over the n-grams of unit sequences, each text's vector of euclidean length the same.

    Our own because sklearn's vectoriser spends a millisecond a message on checks that matter for
    corpora: rare n-grams weigh more (smoothed idf), repeats count by their logarithm. What only
    one text holds is left out: it could teach nothing about another, and is most of the n-grams.
    """

    def __init__(self, ngrams: tuple[int, int], weight: float, fewest: int = 2) -> None:
        """Count n-grams of `ngrams[0]` to `ngrams[1]` units that `fewest` texts hold.

        Vectors have the length `weight`.
        """
        self._ngrams = ngrams
        self._weight = weight
        self._fewest = fewest
        self._columns: dict[str, int] = {}
        self._rarity: Floats = np.zeros(0, dtype=np.float32)

    @property
    def width(self) -> int:
        """Return how many n-grams are known."""
        return len(self._columns)

    def fit(self, texts: Iterable[Sequence[str]]) -> None:
        """Learn the n-grams of `texts` and how rare each is."""
        counted = 0
        holders: Counter[str] = Counter()
        for units in texts:
            counted += 1
            holders.update(set(self._names(units)))
        # Sorted: the order of texts must not matter.
        names = sorted(name for name, held in holders.items() if held >= self._fewest)
        held = np.array([holders[name] for name in names], dtype=np.float64)
        self.restore(names, (np.log((1 + counted) / (1 + held)) + 1).astype(np.float32))

    def vector(self, units: Sequence[str]) -> tuple[NDArray[np.int32], Floats]:
        """Return the columns and values of a text's n-grams; unknown ones do not count."""
        places = map(self._columns.get, self._names(units))
        found = [place for place in places if place is not None]
        if not found:
            return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        columns, counts = np.unique(np.array(found, dtype=np.int32), return_counts=True)
        values = (1 + np.log(counts)) * self._rarity[columns]
        length = math.sqrt(values @ values)
        return columns, (values * (self._weight / length)).astype(np.float32)

    def state(self) -> tuple[list[str], Floats]:
        """Return what `restore` needs: the n-grams in column order and how rare each is."""
        return list(self._columns), self._rarity

    def restore(self, names: Sequence[str], rarity: Floats) -> None:
        """Become the view whose `state` this was."""
        self._columns = {name: column for column, name in enumerate(names)}
        self._rarity = rarity

    def _names(self, units: Sequence[str]) -> Iterator[str]:
        lowest, highest = self._ngrams
        for size in range(lowest, highest + 1):
            # A blank joins units, so that words and syllables do not run into each other.
            yield from map(" ".join, zip(*(units[first:] for first in range(size)), strict=False))
