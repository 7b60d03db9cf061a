"""Which of a trainer's marks the bot does not read so, and the one step that teaches it the words.

Entities are found by rule, so nothing is learned from a mark itself: names of the catalogue are
taught by a synonym, kinds of things at least become a word that is cut out whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from accounts.clock import Clock, local
from bot.corpus.dictionary import WordList
from bot.corpus.synonyms import SynonymBook
from bot.inbox.model import Entity
from bot.nlu.entities import COMPLAINT_FINDERS, FINDERS, find_entities
from bot.nlu.entities import Entity as Read
from bot.nlu.synonyms import merged
from bot.text.catalogue_names import NameBook
from bot.text.normalise import normalise

NAMES = frozenset({"package_name", "service_name"})
"""Entities that are items of the catalogue, which can have synonyms."""
KINDS = frozenset({"resource", "location", "complaint_type", "fault_type"})
"""Entities said in words that a model may not know; the others are numbers and times."""
_EVERY_FINDER = {**FINDERS, **COMPLAINT_FINDERS}


class Step(str, Enum):
    """What teaches the bot the words of a mark."""

    SYNONYM = "synonym"
    """Another name of an item: understood at once."""
    WORD = "word"
    """A word of the dictionary: from the next training on the message is understood by it."""


@dataclass(frozen=True)
class Unread:
    """A mark that the bot does not read so; `step` is None where only a developer can help."""

    text: str
    mark: Entity
    step: Step | None


class MarkReader:
    """Holds marks against what the bot recognises now; safe to share between threads."""

    def __init__(self, *, synonyms: SynonymBook, dictionary: WordList, clock: Clock) -> None:
        """Read names and words as they are at each call."""
        self._synonyms = synonyms
        self._dictionary = dictionary
        self._clock = clock

    def unread(self, text: str, marks: Iterable[Entity]) -> tuple[Unread, ...]:
        """Return those of `marks` that the bot, whatever the message is about, does not read so.

        Marks that do not lie in the text are passed over.
        """
        wanted = [each for each in marks if 0 <= each.start < each.end <= len(text)]
        if not wanted:
            return ()
        found = find_entities(text, self._today(), _EVERY_FINDER, self._book(), ordering=True)
        return tuple(
            Unread(said := text[each.start : each.end], each, self._step(each, said))
            for each in wanted
            if not any(_same(each, one) for one in found)
        )

    def _today(self) -> datetime:
        return local(self._clock.now())

    def _book(self) -> NameBook:
        words = {one.value: one.words for one in self._synonyms.listed()}
        return NameBook(merged(self._synonyms.values(), words))

    def _step(self, mark: Entity, said: str) -> Step | None:
        if mark.entity in NAMES:
            return Step.SYNONYM
        word = normalise(said).text.strip()
        if mark.entity in KINDS and not any(
            each.word == word for each in self._dictionary.listed(word)
        ):
            return Step.WORD
        return None


def _same(mark: Entity, read: Read) -> bool:
    """Tell whether the bot reads the marked words as the trainer means them."""
    names = {mark.entity, read.name}
    overlap = read.start < mark.end and mark.start < read.end
    meant = mark.value in (None, str(read.value))
    return overlap and meant and (len(names) == 1 or names == {"amount", "price"})


Marks = Callable[[str, Iterable[Entity]], tuple[Unread, ...]]
"""`MarkReader.unread`."""
