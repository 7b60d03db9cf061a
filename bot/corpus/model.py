"""A sentence of the training data, what is asked of it, and the refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from bot.changes.model import Change
from bot.errors import XiaotongError
from bot.safe_files import FileChanged

LONGEST = 400
"""Characters of a sentence: a longer one is not read to its end by the model."""


@dataclass(frozen=True)
class Entity:
    """A marked stretch of a text: half-open, in characters; without value it is the stretch."""

    start: int
    end: int
    entity: str
    value: str | None = None


@dataclass(frozen=True)
class Marked:
    """A text as said, and what is marked in it.

    Without `entities` the text may hold them in Rasa's own notation: ``[上个月](month)``.
    """

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Example:
    """A sentence where it stands; `raw` is as written, `line` counts from 1.

    `id` is made of file, intent and content: it stays when the line moves, and a sentence that
    was changed has another; so have equal copies when one of them goes or comes.
    """

    id: str
    intent: str
    text: str
    raw: str
    file: str
    line: int
    entities: tuple[Entity, ...] = ()

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return Place(self.file, self.line, self.intent, self.text)


@dataclass(frozen=True)
class Place:
    """Where the same sentence stands already."""

    file: str
    line: int
    intent: str
    text: str


@dataclass(frozen=True)
class Skipped:
    """A text that was not added, and why.

    It stands at `places` (``duplicate``), was given twice (``repeated``), or is one that models
    are measured with (``held_out``).
    """

    text: str
    reason: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Added:
    """What came of adding texts."""

    change: Change
    added: tuple[Example, ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is wrong with the text number `at` (from 0): a code and its data."""

    at: int
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


class BadExample(XiaotongError):
    """Texts cannot be examples; nothing was changed."""

    code: ClassVar[str] = "bad_example"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep every problem."""
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = tuple(problems)


class Duplicate(XiaotongError):
    """The same sentence stands already, up to punctuation, width, script and case."""

    code: ClassVar[str] = "duplicate"

    def __init__(self, places: Sequence[Place]) -> None:
        """Keep where."""
        super().__init__(", ".join(f"{place.file}:{place.line}" for place in places))
        self.places = tuple(places)


class NotThere(XiaotongError):
    """No such example, intent, synonym or word; `what` says which of these."""

    code: ClassVar[str] = "not_found"

    def __init__(self, what: str, name: str) -> None:
        """Keep what was asked for."""
        super().__init__(f"{what} {name}")
        self.what = what
        self.name = name


class NotPossible(XiaotongError):
    """An edit would break the data, or its notation does not allow it; `reason` is a code."""

    code: ClassVar[str] = "refused"

    def __init__(self, reason: str, **data: Any) -> None:
        """Keep the reason and its data."""
        super().__init__(reason)
        self.reason = reason
        self.data = data


class LinesChanged(FileChanged):
    """Somebody else changed the same lines since they were read; `present` is what is there now."""

    def __init__(self, place: str, present: Example | None = None) -> None:
        """Keep where, and the sentence that took the place, if there is one."""
        super().__init__(place)
        self.present = present
