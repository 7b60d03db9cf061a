"""How refusals of corpus edits leave over HTTP (docs/studio-api.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.changes.model import AlreadyUndone, NoSuchChange
from bot.corpus.model import (
    BadExample,
    Duplicate,
    Example,
    LinesChanged,
    NotPossible,
    NotThere,
    Problem,
)
from bot.errors import RequestRefused, XiaotongError
from bot.safe_files import FileChanged, FileNotWritten
from bot.studio.corpus_shapes import place_json
from bot.studio.corpus_words import CorpusWords

REFUSALS = (
    BadExample,
    Duplicate,
    FileChanged,
    FileNotWritten,
    NotPossible,
    NotThere,
    NoSuchChange,
    AlreadyUndone,
)
"""What `refusal_of` words."""


def refusal_of(
    error: XiaotongError, words: CorpusWords, shape: Callable[[Example], Any]
) -> RequestRefused:
    """Return the refusal that says the same over HTTP; `shape` shows an example."""
    if isinstance(error, BadExample):
        problems = [_problem_json(problem, words) for problem in error.problems]
        return RequestRefused(error.code, 400, details={"problems": problems})
    if isinstance(error, Duplicate):
        places = [place_json(place) for place in error.places]
        return RequestRefused(error.code, 409, details={"places": places})
    if isinstance(error, FileChanged):
        present = error.present if isinstance(error, LinesChanged) else None
        shown = None if present is None else shape(present)
        return RequestRefused(error.code, 409, details={"present": shown})
    if isinstance(error, FileNotWritten):
        return RequestRefused(error.code, 507)
    if isinstance(error, (NotThere, NoSuchChange)):
        return RequestRefused(error.code, 404)
    return RequestRefused("refused", 409, details={"reason": reason_of(error, words)})


def reason_of(error: XiaotongError, words: CorpusWords) -> str:
    """Return why an edit is not possible."""
    if isinstance(error, AlreadyUndone):
        return words.line("corpus_refused_already_undone", undone_by=error.undone_by)
    if not isinstance(error, NotPossible):
        raise TypeError(type(error).__name__)
    values = dict(error.data)
    if "intent" in values:
        values["intent"] = words.title(values["intent"])
    return words.line(f"corpus_refused_{error.reason}", **values)


def _problem_json(problem: Problem, words: CorpusWords) -> dict[str, Any]:
    message = words.line(f"corpus_problem_{problem.code}", **problem.data)
    return {"place": str(problem.at + 1), "field": "text", "message": message}
