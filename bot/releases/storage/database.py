"""The studio's database as versions and trainings use it: opened at the first call."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection, Engine

from accounts.storage.engine import open_engine
from bot.releases.storage.migrate import migrate
from bot.releases.storage.tables import pointer

_LARGEST_ID = 2**31 - 1
_ID_DIGITS = 10


class Database:
    """Connections for reading, and for changes that exclude each other on every server."""

    def __init__(self, url: str) -> None:
        """Use the database at `url`; brought to the present schema at the first call."""
        self._url = url
        self._lock = threading.Lock()
        self._opened: Engine | None = None

    @property
    def _engine(self) -> Engine:
        with self._lock:
            if self._opened is None:
                engine = open_engine(self._url)
                migrate(engine)
                self._opened = engine
            return self._opened

    def reading(self) -> Any:
        """Return a connection to read with; a context."""
        # Without this mark SQLite would take the write lock for a mere look.
        return self._engine.connect().execution_options(readonly=True)

    def writing(self) -> Any:
        """Return a connection whose transaction ends with the block; a context."""
        return self._engine.begin()

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Give a connection that changes which version serves or what is under way, alone."""
        with self._engine.begin() as connection:
            # SQLite's transaction excludes others anyway; PostgreSQL needs a row to hold.
            connection.execute(select(pointer.c.id).with_for_update())
            yield connection

    def close(self) -> None:
        """Give the connections back."""
        if self._opened is not None:
            self._opened.dispose()


def number_of(text: str) -> int:
    """Return the row's number; of what is no id, one that no row has."""
    good = text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS
    return min(int(text), _LARGEST_ID) if good else 0
