"""Masks a message for trainers, keeps the entities that are whole, and makes sure of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.inbox.model import Entity
from bot.inbox.personal import Names, Span, numbers, personal
from bot.redaction import replace_spans
from bot.text.normalise import normalise


@dataclass(frozen=True)
class Masked:
    """A text without personal data, and the entities that are whole in it."""

    text: str
    entities: tuple[Entity, ...]


class Masker:
    """Masks messages; remembers none."""

    def __init__(self, names: Names) -> None:
        """`names` finds people's names in a levelled text."""
        self._names = names

    def masked(self, text: str, entities: Iterable[Entity] = ()) -> Masked | None:
        """Return `text` without personal data, or None when that cannot be made sure."""
        spans = _merged(personal(normalise(text), self._names))
        shown = replace_spans(text, spans)
        if not is_clean(shown):
            return None
        return Masked(shown, tuple(_moved(entities, spans, text)))

    def text_of(self, text: str) -> str | None:
        """Return `masked` text alone."""
        masked = self.masked(text)
        return None if masked is None else masked.text


def is_clean(text: str) -> bool:
    """Tell whether `text` holds no digits that could be somebody's number."""
    return not any(True for _ in numbers(normalise(text)))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans that do not overlap; of those that did, all goes and the first mark stands."""
    apart: list[Span] = []
    for start, end, mark in sorted(spans, key=lambda span: (span[0], -span[1])):
        if apart and start < apart[-1][1]:
            first, last, kept = apart[-1]
            apart[-1] = (first, max(last, end), kept)
        else:
            apart.append((start, end, mark))
    return apart


def _moved(entities: Iterable[Entity], spans: Sequence[Span], text: str) -> Iterator[Entity]:
    """Yield the entities that no span touches, where they are in the masked text."""
    for each in entities:
        inside = 0 <= each.start < each.end <= len(text)
        if not inside or any(start < each.end and each.start < end for start, end, _ in spans):
            continue
        shift = sum(len(mark) - (end - start) for start, end, mark in spans if end <= each.start)
        yield Entity(each.start + shift, each.end + shift, each.entity, each.value)
