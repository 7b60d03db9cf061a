"""Brings the tables of versions to the present schema."""

from __future__ import annotations

from pathlib import Path

from accounts.storage.schema_history import SchemaHistory

VERSION_TABLE = "alembic_version_releases"
HISTORY = SchemaHistory(folder=Path(__file__).parent / "migrations", version_table=VERSION_TABLE)

migrate = HISTORY.upgrade
unwind = HISTORY.downgrade
