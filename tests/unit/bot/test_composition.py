"""The composition root: what an empty folder gets, what a full one keeps, what a message says."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from accounts.access import Caller
from accounts.clock import SystemClock
from accounts.errors import SeedRefused
from accounts.storage.tables_customer import customers
from actions.services import open_services
from bot.composition import DEMO, seed_when_empty
from bot.errors import XiaotongError
from bot.settings import ROOT, load

SMALL = ROOT / "tests" / "unit" / "accounts" / "small.yml"


@pytest.fixture
def accounts(tmp_path):
    """Open the accounts of an empty folder, worded by the real scripts."""
    opened = open_services(load({"data_dir": tmp_path}), SystemClock()).accounts
    yield opened
    opened.close()


def test_an_empty_database_gets_the_demo(accounts) -> None:
    """Once: the second start finds it there and leaves it."""
    assert seed_when_empty(accounts, None) is True
    assert DEMO.exists()
    assert accounts.catalogue.operator().name
    assert seed_when_empty(accounts, None) is False


def test_an_empty_database_gets_the_file_that_is_given(accounts) -> None:
    """Instead of the demo; a full one refuses a file and keeps what it has."""
    assert seed_when_empty(accounts, SMALL) is True
    loaded = accounts.catalogue.operator()

    with pytest.raises(XiaotongError, match="seed"):
        seed_when_empty(accounts, DEMO)

    assert accounts.catalogue.operator() == loaded


def test_a_file_that_is_refused_leaves_the_database_empty(accounts, tmp_path) -> None:
    """So that the next start, with a good file, still counts as the first."""
    bad = tmp_path / "bad.yml"
    bad.write_text("version: 1\n", encoding="utf-8")

    with pytest.raises(SeedRefused):
        seed_when_empty(accounts, bad)

    assert seed_when_empty(accounts, SMALL) is True


def test_a_code_goes_out_in_words_that_do_not_hold_it(accounts, tmp_path) -> None:
    """The text may be shown on a lock screen; the code is data."""
    seed_when_empty(accounts, DEMO)
    with accounts.uows(readonly=True) as uow:
        number = uow.execute(select(customers.c.number).limit(1)).scalar_one()

    accounts.identity.open_challenge(Caller("c1", "web"), number, "code")

    line = (tmp_path / "outbox.jsonl").read_text(encoding="utf-8")
    code = line.rpartition('"code": "')[2][:6]
    assert code.isdecimal()
    assert line.count(code) == 1
    assert "10分钟" in line
