"""Puts what happens to articles into the studio's log of changes, beside all else trainers do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import structlog
from sqlalchemy.exc import SQLAlchemyError

from accounts.clock import Clock
from bot.changes.bootstrap import open_changes
from bot.changes.model import Piece
from bot.knowledge.files.folder import as_markdown
from bot.knowledge.model import SYSTEM, Entry, Event, Version
from bot.settings import Settings

log = structlog.get_logger(__name__)

AREA = "knowledge"
SEVERAL = "articles"
"""What a change of more than one article is a change of."""
MOST_TEXTS = 100
"""Articles of one import whose texts the log keeps; the library's history has all of them."""


class ArticleJournal:
    """Implements `bot.knowledge.ports.Journal`.

    A change of one article becomes an entry a step, an import of several a single entry.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        """Write to the log of `settings`, which is opened at the first entry."""
        self._changes = open_changes(settings.studio_url, clock)

    def note(self, entries: Sequence[Entry]) -> None:
        """Put down what one change of the library did; logged when the log cannot be written."""
        told = [each for each in entries if each.step.event != Event.REPLACE.value]
        try:
            if len({each.article.code for each in told}) > 1:
                self._several(told)
            else:
                for each in told:
                    self._one(each)
        except SQLAlchemyError:
            # The article is changed and its own history says so; nobody must do it twice.
            log.exception("article_change_not_logged", articles=len(told))

    def close(self) -> None:
        """Give the database connections back."""
        self._changes.close()

    def _one(self, entry: Entry) -> None:
        step = entry.step
        values = {"title": entry.article.title, "version": step.version, "note": step.note}
        self._changes.record(
            author=step.actor,
            area=AREA,
            target=entry.article.code,
            summary={"did": step.event, **values},
            before=_text(entry.before),
            after=_text(entry.after),
        )

    def _several(self, entries: Sequence[Entry]) -> None:
        actors = {each.step.actor for each in entries}
        codes = {each.article.code for each in entries}
        new = {each.article.code for each in entries if each.step.version == 1}
        with self._changes.recording(
            actors.pop() if len(actors) == 1 else SYSTEM,
            AREA,
            SEVERAL,
            {"did": "import", "added": len(new), "changed": len(codes - new)},
            tuple(_pieces(entries))[:MOST_TEXTS],
        ):
            pass


def _pieces(entries: Sequence[Entry]) -> Iterator[Piece]:
    """Yield the text of each article before all of `entries` and after them."""
    for code in dict.fromkeys(each.article.code for each in entries):
        own = [
            each for each in entries if each.article.code == code and (each.before or each.after)
        ]
        if own:
            yield Piece(code, _text(own[0].before), _text(own[-1].after))


def _text(version: Version | None) -> str:
    return "" if version is None else as_markdown(version)
