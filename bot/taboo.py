"""Service taboos (服务忌语, handbook §1): words that must not be said to a customer.

The list is data (`data/scripts/taboo.yml`); this finds its words in a text in one pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import ahocorasick


class Hit(NamedTuple):
    """One taboo found: where it starts, the word, and what to say instead."""

    start: int
    word: str
    instead: str


class Taboos:
    """Finds the words of one list."""

    def __init__(self, words: Mapping[str, str]) -> None:
        """Build from word → suggested rephrasing; an empty list finds nothing."""
        self._automaton = ahocorasick.Automaton()
        for word, instead in words.items():
            self._automaton.add_word(word, (word, instead))
        if words:
            self._automaton.make_automaton()
        self._empty = not words

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return every taboo in `text`, in order of appearance; overlapping ones all count."""
        if self._empty:
            return ()
        return tuple(
            sorted(
                Hit(end - len(word) + 1, word, instead)
                for end, (word, instead) in self._automaton.iter(text)
            )
        )
