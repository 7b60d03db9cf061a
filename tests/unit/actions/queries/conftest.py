"""The accounts that the query actions are tested with: one customer for each situation."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import SHANGHAI, FixedClock

NOON = datetime(2026, 10, 15, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load these tests' own accounts once into a SQLite file, to copy for each test."""
    folder = tmp_path_factory.mktemp("queries")
    accounts = open_accounts(
        url=f"sqlite:///{folder / 'accounts.db'}",
        clock=FixedClock(NOON),
        outbox_path=folder / "outbox.jsonl",
    )
    seed_file(accounts, Path(__file__).with_name("accounts.yml"))
    accounts.close()
    return folder / "accounts.db"
