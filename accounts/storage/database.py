"""A database that is opened, and brought to the present schema, at its first use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Engine

from accounts.storage.engine import open_engine


class Database:
    """Looks and transactions; safe to share between threads."""

    def __init__(self, url: str, migrate: Callable[[Engine], None]) -> None:
        """Use the database at `url`, whose schema `migrate` makes; nothing is opened yet."""
        self._url = url
        self._migrate = migrate
        self._lock = threading.Lock()
        self._opened: Engine | None = None

    @property
    def engine(self) -> Engine:
        """Return the open database; raises what opening or migrating it raises, each time."""
        with self._lock:
            if self._opened is None:
                engine = open_engine(self._url)
                self._migrate(engine)
                self._opened = engine
            return self._opened

    def prepare(self) -> None:
        """Open the database now."""
        _ = self.engine

    def reading(self) -> Any:
        """Return a connection to read with; a context."""
        # Without this mark SQLite would take the write lock for a mere look.
        return self.engine.connect().execution_options(readonly=True)

    def writing(self) -> Any:
        """Return a connection whose transaction ends with the block: kept, undone if it raises."""
        return self.engine.begin()

    def close(self) -> None:
        """Give the connections back."""
        if self._opened is not None:
            self._opened.dispose()
