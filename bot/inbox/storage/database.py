"""The inbox's database on SQLite or PostgreSQL, opened at the first use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update
from sqlalchemy.engine import Connection, Engine

from accounts.storage import database
from bot.changes.storage.migrate import migrate as migrate_changes
from bot.inbox.storage.migrate import migrate
from bot.inbox.storage.tables import bookmark


def _prepare(engine: Engine) -> None:
    migrate_changes(engine)  # decisions are noted there too
    migrate(engine)


class Database(database.Database):
    """The inbox's; at most one collects at a time."""

    def __init__(self, url: str) -> None:
        """Use the database at `url`: opened and brought to the present schema at the first use."""
        super().__init__(url, _prepare)

    @contextmanager
    def collecting(self) -> Iterator[Connection]:
        """Begin a transaction that no other collector, of any process, runs beside."""
        with self.writing() as connection:
            # The row is locked until the commit: on PostgreSQL too one collects at a time.
            connection.execute(update(bookmark).values(seq=bookmark.c.seq))
            yield connection
