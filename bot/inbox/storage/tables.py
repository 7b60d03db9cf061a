"""Tables of the inbox: what is worth a look, where it was said, what was decided."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, LargeBinary, String, Table, Text

from accounts.storage.engine import new_metadata
from accounts.storage.types import UtcDateTime

metadata = new_metadata()

ID_LENGTH = 200
STAFF = 40

bookmark = Table(
    "inbox_bookmark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("timestamp", Float, nullable=False),
    Column("conversation_id", String(255), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("collected_at", UtcDateTime),
)
"""One row: how far the log of all conversations has been read."""

watched = Table(
    "inbox_watched",
    metadata,
    Column("conversation_id", String(255), primary_key=True),
    Column("first_seq", Integer, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("looks", Integer, nullable=False),
    Column("next_look_at", UtcDateTime, nullable=False, index=True),
    Column("signals", String(300), nullable=False),
    Column("version", Integer, nullable=False),
)
"""Conversations that will be looked at; a row goes after the last look."""

groups = Table(
    "inbox_groups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
    # Numbers are never used again: a process may still remember a group that is gone.
    sqlite_autoincrement=True,
)
"""Groups of messages alike: the vector of the message that began each."""

items = Table(
    "inbox_items",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("reasons", String(100), nullable=False),
    Column("reading", JSON, nullable=False),
    Column("entities", JSON, nullable=False),
    Column("suggested", String(100)),
    Column("group_id", Integer, nullable=False, index=True),
    Column("conversation_id", String(255)),
    Column("state", String(10), nullable=False),
    Column("assignee", String(STAFF)),
    Column("label", JSON(none_as_null=True)),
    Column("decided_by", String(STAFF)),
    Column("decided_at", UtcDateTime),
    Column("change_id", String(40)),
    # Set while the training data is being changed for a decision; a crash leaves it standing.
    Column("teaching_since", UtcDateTime),
    Column("version", Integer, nullable=False),
    Index("ix_inbox_items_listing", "state", "last_at"),
)

sightings = Table(
    "inbox_sightings",
    metadata,
    # A digest: the id of a conversation may be anything a partner chose, a number included.
    Column("conversation", String(32), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("item_id", String(32), nullable=False, index=True),
    Column("day", String(10), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("reasons", String(100), nullable=False),
)
"""Where each item was said: the same message is never counted twice."""

decisions = Table(
    "inbox_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("item_id", String(32), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("author", String(STAFF), nullable=False),
    Column("action", String(20), nullable=False),
    Column("detail", JSON, nullable=False),
)
"""Append-only."""
