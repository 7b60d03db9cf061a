"""Names follow the catalogue in the database, whoever changed it, without a restart."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from accounts.bootstrap import open_accounts, seed_file
from accounts.catalogue import CatalogueName
from accounts.clock import SHANGHAI, FixedClock
from accounts.storage.tables_catalogue import packages
from bot.nlu import names
from bot.nlu.names import FRESH_SECONDS, RETRY_SECONDS, CurrentNames, current_book, use_names
from bot.settings import ROOT

SMALL = ROOT / "tests" / "unit" / "accounts" / "small.yml"
NOON = FixedClock(datetime(2026, 10, 15, 12, 0, tzinfo=SHANGHAI))


class Watch:
    """Counts seconds when told to."""

    def __init__(self) -> None:
        """Begin at some moment."""
        self.seconds = 100.0

    def __call__(self) -> float:
        """Return the seconds counted."""
        return self.seconds


def opened(folder: Path):
    """Open the accounts of `folder`."""
    return open_accounts(
        url=f"sqlite:///{folder / 'accounts.db'}",
        clock=NOON,
        outbox_path=folder / "outbox.jsonl",
    )


def codes(book, text):
    """Return the codes understood."""
    return [mention.value.code for mention in book.find(text)]


def named(code, name):
    """Return a package's entry in the catalogue."""
    return CatalogueName("package", code, name, (), Decimal(30))


@pytest.fixture
def accounts(tmp_path):
    """Open the accounts of an empty folder and load the small operator."""
    made = opened(tmp_path)
    seed_file(made, SMALL)
    yield made
    made.close()


def test_a_renamed_package_is_understood_at_once(accounts):
    """An edit by whoever has the database open shows within `FRESH_SECONDS`."""
    watch = Watch()
    current = CurrentNames(accounts.catalogue.names, timer=watch)
    assert codes(current.book(), "青芽25元套餐") == ["A25"]
    assert codes(current.book(), "蓝鲸26") == []

    with accounts.engine.begin() as connection:
        row = update(packages).where(packages.c.code == "A25")
        connection.execute(row.values(name="蓝鲸26元套餐", aliases=[]))
    watch.seconds += FRESH_SECONDS

    assert codes(current.book(), "蓝鲸26") == ["A25"]
    assert codes(current.book(), "青芽") == []


def test_a_seed_by_another_process_is_understood(tmp_path):
    """The reader opens the database by itself and finds what the seed wrote later."""
    watch, writer = Watch(), opened(tmp_path)
    reader = opened(tmp_path)
    current = CurrentNames(reader.catalogue.names, timer=watch)
    assert codes(current.book(), "青芽25元套餐") == []

    seed_file(writer, SMALL)
    watch.seconds += FRESH_SECONDS

    assert codes(current.book(), "青芽25元套餐") == ["A25"]
    writer.close()
    reader.close()


def test_an_unchanged_catalogue_is_read_but_not_rebuilt():
    """The same names keep the same book; within `FRESH_SECONDS` nothing is read."""
    watch, reads = Watch(), []

    def source():
        reads.append(watch.seconds)
        return (named("A", "蓝鲸套餐"),)

    current = CurrentNames(source, timer=watch)
    book = current.book()
    assert current.book() is book
    assert len(reads) == 1

    watch.seconds += FRESH_SECONDS

    assert current.book() is book
    assert len(reads) == 2


def test_a_database_that_fails_leaves_the_names_that_were_known():
    """Understanding goes on, and the database is left alone for a while."""
    watch, broken = Watch(), []

    def source():
        if broken:
            broken.append("asked")
            raise OSError("gone")
        return (named("A", "蓝鲸套餐"),)

    current = CurrentNames(source, timer=watch)
    current.book()
    broken.append("now")
    watch.seconds += FRESH_SECONDS

    assert codes(current.book(), "蓝鲸") == ["A"]
    assert codes(current.book(), "蓝鲸") == ["A"]
    assert broken == ["now", "asked"]

    broken.clear()
    watch.seconds += RETRY_SECONDS
    assert codes(current.book(), "蓝鲸") == ["A"]


def test_a_process_without_a_composition_root_reads_the_database_of_the_settings(
    tmp_path, monkeypatch
):
    """Plain ``rasa shell`` knows the names as soon as there is a database, and makes none."""
    url = f"sqlite:///{tmp_path / 'accounts.db'}"
    monkeypatch.setenv("XIAOTONG_ACCOUNTS_URL", url)
    monkeypatch.setattr(names, "FRESH_SECONDS", 0.0)
    use_names(None)

    assert codes(current_book(), "青芽25元套餐") == []
    assert not (tmp_path / "accounts.db").exists()

    made = opened(tmp_path)
    seed_file(made, SMALL)
    made.close()
    assert codes(current_book(), "青芽25元套餐") == ["A25"]


def test_a_database_without_tables_has_no_names(tmp_path, monkeypatch):
    """An older or foreign file is no reason to fail."""
    (tmp_path / "accounts.db").write_bytes(b"")
    monkeypatch.setenv("XIAOTONG_ACCOUNTS_URL", f"sqlite:///{tmp_path / 'accounts.db'}")
    use_names(None)

    assert codes(current_book(), "青芽25元套餐") == []
