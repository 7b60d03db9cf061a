"""Databases and a standing clock for the account tests: the same tests on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine, make_url

from accounts.access import Caller
from accounts.bootstrap import Accounts, open_accounts, seed_file
from accounts.clock import SHANGHAI, FixedClock
from accounts.storage.engine import open_engine
from accounts.storage.migrate import migrate
from accounts.storage.uow import UowFactory, uow_factory

PASSWORDS = {"13900000001": "415926", "13900000002": "271828", "13900000003": "161803"}

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)

Prove = Callable[..., Caller]


@pytest.fixture
def clock() -> FixedClock:
    """Give a clock standing at noon of 15 November 2026 in Shanghai."""
    return FixedClock(NOON)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated, empty SQLite file to copy: migrating once keeps the suite quick."""
    path = tmp_path_factory.mktemp("template") / "accounts.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def database_url(empty_url: str, sqlite_template: Path) -> str:
    """Give the URL of a database with every table and no row."""
    url = make_url(empty_url)
    if url.get_backend_name() == "sqlite":
        shutil.copyfile(sqlite_template, str(url.database))
        return empty_url
    engine = open_engine(empty_url)
    migrate(engine)
    engine.dispose()
    return empty_url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an open engine on a migrated, empty database."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def uows(engine: Engine) -> UowFactory:
    """Give the factory of units of work on that database."""
    return uow_factory(engine)


@pytest.fixture(scope="session")
def small_seed() -> Path:
    """Give the path of the small operator's file."""
    return Path(__file__).with_name("small.yml")


@pytest.fixture(scope="session")
def seeded_template(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, small_seed: Path
) -> Path:
    """Give a SQLite file that holds `small.yml`, to copy: hashing passwords is slow on purpose."""
    folder = tmp_path_factory.mktemp("seeded")
    path = Path(shutil.copyfile(sqlite_template, folder / "accounts.db"))
    _seed(f"sqlite:///{path}", folder, small_seed)
    return path


@pytest.fixture
def accounts(
    database_url: str, clock: FixedClock, tmp_path: Path, small_seed: Path, seeded_template: Path
) -> Iterator[Accounts]:
    """Give the account services on a database that holds `small.yml`."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        shutil.copyfile(seeded_template, str(url.database))
    else:
        _seed(database_url, tmp_path, small_seed)
    opened = open_accounts(url=database_url, clock=clock, outbox_path=tmp_path / "outbox.jsonl")
    yield opened
    opened.close()


def _seed(url: str, folder: Path, file: Path) -> None:
    opened = open_accounts(url=url, clock=FixedClock(NOON), outbox_path=folder / "outbox.jsonl")
    seed_file(opened, file)
    opened.close()


@pytest.fixture
def prove(accounts: Accounts, tmp_path: Path) -> Prove:
    """Give a function that returns a caller who has proved a number by `kinds`."""

    def caller_for(number: str, *kinds: str, conversation: str = "c1", turn: str = "t1") -> Caller:
        caller = Caller(conversation, "web", turn_id=turn)
        for kind in kinds or ("password",):
            accounts.identity.open_challenge(caller, number, kind)
            secret = PASSWORDS[number]
            if kind == "code":
                lines = (tmp_path / "outbox.jsonl").read_text(encoding="utf-8").splitlines()
                secret = json.loads(lines[-1])["data"]["code"]
            assert accounts.identity.present(conversation, secret).outcome == "accepted"
        return caller

    return caller_for
