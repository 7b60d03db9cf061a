"""Writers of one process take turns; readers and other processes do not wait for that."""

from __future__ import annotations

import gc
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from accounts.storage import engine as opening
from accounts.storage.engine import open_engine
from accounts.storage.writers import Gate, gate_of


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the address of a database with one table."""
    address = f"sqlite:///{tmp_path / 'turns.db'}"
    engine = open_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE turns (who INTEGER PRIMARY KEY)"))
    engine.dispose()
    return address


def put(engine: Engine, who: int, *, holding: float = 0.0) -> None:
    """Write a row, and keep the others waiting for `holding` seconds."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO turns VALUES (:who)"), {"who": who})
        time.sleep(holding)


def rows(engine: Engine) -> list[int]:
    """Return whose rows there are, in the order they were written."""
    with engine.connect().execution_options(readonly=True) as connection:
        return list(connection.execute(text("SELECT who FROM turns ORDER BY rowid")).scalars())


def test_who_waits_longest_comes_next() -> None:
    """Whatever the number of those who wait."""
    gate, order, threads = Gate(), [], []
    assert gate.enter(0)

    def wait(who: int) -> None:
        assert gate.enter(5)
        order.append(who)
        gate.leave()

    for who in range(8):
        threads.append(threading.Thread(target=wait, args=(who,)))
        threads[-1].start()
        time.sleep(0.02)
    gate.leave()
    for each in threads:
        each.join(5)

    assert order == list(range(8))
    assert gate.enter(0)


def test_who_gives_up_is_passed_over() -> None:
    """The gate is not kept for them, and not lost either."""
    gate = Gate()
    assert gate.enter(0)
    assert not gate.enter(0.01)
    gate.leave()
    assert gate.enter(0)


def test_no_writer_is_refused_while_the_others_go_on(url, monkeypatch) -> None:
    """Each waits for those before it, however often others come: nobody is unlucky."""
    monkeypatch.setattr(opening, "BUSY_TIMEOUT_MS", 2000)
    engines = [open_engine(url), open_engine(url)]
    failed: list[Exception] = []

    def write(first: int) -> None:
        try:
            for step in range(10):
                put(engines[step % 2], first + step, holding=0.01)
        except OperationalError as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(number * 100,)) for number in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)

    assert failed == []
    assert len(rows(engines[0])) == 120


def test_a_reader_does_not_wait_for_a_writer(url) -> None:
    """It sees what was there before."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO turns VALUES (1)"))
        begun = time.monotonic()
        assert rows(engine) == []
        assert time.monotonic() - begun < 1.0
    assert rows(engine) == [1]


@pytest.mark.parametrize("ending", ["raised", "rolled back", "lost", "refused"])
def test_whatever_ends_a_transaction_lets_the_next_one_write(url, ending: str, monkeypatch) -> None:
    """An error in the block, a rollback, a connection that nobody closed, a failed statement."""
    monkeypatch.setattr(opening, "BUSY_TIMEOUT_MS", 500)
    engine = open_engine(url)
    put(engine, 1)
    if ending == "raised":
        with pytest.raises(ZeroDivisionError), engine.begin():
            _ = 1 / 0
    elif ending == "rolled back":
        with engine.connect() as connection:
            connection.execute(text("INSERT INTO turns VALUES (9)"))
            connection.rollback()
    elif ending == "lost":
        engine.connect().execute(text("INSERT INTO turns VALUES (9)"))
        gc.collect()
    else:
        with pytest.raises(IntegrityError):
            put(engine, 1)

    put(engine, 2)

    assert rows(engine) == [1, 2]


def test_a_lock_that_another_connection_holds_is_told_once_the_wait_is_over(url, monkeypatch):
    """As SQLite tells it; the next try finds the gate open."""
    monkeypatch.setattr(opening, "BUSY_TIMEOUT_MS", 200)
    engine, other = open_engine(url), open_engine(url)
    begun = time.monotonic()
    with engine.begin(), pytest.raises(OperationalError, match="locked"):
        put(other, 1)
    assert time.monotonic() - begun < 2.0

    put(other, 1)
    assert rows(engine) == [1]


def test_engines_on_one_file_share_a_gate(tmp_path) -> None:
    """However the path is written."""
    assert gate_of(tmp_path / "a.db") is gate_of(tmp_path / "." / "b" / ".." / "a.db")
    assert gate_of(tmp_path / "a.db") is not gate_of(tmp_path / "b.db")
