"""Brings the inbox's tables to the present schema."""

from __future__ import annotations

from pathlib import Path

from accounts.storage.schema_history import SchemaHistory

VERSION_TABLE = "alembic_version_inbox"
HISTORY = SchemaHistory(folder=Path(__file__).parent / "migrations", version_table=VERSION_TABLE)

migrate = HISTORY.upgrade
unwind = HISTORY.downgrade
