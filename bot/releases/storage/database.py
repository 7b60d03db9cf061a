"""The studio's database as versions and trainings use it: opened at the first call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.engine import Connection

from accounts.storage import database
from bot.releases.storage.migrate import migrate
from bot.releases.storage.tables import pointer

_LARGEST_ID = 2**31 - 1
_ID_DIGITS = 10


class Database(database.Database):
    """Connections for reading, and for changes that exclude each other on every server."""

    def __init__(self, url: str) -> None:
        """Use the database at `url`; brought to the present schema at the first call."""
        super().__init__(url, migrate)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Give a connection that changes which version serves or what is under way, alone."""
        with self.writing() as connection:
            # SQLite's transaction excludes others anyway; PostgreSQL needs a row to hold.
            connection.execute(select(pointer.c.id).with_for_update())
            yield connection


def number_of(text: str) -> int:
    """Return the row's number; of what is no id, one that no row has."""
    good = text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS
    return min(int(text), _LARGEST_ID) if good else 0
