"""What the inbox refuses, over HTTP and in words (docs/studio-api.md)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import RequestRefused, XiaotongError
from bot.inbox.model import InboxRefused
from bot.studio import refusals
from bot.studio.corpus_words import CorpusWords
from bot.studio.inbox_shapes import item_json
from bot.studio.words import told

REFUSALS = (InboxRefused, *refusals.REFUSALS)
"""What a decision may be refused with."""
_DECIDED = frozenset({"decided", "not_decided"})
_BAD = frozenset({"bad_example", "unknown_intent", "unknown_staff"})


def refusal_of(error: XiaotongError, words: CorpusWords) -> RequestRefused:
    """Return the refusal that says the same over HTTP."""
    if not isinstance(error, InboxRefused):
        return refusals.refusal_of(error, words, lambda example: example.text)
    if error.reason in _DECIDED:
        item = None if error.item is None else item_json(error.item, words.title)
        return RequestRefused("decided", 409, details={"item": item})
    if error.reason in _BAD:
        problems = [
            {"place": "1", "field": "text", "message": told(key)} for key in problem_keys(error)
        ]
        return RequestRefused("bad_example", 400, details={"problems": problems})
    return RequestRefused("not_found", 404)


def problem_keys(error: InboxRefused) -> Iterator[str]:
    """Yield the key of the words for each thing that is wrong."""
    for code in error.problems or (error.reason,):
        yield f"inbox_problem_{code}"
