"""The inbox's database on SQLite or PostgreSQL, opened at the first use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update
from sqlalchemy.engine import Connection

from accounts.storage import database
from bot.inbox.storage.migrate import migrate
from bot.inbox.storage.tables import bookmark


class Database(database.Database):
    """The inbox's; at most one collects at a time."""

    def __init__(self, url: str) -> None:
        """Use the database at `url`: opened and brought to the present schema at the first use."""
        super().__init__(url, migrate)

    @contextmanager
    def collecting(self) -> Iterator[Connection]:
        """Begin a transaction that no other collector, of any process, runs beside."""
        with self.writing() as connection:
            # The row is locked until the commit: on PostgreSQL too one collects at a time.
            connection.execute(update(bookmark).values(seq=bookmark.c.seq))
            yield connection
