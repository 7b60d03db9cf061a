"""Reads entity annotations as Rasa does, and finds the ones that Rasa would take for plain text.

Rasa knows ``[text](entity)``, ``[text](entity:value)``, ``[text]{"entity": …, "value": …}`` and
``[text][{…}, {…}]``. Square brackets with nothing of the kind behind them are plain text, such
as the ``[微笑]`` that chat programs send.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_KEYS = ("entity", "value", "role", "group")
_CLOSERS = {"(": ")", "{": "}", "[": "]"}
_OBJECT = re.compile(r"\{[^}]*\}")
# A full-width bracket, or a blank before the bracket, in front of what can only be a name.
_LOOSE = re.compile(
    r"[ \u3000]*（\s*[A-Za-z_]+\s*[：:）)]|[ \u3000]+(?:\(\s*[a-z_]+[:)]|\{\s*\")|[ \u3000]*｛"
)
_SHOWN = 24


@dataclass(frozen=True)
class Span:
    """An annotated entity: half-open place in the plain text, its name and value."""

    start: int
    end: int
    entity: str
    value: str | int | float


@dataclass(frozen=True)
class Problem:
    """A mistake in an annotation: a kind of `bot.training.findings` and the data it carries."""

    kind: str
    data: dict[str, str | int]


@dataclass(frozen=True)
class Annotated:
    """A sentence without its annotations, the entities, and what is wrong with the notation."""

    text: str
    spans: tuple[Span, ...]
    problems: tuple[Problem, ...]


class _Broken(Exception):
    """The brackets make no sense from here on."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_annotations(raw: str) -> Annotated:
    """Return `raw` without annotations, the entities in it and the problems.

    Reading stops at the first bracket that makes no sense: what follows it has no sure meaning,
    and is kept as it stands.
    """
    reader = _Reader(raw)
    try:
        reader.read()
    except _Broken as broken:
        reader.problems.append(broken.problem)
        reader.pieces.append(raw[reader.at :])
    return Annotated("".join(reader.pieces), tuple(reader.spans), tuple(reader.problems))


class _Reader:
    """Walks once over a sentence."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.at = 0
        self.length = 0
        self.pieces: list[str] = []
        self.spans: list[Span] = []
        self.problems: list[Problem] = []

    def read(self) -> None:
        for bracket in iter(self._next_bracket, -1):
            self._take(self.raw[self.at : bracket])
            self.at = bracket
            if self.raw[bracket] == "]":
                raise self._broken("entity_unopened", bracket)
            self._annotation(self._closing(bracket))
        self._take(self.raw[self.at :])

    def _next_bracket(self) -> int:
        places = (self.raw.find("[", self.at), self.raw.find("]", self.at))
        return min((place for place in places if place >= 0), default=-1)

    def _take(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def _closing(self, start: int) -> int:
        close = self.raw.find("]", start)
        if close < 0:
            raise self._broken("entity_unclosed", start)
        if "[" in self.raw[start + 1 : close]:
            raise self._broken("entity_nested", start)
        return close

    def _annotation(self, close: int) -> None:
        """Read what the bracket that closes at `close` is the text of, if it is an annotation."""
        start, text = self.at, self.raw[self.at + 1 : close]
        opener = self.raw[close + 1 : close + 2]
        if opener not in _CLOSERS or not opener:
            if _LOOSE.match(self.raw, close + 1):
                raise self._broken("entity_full_width", start)
            self._take(self.raw[start : close + 1])
            self.at = close + 1
            return
        end = self.raw.find(_CLOSERS[opener], close + 2)
        if end < 0:
            raise self._broken("entity_unclosed", start)
        note = self.raw[close + 2 : end]
        if opener == "(" and ("[" in note or "]" in note):
            raise self._broken("entity_nested", start)
        if not text.strip() or not note.strip():
            raise self._broken("entity_empty", start)
        place = self.length
        self._take(text)
        self.at = end + 1
        if opener == "(":
            entity, _, value = note.partition(":")
            self.spans.append(Span(place, place + len(text), entity, value or text))
            return
        for found in [f"{{{note}}}"] if opener == "{" else _OBJECT.findall(note) or [note]:
            self._object(found, text, place)

    def _object(self, note: str, text: str, place: int) -> None:
        """Read one JSON object of the annotation of `text`."""
        try:
            values = json.loads(note)
        except ValueError:
            values = None
        if not isinstance(values, dict):
            self.problems.append(Problem("entity_json", {"part": note[:_SHOWN]}))
            return
        for key in values:
            if key not in _KEYS:
                self.problems.append(Problem("entity_key", {"key": str(key)}))
        entity, value = values.get("entity"), values.get("value", text)
        if not isinstance(entity, str) or not entity:
            self.problems.append(Problem("entity_without_name", {"part": note[:_SHOWN]}))
        elif isinstance(value, bool) or not isinstance(value, str | int | float):
            self.problems.append(Problem("entity_json", {"part": note[:_SHOWN]}))
        else:
            self.spans.append(Span(place, place + len(text), entity, value))

    def _broken(self, kind: str, start: int) -> _Broken:
        return _Broken(Problem(kind, {"part": self.raw[start : start + _SHOWN]}))
