"""The conversation log on SQLite and, where a server answers, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.storage.store import SqlConversationStore


@pytest.fixture
def store(empty_url: str) -> Iterator[SqlConversationStore]:
    """Return an empty, migrated log."""
    opened = SqlConversationStore(empty_url)
    opened.migrate()
    yield opened
    opened.close()
