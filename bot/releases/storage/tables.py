"""Tables of versions, what they answered, which one serves, trainings, and servers' reports."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text

from accounts.storage.engine import new_metadata
from accounts.storage.types import UtcDateTime

metadata = new_metadata()

versions = Table(
    "release_versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String(12), nullable=False, index=True),
    Column("author", String(40), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("released_at", UtcDateTime),
    Column("note", Text, nullable=False),
    Column("data_hash", String(64), nullable=False),
    Column("examples", Integer, nullable=False),
    Column("model", String(200), nullable=False),
    Column("figures", JSON(none_as_null=True)),
    Column("reasons", JSON, nullable=False),
    Column("comparison", JSON(none_as_null=True)),
    Column("details", JSON, nullable=False),
    # Who released it in spite of doubts, when, and about which intents.
    Column("confirmation", JSON(none_as_null=True)),
)

answers = Table(
    "release_answers",
    metadata,
    # What a version made of the labelled messages, so that it need not read them again.
    Column("version_id", ForeignKey("release_versions.id"), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("answers", JSON, nullable=False),
)

pointer = Table(
    "release_pointer",
    metadata,
    # One row, id 1. Whoever moves a version or begins a training holds it for the transaction.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version_id", ForeignKey("release_versions.id")),
    Column("moved_at", UtcDateTime),
    Column("moved_by", String(40)),
)

jobs = Table(
    "release_jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("author", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("state", String(12), nullable=False, index=True),
    Column("step", String(20), nullable=False),
    Column("percent", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("alive_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("host", String(200), nullable=False),
    Column("pid", Integer),
    Column("version_id", ForeignKey("release_versions.id")),
    Column("problem", JSON(none_as_null=True)),
    Column("findings", JSON, nullable=False),
)

servers = Table(
    "release_servers",
    metadata,
    Column("server", String(200), primary_key=True),
    Column("version_id", ForeignKey("release_versions.id"), nullable=False),
    Column("problem", JSON(none_as_null=True)),
    Column("at", UtcDateTime, nullable=False),
)
