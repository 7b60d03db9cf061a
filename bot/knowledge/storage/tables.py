"""Tables of the knowledge base: versions, history, attachments, opinions, what is unanswered."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from accounts.storage.engine import new_metadata
from accounts.storage.types import UtcDateTime

metadata = new_metadata()

CODE = 40

revision = Table(
    "knowledge_revision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # Grows with every change; writers lock this row, so that one changes the library at a time.
    Column("number", Integer, nullable=False),
)

versions = Table(
    "knowledge_versions",
    metadata,
    Column("code", String(CODE), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", String(12), nullable=False),
    Column("article", JSON, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("owner_told_at", UtcDateTime),
    Index("ix_knowledge_versions_state", "state"),
)

steps = Table(
    "knowledge_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(CODE), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("event", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("note", Text, nullable=False),
)

attachments = Table(
    "knowledge_attachments",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("code", String(CODE), nullable=False),
    Column("name", String(100), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("added_by", String(40), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("reviewer", String(40), nullable=False),
    # Last: SQLite reads a row's pages up to the last column that is asked for.
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("code", "name"),
)

opinions = Table(
    "knowledge_opinions",
    metadata,
    Column("code", String(CODE), primary_key=True),
    Column("conversation_id", String(255), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("useful", Boolean, nullable=False),
)

unanswered = Table(
    "knowledge_unanswered",
    metadata,
    # The levelled question's digest: the same words are one row, however often they are asked.
    Column("key", String(32), primary_key=True),
    Column("question", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("near", JSON, nullable=False),
    Column("done_at", UtcDateTime),
    # Who dealt with it; the system when the article `answered_by` was found to answer it.
    Column("done_by", String(40)),
    Column("answered_by", String(CODE)),
)
