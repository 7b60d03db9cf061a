"""A change of what trainers own, and the refusals of its log; no framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from bot.errors import XiaotongError

AREAS = ("corpus", "synonyms", "dictionary", "scripts", "knowledge", "release", "inbox")
"""What a change may be of."""

Summary = Mapping[str, Any] | str
"""What a change did: a key and values for the edge to word, or words as they are."""


@dataclass(frozen=True)
class Piece:
    """A stretch of one text before and after a change; `line` is where it begins, from 1.

    A piece need not be the whole text: of a large file the changed lines and some around them do.
    """

    target: str
    before: str
    after: str
    line: int = 1


@dataclass(frozen=True)
class Change:
    """One entry of the log; `undone_by` is the change that took it back.

    It is not `committed` when it should have become a commit and git did not take it.
    """

    id: str
    at: datetime
    author: str
    area: str
    target: str
    summary: Summary
    diff: str
    undoes: str | None = None
    undone_by: str | None = None
    committed: bool = True


class NoSuchChange(XiaotongError):
    """The log has no change of this id."""

    code: ClassVar[str] = "not_found"

    def __init__(self, change_id: str) -> None:
        """Keep the id asked for."""
        super().__init__(change_id)
        self.change_id = change_id


class AlreadyUndone(XiaotongError):
    """The change has been taken back before; `undone_by` is the change that did it."""

    code: ClassVar[str] = "already_undone"

    def __init__(self, change_id: str, undone_by: str) -> None:
        """Keep both ids."""
        super().__init__(change_id)
        self.change_id = change_id
        self.undone_by = undone_by
