"""What is served now: the index, and what has changed since it was built."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import structlog

from bot.knowledge.by_day import begun
from bot.knowledge.index import Index
from bot.knowledge.model import State, Version
from bot.knowledge.ports import Library

log = structlog.get_logger(__name__)

ENDS_WITHIN = 10.0
"""Seconds that closing waits for a build that is under way."""

Stamp = tuple[int, date]
"""The library's revision and the day: a version may have been published for a later one."""
Key = tuple[str, int]
"""A version's code and number."""


@dataclass(frozen=True)
class Served:
    """An index and what is served of it: never what is withdrawn, or said otherwise by now.

    What was published since `built` has to wait for the next index to be found.
    """

    index: Index
    built: Stamp
    """When the index is of."""
    stamp: Stamp
    """When `versions` are of."""
    published: Mapping[Key, Version]
    """Everything that is published, for today or a later day."""
    versions: tuple[Version | None, ...]
    """Of each article of the index what is served of it now, if anything."""
    by_code: Mapping[str, Version]
    """Everything that is served now, whether the index has it or not."""


class Serving:
    """Keeps an index of what is published; after the first one a question never waits for another.

    Whenever the library or the day has changed the index is built anew beside the questions: at
    once where the change is made, elsewhere by `refresh`, or begun by the next question.
    """

    def __init__(
        self,
        library: Library,
        build: Callable[[Sequence[Version]], Index],
        today: Callable[[], date],
    ) -> None:
        """`build` indexes what is served; nothing is built yet."""
        self._library = library
        self._build = build
        self._today = today
        self._served: Served | None = None
        self._changing = threading.Lock()
        """Held to take another `Served`, for no longer than a look at the database."""
        self._building = threading.Lock()
        """Held as long as a build takes."""
        self._builder: threading.Thread | None = None
        library.on_change(self._follow)

    def now(self) -> Served:
        """Return what is served now; builds the index when there is none yet, which takes long."""
        stamp = self._stamp()
        served = self._served
        if served is None:
            return self.refresh()
        if served.stamp != stamp:
            served = self._patched(served, stamp)
        if served.built != stamp:
            self._begin()
        return served

    def refresh(self) -> Served:
        """Build the index anew if it is not of what is published now; waits for it."""
        with self._building:
            stamp = self._stamp()
            served = self._served
            if served is not None and served.built == stamp:
                return served
            published = _by_key(self._library.versions(State.PUBLISHED))
            index = self._build(begun(published.values(), stamp[1]))
            by_code = {each.article.code: each for each in index.versions}
            made = Served(index, stamp, stamp, published, index.versions, by_code)
            with self._changing:
                self._served = made
            return made

    def close(self) -> None:
        """Wait for a build that is under way."""
        builder = self._builder
        if builder is not None:
            builder.join(ENDS_WITHIN)

    def _stamp(self) -> Stamp:
        return self._library.revision(), self._today()

    def _patched(self, served: Served, stamp: Stamp) -> Served:
        """Return the present index with what is served of it by now."""
        with self._changing:
            held = self._served or served
            if held.stamp == stamp:
                return held
            keys, known = self._library.published_keys(), held.published
            fresh = _by_key(self._library.published(keys - known.keys()))
            published = {key: fresh.get(key) or known[key] for key in keys}
            by_code = {each.article.code: each for each in begun(published.values(), stamp[1])}
            versions = tuple(by_code.get(each.article.code) for each in held.index.versions)
            self._served = Served(held.index, held.built, stamp, published, versions, by_code)
            return self._served

    def _begin(self) -> None:
        """Build beside what goes on, unless that is being done."""
        with self._changing:
            if self._builder is None or not self._builder.is_alive():
                self._builder = threading.Thread(
                    target=self._follow, name="knowledge-index", daemon=True
                )
                self._builder.start()

    def _follow(self) -> None:
        """Build anew, if there is an index at all; a failure is logged and tried again later."""
        if self._served is None:
            return
        try:
            self.refresh()
        except Exception:  # the edge of a background task
            log.exception("knowledge_index_not_built")


def _by_key(versions: Sequence[Version]) -> dict[Key, Version]:
    return {(each.article.code, each.number): each for each in versions}
