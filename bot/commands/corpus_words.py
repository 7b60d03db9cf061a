"""How changes and refusals of the training data read in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.changes.model import AlreadyUndone, Change, NoSuchChange, Summary
from bot.commands.words import knows, say
from bot.corpus.model import BadExample, Duplicate, LinesChanged, NotPossible, NotThere
from bot.errors import XiaotongError
from bot.redaction import mask_text
from bot.safe_files import FileChanged, FileNotWritten


def summary_of(change: Change) -> str:
    """Return what a change did, in a line."""
    return _summary(change.area, change.summary) or change.target


def _summary(area: str, summary: Summary) -> str:
    if isinstance(summary, str):
        return summary
    values = dict(summary)
    if area == "corpus" and knows(f"kind_{values.get('kind')}"):
        values["kind"] = say(f"kind_{values['kind']}")
        values["text"] = values["text"] or values["intent"] or values["file"]
    if "undone" in values:
        values["undone"] = _summary(area, values["undone"])
    key = f"change_{area}_{summary.get('did', '')}"
    return say(key, **values) if knows(key) else ""


def explained(error: XiaotongError) -> str:
    """Return why something was refused, and what is there instead."""
    for kind, words in _WORDS.items():
        if isinstance(error, kind):
            return words(error)
    raise TypeError(type(error).__name__)


def _bad(error: BadExample) -> str:
    return " ".join(say(f"corpus_problem_{one.code}", **one.data) for one in error.problems)


def _duplicate(error: Duplicate) -> str:
    places = ", ".join(f"{one.file}:{one.line} ({one.intent})" for one in error.places)
    return say("corpus_duplicate", places=places)


def _changed(error: FileChanged) -> str:
    present = error.present if isinstance(error, LinesChanged) else None
    nothing = say("corpus_nothing_there")
    return say("corpus_changed", present=mask_text(present.raw) if present else nothing)


_WORDS: Mapping[type[XiaotongError], Callable[[Any], str]] = {
    BadExample: _bad,
    Duplicate: _duplicate,
    FileChanged: _changed,
    FileNotWritten: lambda _: say("corpus_not_written"),
    NotThere: lambda error: say(f"corpus_missing_{error.what}", name=error.name),
    NoSuchChange: lambda error: say("corpus_missing_change", name=error.change_id),
    AlreadyUndone: lambda error: say(
        "corpus_refused_already_undone", undone_by=error.undone_by or "?"
    ),
    NotPossible: lambda error: say(f"corpus_refused_{error.reason}", **error.data),
}
REFUSALS = tuple(_WORDS)
"""What `explained` words."""
