"""What tests of conversations share: the bot's real lines, and an empty log to copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.scripts import Scripts
from bot.settings import ROOT
from bot.storage.store import SqlConversationStore


@pytest.fixture(scope="session")
def scripts() -> Scripts:
    """Return the lines that the bot really says."""
    return Scripts.load(ROOT / "data" / "scripts")


@pytest.fixture(scope="session")
def log_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a migrated, empty log to copy."""
    path = tmp_path_factory.mktemp("log") / "conversations.db"
    store = SqlConversationStore(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path
