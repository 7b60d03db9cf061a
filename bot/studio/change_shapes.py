"""How a change of the log looks on the wire (docs/studio-api.md, Change)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.changes.model import Change

NameOf = Callable[[str], str]
"""Gives the name of a staff number."""


def script_change_json(change: Change, name_of: NameOf) -> dict[str, Any]:
    """Return the fields of a change of a script."""
    return {
        "id": change.id,
        "at": change.at.isoformat(),
        "author": change.author,
        "author_name": name_of(change.author),
        "area": change.area,
        "target": change.target,
        "summary": change.summary,
        "diff": change.diff,
        "undoes": change.undoes,
        "undone_by": change.undone_by,
        "undoable": change.undone_by is None,
    }
