"""What the bot has been taught, read from the training data, and the way into it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from bot.changes.model import AlreadyUndone, Change
from bot.corpus.editing import Corpus
from bot.corpus.marks import entities_of, tidy
from bot.corpus.model import Duplicate, Marked
from bot.corpus.model import Entity as Stretch
from bot.inbox.model import Entity, InboxRefused
from bot.inbox.ports import Encoder, Vectors
from bot.inbox.wording import key_of
from bot.text.normalise import feature_text
from bot.training.annotations import read_annotations

NEAR = 0.6
"""Cosine from which an example is near enough to tell what a message may be."""
Kept = dict[str, Vectors]
"""Vectors by text."""
AT_ONCE = 32
"""Encoded at a time: a turn that wants the encoder waits for these, 60 ms at most."""
_NOTATION = re.compile(r"\][(\[{]")
"""What would make an annotation of brackets that a customer typed."""


def marked(raw: str) -> tuple[str, tuple[Entity, ...]]:
    """Return what is said in a text with Rasa's own marks, ``[上个月](month)``, and what is marked.

    Raises InboxRefused (bad_example) for marks that are not well-formed.
    """
    read = read_annotations(raw)
    if read.problems:
        raise InboxRefused("bad_example", problems=("bad_marks",))
    found = entities_of(read)
    return read.text, tuple(Entity(e.start, e.end, e.entity, e.value) for e in found)


class CorpusTeacher:
    """Implements `bot.inbox.ports.Teacher` with the training data's own editing."""

    def __init__(self, corpus: Corpus) -> None:
        """Teach through `corpus`."""
        self._corpus = corpus

    def intents(self) -> frozenset[str]:
        """Return what a message can be an example of."""
        return frozenset(self._corpus.counts())

    def entities(self) -> frozenset[str]:
        """Return what can be marked in an example."""
        return frozenset(self._corpus.entities())

    def teach(self, text: str, intent: str, entities: Iterable[Entity], by: str) -> Change | None:
        """Add an example and return the change, None when just that stands there already.

        A decision that came to nothing after its example was written can be made again so.
        Raises as `Corpus.add`, and InboxRefused.
        """
        if _NOTATION.search(text):
            raise InboxRefused("bad_example", problems=("brackets",))
        stretches = tuple(
            Stretch(each.start, each.end, each.entity, each.value) for each in entities
        )
        try:
            return self._corpus.add(intent, [Marked(text, stretches)], by).change
        except Duplicate:
            if self._stands(Marked(tidy(text), stretches), intent):
                return None
            raise

    def _stands(self, marked: Marked, intent: str) -> bool:
        return any(
            each.text == marked.text and set(each.entities) == set(marked.entities)
            for each in self._corpus.examples(intent)
        )

    def take_back(self, change: str, by: str) -> Change | None:
        """Take the example of that change out; None when that was done before.

        Raises as `Corpus.undo`.
        """
        try:
            return self._corpus.undo(change, by)
        except AlreadyUndone:
            return None


class CorpusTaught:
    """Implements `bot.inbox.ports.Taught`; reads the training data again when it has changed."""

    def __init__(
        self, corpus: Corpus, encoder: Encoder, kept: Callable[[Sequence[str]], Kept] | None = None
    ) -> None:
        """Read `corpus`, and measure nearness with `encoder`.

        `kept` returns the vectors that the last training left: without them the first question
        takes half a minute, with them a second.
        """
        self._corpus = corpus
        self._encoder = encoder
        self._kept = kept
        self._lock = threading.Lock()
        self._hash = ""
        self._read_as: dict[str, tuple[str, str]] = {}
        self._intents: Mapping[str, str] = {}
        self._texts: Mapping[str, str] = {}
        self._rows: dict[str, int] = {}
        self._matrix: Vectors | None = None

    def intent_of(self, key: str) -> str | None:
        """Return of which intent the text with this key is an example already, or None."""
        with self._lock:
            self._read()
            return self._intents.get(key)

    def nearest(self, vectors: Vectors) -> tuple[str | None, ...]:
        """Return the intent of the example nearest to each vector, None where none is near."""
        with self._lock:
            self._read()
            if not self._texts:
                return (None,) * len(vectors)
            intents, known = list(self._texts.values()), self._known()
        likeness = vectors @ known.T
        best = likeness.argmax(axis=1)
        return tuple(
            intents[place] if row[place] >= NEAR else None
            for row, place in zip(likeness, best, strict=True)
        )

    def _read(self) -> None:
        now = self._corpus.data_hash()
        if now == self._hash:
            return
        examples = self._corpus.examples()
        # A label changes one sentence: the others are not worked out again.
        self._read_as = {
            each.text: self._read_as.get(each.text) or (key_of(each.text), feature_text(each.text))
            for each in examples
        }
        self._intents = {self._read_as[each.text][0]: each.intent for each in examples}
        self._texts = {self._read_as[each.text][1]: each.intent for each in examples}
        self._hash = now

    def _known(self) -> Vectors:
        """Return the vectors of the examples; only those that nobody knows are encoded."""
        if self._matrix is not None and self._rows.keys() == self._texts.keys():
            return self._matrix
        known: Kept = {}
        if self._matrix is not None:
            known = {text: self._matrix[row] for text, row in self._rows.items()}
        elif self._kept is not None:
            known = self._kept(list(self._texts))
        new = [text for text in self._texts if text not in known]
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            known.update(zip(some, self._encoder.encode(some), strict=True))
        self._rows = {text: row for row, text in enumerate(self._texts)}
        self._matrix = np.stack([known[text] for text in self._texts])
        return self._matrix
