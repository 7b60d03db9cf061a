"""Versions in a database of their own, and a model that answers what a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.clock import SHANGHAI, FixedClock
from bot.changes.bootstrap import open_changes
from bot.releases.model import Draft, State
from bot.releases.runner import Runner
from bot.releases.service import Releases
from bot.releases.shelf import Shelf
from bot.releases.storage.database import Database
from bot.releases.storage.jobs import Jobs
from bot.releases.storage.versions import Versions

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture
def clock() -> FixedClock:
    """Stand the clock at noon of 15 November 2026."""
    return FixedClock(NOON)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Open an empty database."""
    opened = Database(f"sqlite:///{tmp_path / 'studio.db'}")
    yield opened
    opened.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Make an empty shelf."""
    made = Shelf(tmp_path)
    made.folder.mkdir()
    return made


@pytest.fixture
def versions(database: Database) -> Versions:
    """Give the versions of the database."""
    return Versions(database)


@pytest.fixture
def releases(database: Database, shelf: Shelf, clock: FixedClock, tmp_path: Path) -> Releases:
    """Give everything together, with a runner that begins nothing."""
    return Releases(
        database=database,
        shelf=shelf,
        runner=Runner(jobs=Jobs(database), data_dir=tmp_path, clock=clock),
        changes=open_changes(f"sqlite:///{tmp_path / 'studio.db'}", clock),
        clock=clock,
    )


@pytest.fixture
def draft() -> Callable[..., Draft]:
    """Give what makes a version: a candidate, and what differs from the usual."""

    def make(**more: Any) -> Draft:
        usual = {
            "state": State.CANDIDATE,
            "author": "9001",
            "created_at": NOON,
            "note": "",
            "data_hash": "abc123",
            "examples": 12,
        }
        return Draft(**{**usual, **more})

    return make


class Spoken:
    """A model that reads what it was told to: text → intent; implements `Loaded`."""

    def __init__(self, intents: Mapping[str, str], otherwise: str = "out_of_scope") -> None:
        self._intents = intents
        self._otherwise = otherwise

    def read(self, text: str) -> dict[str, Any]:
        """Return the parse as Rasa shapes it."""
        found = {"name": self._intents.get(text, self._otherwise), "confidence": 0.9}
        return {"intent": found, "intent_ranking": [found], "entities": []}


@pytest.fixture
def spoken() -> type[Spoken]:
    """Give the model that reads what it was told to."""
    return Spoken
