"""Brings the tracker's tables to the present schema; they live beside the conversations."""

from __future__ import annotations

from pathlib import Path

from accounts.storage.schema_history import SchemaHistory

VERSION_TABLE = "alembic_version_tracker"
HISTORY = SchemaHistory(folder=Path(__file__).parent / "migrations", version_table=VERSION_TABLE)

migrate = HISTORY.upgrade
