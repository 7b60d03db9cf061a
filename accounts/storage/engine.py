"""Opens a database the one way this product does: SQLite in WAL mode, or PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.future.engine import Connection
from sqlalchemy.pool import QueuePool

from accounts.storage.writers import Gate, gate_of

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
"""Constraint names alike on every database, so that migrations can name them."""

BUSY_TIMEOUT_MS = 5000
LOCKED = "database is locked"
"""What SQLite says when its busy timeout is over."""


def new_metadata() -> MetaData:
    """Return empty metadata with our constraint names."""
    return MetaData(naming_convention=NAMING)


class SqliteConnection(Connection):  # type: ignore[misc] # SQLAlchemy carries no types
    """A connection whose transactions begin as SQLite needs it: readers beside a writer or not.

    A listener to the engine's "begin" could say so too, but with one SQLAlchemy makes every
    connection ask for listeners at every statement: a tenth of a turn.
    """

    _entered: Gate | None = None

    def _begin_impl(self, transaction: Any) -> None:
        super()._begin_impl(transaction)
        options = self.get_execution_options()
        readonly = options.get("readonly", False)
        try:
            if not readonly:
                self._enter(options.get("writers"))
            self.connection.execute("BEGIN" if readonly else "BEGIN IMMEDIATE").close()
        except BaseException as error:  # noqa: BLE001 - raised again as SQLAlchemy's own
            self._leave()
            self._handle_dbapi_exception(error, None, None, None, None)

    def _commit_impl(self, *given: Any, **more: Any) -> None:
        try:
            super()._commit_impl(*given, **more)
        finally:
            self._leave()

    def _rollback_impl(self) -> None:
        try:
            super()._rollback_impl()
        finally:
            self._leave()

    def __del__(self) -> None:
        """Let the next one write although this one was lost without an end."""
        self._leave()

    def _enter(self, writers: Gate | None) -> None:
        if writers is None or self._entered is not None:
            return
        if not writers.enter(BUSY_TIMEOUT_MS / 1000):
            raise sqlite3.OperationalError(LOCKED)
        self._entered = writers

    def _leave(self) -> None:
        if self._entered is not None:
            self._entered.leave()
            self._entered = None


def open_engine(url: str) -> Engine:
    """Open `url`; a missing SQLite folder is made.

    SQLite gets WAL, foreign keys and a busy timeout, and every transaction begins IMMEDIATE: a
    deferred one that reads first and writes later fails at once with "database is locked"
    instead of waiting its turn. Threads of this process take turns in the order they came.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, future=True, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if parsed.database:
        # SQLAlchemy 1.4 would open the file anew for each transaction, and closing the last
        # connection checkpoints the WAL: milliseconds each time.
        options["poolclass"] = QueuePool
        options["execution_options"] = {"writers": gate_of(Path(parsed.database))}
    engine = create_engine(url, future=True, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    engine._connection_cls = SqliteConnection  # noqa: SLF001 - there is no public way
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # pysqlite's own transaction handling would begin late and commit early around DDL.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
