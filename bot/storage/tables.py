"""Tables of the conversations: the durable log, who owns it, and the buttons issued in it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from accounts.storage.engine import new_metadata
from accounts.storage.types import UtcDateTime

metadata = new_metadata()

ID_LENGTH = 200

PRUNED = "pruned:"
"""How the id of a conversation begins of which only figures are left."""

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(ID_LENGTH), primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("owner", String(10), nullable=False),
    Column("greeting", String(10), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("last_seq", Integer, nullable=False),
    Column("last_customer_at", UtcDateTime),
    Column("last_bot_at", UtcDateTime),
    Column("idle_asked_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("rating", Integer),
    Column("agent", String(20)),  # the staff number of the owning agent
    Column("handoff_id", String(32)),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating_range"),
    # The idle watch asks for the bot's quiet conversations every few seconds. Pages opened
    # without a word stay the bot's and are many.
    Index(
        "ix_conversations_silence",
        "owner",
        "last_bot_at",
        sqlite_where=text("last_customer_at IS NOT NULL"),
        postgresql_where=text("last_customer_at IS NOT NULL"),
    ),
)

messages = Table(
    "messages",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("author", String(10), nullable=False),
    Column("text", Text),
    Column("buttons", JSON(none_as_null=True)),
    Column("image", Text),
    Column("custom", JSON(none_as_null=True)),
    Column("client_id", String(128)),
    Column("reply_to", Integer),
    Column("agent", String(20)),  # who wrote it, when that was an agent
    UniqueConstraint("conversation_id", "client_id"),
)

owed_turns = Table(
    "owed_turns",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("turn", JSON, nullable=False),
)
"""Customer messages that still wait for the bot's answer; a row goes when it is given."""

issued_buttons = Table(
    "issued_buttons",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("payload", Text, nullable=False),
)

prunings = Table(
    "prunings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("before", UtcDateTime, nullable=False),
    Column("actor", String(60), nullable=False),
    Column("conversations", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
)
"""Who had old conversations deleted, when, how old and how many; append-only."""
