"""Messages with an error as people and their devices make them, for experiments with both sides.

Speech recognition and input methods write another character of the same sound (话废 for 话费);
fingers leave a character out or swap two. One error a message: what is left is still readable.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.evaluation.labelled import Labelled
from bot.text.homophones import folded_sound

HOMOPHONES, SLIPS = "homophones", "slips"
KINDS = (HOMOPHONES, SLIPS)
SEED = 1
_MAY_BE_SWAPPED = 2


def spoiled(rows: Sequence[Labelled], kind: str) -> tuple[Labelled, ...]:
    """Return each row with one error of `kind` in its text; one that cannot have it stays as it is.

    The same rows give the same errors. Raises KeyError for another kind.
    """
    dice = random.Random(SEED)
    makers: dict[str, Callable[[str], str]] = {
        HOMOPHONES: _Mishearing(dice, (row.text for row in rows)),
        SLIPS: lambda text: _slipped(text, dice),
    }
    make = makers[kind]
    return tuple(replace(row, text=make(row.text), entities=None) for row in rows)


class _Mishearing:
    """Writes another character of the same sound, of those that occur in the texts at all."""

    def __init__(self, dice: Any, texts: Iterable[str]) -> None:
        """Learn which characters sound alike from `texts`; a text is read once."""
        self._dice = dice
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        for char in sorted(set("".join(texts))):
            if folded_sound(char) != char:
                self._alike[folded_sound(char)].append(char)

    def __call__(self, text: str) -> str:
        places = [place for place, char in enumerate(text) if self._others(char)]
        if not places:
            return text
        place = self._dice.choice(places)
        heard: str = self._dice.choice(self._others(text[place]))
        return text[:place] + heard + text[place + 1 :]

    def _others(self, char: str) -> list[str]:
        return [each for each in self._alike.get(folded_sound(char), ()) if each != char]


def _slipped(text: str, dice: Any) -> str:
    """Return `text` with a character left out, or two neighbours swapped."""
    if len(text) <= _MAY_BE_SWAPPED:
        return text
    place = dice.randrange(len(text) - 1)
    if dice.random() < 0.5:  # noqa: PLR2004 - both are as likely
        return text[:place] + text[place + 1 :]
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
