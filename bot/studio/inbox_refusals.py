"""What the inbox refuses, over HTTP and in words (docs/studio-api.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from bot.changes.model import NoSuchChange
from bot.corpus.model import BadExample, Duplicate, NotPossible, NotThere
from bot.errors import RequestRefused
from bot.inbox.model import InboxRefused
from bot.safe_files import FileChanged, FileNotWritten
from bot.studio.inbox_shapes import Titles, item_json
from bot.studio.words import known, told

REFUSALS = (
    InboxRefused, BadExample, Duplicate, NotThere, NotPossible, NoSuchChange, FileChanged,
    FileNotWritten,
)  # fmt: skip
"""What a decision may be refused with."""
_PLAIN: Mapping[type[Exception], tuple[str, int]] = {
    InboxRefused: ("not_found", 404),
    NoSuchChange: ("not_found", 404),
    FileChanged: ("changed_meanwhile", 409),
    FileNotWritten: ("not_written", 507),
}
_DECIDED = frozenset({"decided", "not_decided"})
_BAD = frozenset({"bad_example", "unknown_intent", "unknown_staff"})


def refusal_of(error: Exception, titles: Titles) -> RequestRefused:
    """Return the refusal that says the same over HTTP; raises what is none of `REFUSALS`."""
    reason = error.reason if isinstance(error, InboxRefused) else ""
    if isinstance(error, InboxRefused) and reason in _DECIDED:
        item = None if error.item is None else item_json(error.item, titles)
        return RequestRefused("decided", 409, details={"item": item})
    if isinstance(error, Duplicate):
        places = [asdict(place) for place in error.places]
        return RequestRefused("duplicate", 409, details={"places": places})
    if reason in _BAD or isinstance(error, BadExample | NotThere):
        problems = list(problems_of(error))
        return RequestRefused("bad_example", 400, details={"problems": problems})
    if isinstance(error, NotPossible):
        return RequestRefused("refused", 409, details={"reason": error.reason})
    for kind, (code, status) in _PLAIN.items():
        if isinstance(error, kind):
            return RequestRefused(code, status)
    raise error


def problems_of(error: Exception) -> Sequence[str]:
    """Return in words what is wrong with an example, or with what was said about it."""
    return [told(key, code=code) for key, code in problem_keys(error)]


def problem_keys(error: Exception) -> Iterator[tuple[str, str]]:
    """Yield for each problem the key of its words and its code."""
    if isinstance(error, InboxRefused):
        codes = error.problems or (error.reason,)
    elif isinstance(error, BadExample):
        codes = tuple(problem.code for problem in error.problems)
    else:
        codes = ("unknown_intent",)
    for code in codes:
        key = f"inbox_problem_{code}"
        yield (key if known(key) else "inbox_problem_other"), code
