"""The training sentences nearest to a message, and what they suggest when it went wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.evaluation.labelled import Labelled
from bot.evaluation.measure import Answer
from bot.text.normalise import normalise

SAME = 0.85
"""Share of character pairs in common from which two sentences say the same to a reader."""
FEW = 60
"""Training sentences below which an intent has too few (CONTRIBUTING, how to add a question)."""
SURE = 0.8
_OFFERED = 3


@dataclass(frozen=True)
class Neighbour:
    """A training sentence and how much of its wording a message shares, 0 to 1."""

    text: str
    intent: str
    likeness: float


@dataclass(frozen=True)
class Advice:
    """What to do about an error: the key of a line of the report, and the sentences it is about."""

    hint: str
    """``check_label``, ``in_three``, ``few``, ``sure`` or ``add``."""
    expected: Neighbour | None
    """The nearest training sentence of the right intent."""
    guessed: Neighbour | None
    """The nearest training sentence of the intent that was taken for it."""


class Neighbourhood:
    """Finds the nearest of the training sentences, by the character pairs they share."""

    def __init__(self, training: Iterable[Labelled]) -> None:
        """Take the training data once; finding is quick afterwards."""
        self._rows = [(row, _pairs(row.text)) for row in training]
        self._index: dict[str, list[int]] = {}
        for number, (_, pairs) in enumerate(self._rows):
            for pair in pairs:
                self._index.setdefault(pair, []).append(number)
        self.sizes = Counter(row.intents[0] for row, _ in self._rows)

    def nearest(self, text: str, intents: Sequence[str]) -> Neighbour | None:
        """Return the sentence of any of `intents` most like `text`; None when none shares a pair.

        Of equals the first in the data is taken.
        """
        mine = _pairs(text)
        shared = Counter(number for pair in mine for number in self._index.get(pair, ()))
        best: Neighbour | None = None
        for number, common in sorted(shared.items()):
            row, theirs = self._rows[number]
            likeness = 2 * common / (len(mine) + len(theirs))
            if row.intents[0] in intents and (best is None or likeness > best.likeness):
                best = Neighbour(row.text, row.intents[0], likeness)
        return best

    def advice(self, answer: Answer) -> Advice:
        """Return what to do about `answer`, which is wrong."""
        right = answer.row.intents
        expected = self.nearest(answer.row.text, right)
        guess = answer.best_guess
        guessed = None if guess in right else self.nearest(answer.row.text, (guess,))
        return Advice(self._hint(answer, guessed), expected, guessed)

    def _hint(self, answer: Answer, guessed: Neighbour | None) -> str:
        right = set(answer.row.intents)
        if guessed is not None and guessed.likeness >= SAME:
            return "check_label"
        if answer.asked_back and right & {name for name, _ in answer.ranking[:_OFFERED]}:
            return "in_three"
        if all(self.sizes[intent] < FEW for intent in right):
            return "few"
        return "sure" if answer.certainty >= SURE and not answer.asked_back else "add"


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters, marked at both ends, without punctuation."""
    level = re.sub(r"[\W_]+", "", normalise(text).text.lower())
    framed = f"^{level}$"
    return frozenset(framed[i : i + 2] for i in range(len(framed) - 1))
