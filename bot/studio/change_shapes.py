"""How a change of the log looks on the wire (docs/studio-api.md, Change)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.changes.model import Change

NameOf = Callable[[str], str]
"""Gives the name of a staff number."""


def names_by(names: Mapping[str, str]) -> NameOf:
    """Return what gives the name of `names`, or the number itself for one that is not there."""
    return lambda number: names.get(number, number)


def worded_change(
    change: Change, summary: str, name_of: NameOf, *, undoable: bool = True
) -> dict[str, Any]:
    """Return the fields of a change; one of an `undoable` area can be taken back once."""
    return {
        "id": change.id,
        "at": change.at.isoformat(),
        "author": change.author,
        "author_name": name_of(change.author),
        "area": change.area,
        "target": change.target,
        "summary": summary,
        "diff": change.diff,
        "undoes": change.undoes,
        "undone_by": change.undone_by,
        "undoable": undoable and change.undone_by is None,
        "committed": change.committed,
    }
