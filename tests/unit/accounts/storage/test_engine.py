"""How transactions begin on SQLite."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from accounts.storage import engine as engine_module
from accounts.storage.engine import open_engine
from accounts.storage.uow import UnitOfWork


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Open a database with a table, which waits briefly for a lock."""
    monkeypatch.setattr(engine_module, "BUSY_TIMEOUT_MS", 50)
    opened = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with opened.begin() as connection:
        connection.execute(text("CREATE TABLE seen (what TEXT)"))
    yield opened
    opened.dispose()


def test_a_second_writer_is_told_that_the_database_is_locked(engine: Engine) -> None:
    """It is so at its beginning, before anything is read, and as SQLAlchemy's own error."""
    with UnitOfWork(engine), pytest.raises(OperationalError, match="locked"):
        UnitOfWork(engine).__enter__()

    with UnitOfWork(engine) as freed:
        freed.execute(text("INSERT INTO seen VALUES ('a')"))
        freed.commit()


def test_a_reader_goes_beside_a_writer(engine: Engine) -> None:
    """It sees what was committed, and does not take the writer's place."""
    with UnitOfWork(engine) as writer, UnitOfWork(engine, readonly=True) as reader:
        writer.execute(text("INSERT INTO seen VALUES ('a')"))

        assert reader.execute(text("SELECT count(*) FROM seen")).scalar() == 0
        writer.commit()

    with UnitOfWork(engine, readonly=True) as later:
        assert later.execute(text("SELECT count(*) FROM seen")).scalar() == 1


def test_what_is_not_committed_is_rolled_back(engine: Engine) -> None:
    """Leaving a unit undoes it, and its connection serves the next one."""
    with UnitOfWork(engine) as unit:
        unit.execute(text("INSERT INTO seen VALUES ('a')"))

    with UnitOfWork(engine) as unit:
        assert unit.execute(text("SELECT count(*) FROM seen")).scalar() == 0


def test_writers_of_many_threads_take_turns(tmp_path: Path) -> None:
    """With the usual patience nobody is refused and nothing is lost."""
    engine = open_engine(f"sqlite:///{tmp_path / 'b.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (value INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))

    def count() -> None:
        for _ in range(20):
            with UnitOfWork(engine) as unit:
                value = unit.execute(text("SELECT value FROM counter")).scalar_one()
                unit.execute(text("UPDATE counter SET value = :next"), {"next": value + 1})
                unit.commit()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with UnitOfWork(engine, readonly=True) as unit:
        assert unit.execute(text("SELECT value FROM counter")).scalar() == 80
    engine.dispose()


def test_a_statement_asks_for_no_listeners(engine: Engine) -> None:
    """SQLAlchemy looks for them at every step of every statement once an engine has any."""
    with UnitOfWork(engine) as unit:
        assert not engine._has_events
        assert not unit.connection._has_events
