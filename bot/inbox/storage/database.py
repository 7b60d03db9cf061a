"""The inbox's database on SQLite or PostgreSQL, opened at the first use."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update
from sqlalchemy.engine import Connection, Engine

from accounts.storage.engine import open_engine
from bot.inbox.storage.migrate import migrate
from bot.inbox.storage.tables import bookmark


class Database:
    """Transactions and looks; safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Use the database at `url`: opened and brought to the present schema at the first use."""
        self._url = url
        self._lock = threading.Lock()
        self._opened: Engine | None = None

    @property
    def engine(self) -> Engine:
        """Return the open database."""
        with self._lock:
            if self._opened is None:
                engine = open_engine(self._url)
                migrate(engine)
                self._opened = engine
            return self._opened

    def prepare(self) -> None:
        """Open the database now."""
        _ = self.engine

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """Begin a transaction: committed at the end of the block, undone by an exception."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def collecting(self) -> Iterator[Connection]:
        """Begin a transaction that no other collector, of any process, runs beside."""
        with self.engine.begin() as connection:
            # The row is locked until the commit: on PostgreSQL too one collects at a time.
            connection.execute(update(bookmark).values(seq=bookmark.c.seq))
            yield connection

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """Read without taking SQLite's write lock."""
        with self.engine.connect().execution_options(readonly=True) as connection:
            yield connection

    def close(self) -> None:
        """Give the database connections back."""
        if self._opened is not None:
            self._opened.dispose()
