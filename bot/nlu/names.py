"""The names of what the operator sells, as the database has them now.

The composition root says where they come from (`use_names`). A process without one, such as
plain ``rasa shell``, reads the database of the settings if there is one. Names are no part of the
model: a new seed or an edit, by any process, is understood without training and without restart.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from accounts.catalogue import Catalogue, CatalogueName, open_catalogue
from bot.nlu.synonyms import SynonymFiles, with_synonyms
from bot.settings import load
from bot.text.catalogue_names import NameBook

log = structlog.get_logger(__name__)

Names = tuple[CatalogueName, ...]
NamesSource = Callable[[], Names]
"""Returns every name of the catalogue, read afresh; may raise whatever its database raises."""

FRESH_SECONDS = 0.2
"""How long names are believed before they are read again; a reading takes half a millisecond."""
RETRY_SECONDS = 5.0
"""How long a database that failed is left alone."""


class CurrentNames:
    """Keeps a book of names and replaces it when the catalogue has changed; for any thread."""

    def __init__(self, source: NamesSource, *, timer: Callable[[], float] = time.monotonic) -> None:
        """Read from `source`; `timer` counts seconds."""
        self._source = source
        self._timer = timer
        self._lock = threading.Lock()
        self._names: Names = ()
        self._book = NameBook()
        self._due = timer()
        self._failing = False

    def book(self) -> NameBook:
        """Return the names of now; the last known ones while the database cannot be read."""
        if self._timer() < self._due or not self._lock.acquire(blocking=False):
            return self._book
        try:
            self._refresh()
        finally:
            self._lock.release()
        return self._book

    def _refresh(self) -> None:
        try:
            names = self._source()
        except Exception as error:  # noqa: BLE001 - understanding goes on whatever a database does
            if not self._failing:
                log.warning("names_unreadable", error=type(error).__name__)
            self._failing = True
            self._due = self._timer() + RETRY_SECONDS
            return
        self._failing = False
        if names != self._names:
            self._names, self._book = names, NameBook(names)
        self._due = self._timer() + FRESH_SECONDS


def names_of_settings(
    data_dir: Path | None = None, synonyms: SynonymFiles | None = None
) -> NamesSource:
    """Return the names in the database of the settings, with trainers' synonyms.

    None as long as it does not exist.
    `data_dir` stands above the settings' own. They are read at the first call, which raises
    SettingsError when they cannot be.
    """
    opened: list[Catalogue] = []

    def read() -> Names:
        if not opened:
            catalogue = open_catalogue(load({"data_dir": data_dir}).accounts_url)
            if catalogue is None:
                return ()
            opened.append(catalogue)
        return opened[0].names()

    return with_synonyms(read, synonyms)


_current = CurrentNames(names_of_settings())


def use_names(source: NamesSource | None) -> None:
    """Make `source` where names come from; called by composition roots and tests only.

    None brings back the database of the settings.
    """
    global _current  # noqa: PLW0603 - Rasa builds components from a file of settings alone
    _current = CurrentNames(source or names_of_settings())


def current_book() -> NameBook:
    """Return the book of names of this process."""
    return _current.book()
