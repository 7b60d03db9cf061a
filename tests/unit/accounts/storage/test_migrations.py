"""The migrations make exactly the schema that the code describes, and can be undone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.engine import Engine

from accounts.bootstrap import Accounts
from accounts.month import Month
from accounts.storage.account_rows import subscription_rows
from accounts.storage.engine import open_engine
from accounts.storage.migrate import HISTORY, VERSION_TABLE, migrate, unwind
from accounts.storage.order_rows import end_subscription
from accounts.storage.schema import metadata


@pytest.fixture
def empty_engine(empty_url: str) -> Iterator[Engine]:
    """Give an engine on a database without any table."""
    opened = open_engine(empty_url)
    yield opened
    opened.dispose()


def _differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return list(compare_metadata(context, metadata))


def test_migrations_and_metadata_describe_the_same_schema(empty_engine: Engine) -> None:
    """A migrated database differs in nothing from the tables that the code uses."""
    migrate(empty_engine)

    assert _differences(empty_engine) == []


def test_downgrade_removes_every_table_and_upgrade_brings_them_back(empty_engine: Engine) -> None:
    """Going down to nothing and up again ends in the present schema."""
    migrate(empty_engine)
    unwind(empty_engine)
    left = set(inspect(empty_engine).get_table_names())
    migrate(empty_engine)

    assert left <= {VERSION_TABLE}
    assert _differences(empty_engine) == []


def test_migrating_twice_changes_nothing(empty_engine: Engine) -> None:
    """A second start finds the schema present and leaves it alone."""
    migrate(empty_engine)
    migrate(empty_engine)

    assert _differences(empty_engine) == []


def test_processes_that_start_together_migrate_once(empty_engine: Engine) -> None:
    """Two simultaneous migrations both succeed: the second waits for the first."""
    failures: list[BaseException] = []

    def start() -> None:
        try:
            migrate(empty_engine)
        except BaseException as error:  # noqa: BLE001 - handed to the test's thread
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert _differences(empty_engine) == []


def test_what_is_subscribed_outlives_the_change_of_its_table(accounts: Accounts) -> None:
    """Down to the schema before it and up again; only what has been given up has no place there."""
    number = "13900000001"
    with accounts.uows() as uow:
        end_subscription(uow, number, "GAME", Month(2026, 10))
        before = subscription_rows(uow, number)
        uow.commit()
    HISTORY.downgrade(accounts.engine, "0007")
    migrate(accounts.engine)
    with accounts.uows(readonly=True) as uow:
        after = subscription_rows(uow, number, Month(2020, 1))

    assert after == before
    assert {row.code for row in after} == {"RING", "M5", "DAY"}
    keys = inspect(accounts.engine).get_pk_constraint("subscriptions")["constrained_columns"]
    assert keys == ["customer_number", "code", "since"]


def test_several_databases_are_migrated_at_once(tmp_path: Path) -> None:
    """A server opens accounts, conversations and what trainers own beside each other."""
    engines = [open_engine(f"sqlite:///{tmp_path / f'{place}.db'}") for place in range(6)]
    begin = threading.Barrier(len(engines))
    failed: list[Exception] = []

    def start(engine: Engine) -> None:
        begin.wait()
        try:
            migrate(engine)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            failed.append(error)

    threads = [threading.Thread(target=start, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert [_differences(engine) for engine in engines] == [[]] * len(engines)
    for engine in engines:
        engine.dispose()
