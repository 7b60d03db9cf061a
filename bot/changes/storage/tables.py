"""The table of changes, and of those that git did not take; rows are added and never altered."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table

from accounts.storage.engine import new_metadata
from accounts.storage.types import UtcDateTime

metadata = new_metadata()

changes = Table(
    "studio_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("author", String(40), nullable=False, index=True),
    Column("area", String(20), nullable=False, index=True),
    Column("target", String(300), nullable=False),
    Column("summary", JSON, nullable=False),
    # A list of [target, before, after, line]: the diff is made from it when somebody looks.
    Column("pieces", JSON, nullable=False),
    # Unique: a change is undone once. Who wants it back undoes the undoing.
    Column("undoes", Integer, unique=True),
)

uncommitted = Table(
    "studio_uncommitted",
    metadata,
    Column("change", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
)
