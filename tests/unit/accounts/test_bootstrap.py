"""The composition root opens everything once and survives being opened again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from accounts.access import Caller
from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import FixedClock

NUMBER = "13900000001"
CALLER = Caller("c1", "app", recognised_number=NUMBER)


def test_a_second_start_finds_what_the_first_left(
    empty_url: str, clock: FixedClock, tmp_path: Path, small_seed: Path
) -> None:
    """Opening migrates an empty database, and leaves a full one as it is."""
    first = open_accounts(url=empty_url, clock=clock, outbox_path=tmp_path / "outbox.jsonl")
    seed_file(first, small_seed)
    first.close()
    second = open_accounts(url=empty_url, clock=clock, outbox_path=tmp_path / "outbox.jsonl")
    balance = second.balance.balance(CALLER, NUMBER)
    second.close()

    assert str(balance.amount) == "12.30"


def test_a_new_sqlite_folder_is_made(tmp_path: Path, clock: FixedClock) -> None:
    """The data directory need not exist before the first start."""
    path = tmp_path / "new" / "accounts.db"
    open_accounts(url=f"sqlite:///{path}", clock=clock, outbox_path=tmp_path / "o.jsonl").close()

    assert path.exists()


def test_a_database_that_cannot_be_opened_is_an_error_at_the_start(
    tmp_path: Path, clock: FixedClock
) -> None:
    """A folder in the place of the file is found out at once, not at the first question."""
    with pytest.raises(OperationalError):
        open_accounts(url=f"sqlite:///{tmp_path}", clock=clock, outbox_path=tmp_path / "o.jsonl")
