"""Databases for the engine's memory: the same tests on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.engine.storage.event_log import EventLog, open_event_log


@pytest.fixture
def log(empty_url: str) -> Iterator[EventLog]:
    """Open an empty event log."""
    opened = open_event_log(empty_url)
    yield opened
    opened.close()
