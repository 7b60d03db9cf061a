"""Tables of the desk: account actions put before customers, suggestions, held drafts, webhooks."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from accounts.storage.types import UtcDateTime
from bot.storage.tables import metadata
from bot.storage.tables_handoff import STAFF

proposals = Table(
    "desk_proposals",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("agent", String(STAFF), nullable=False),
    Column("actor", String(40), nullable=False),
    Column("number", String(20), nullable=False),
    Column("action", String(30), nullable=False),
    Column("item", String(40), nullable=False),
    Column("mark", String(200), nullable=False),
    Column("lines", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("answered_seq", Integer),
    Column("result", Text),
)

suggestions = Table(
    "desk_suggestions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("agent", String(STAFF), nullable=False),
    Column("intent", String(60), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("source", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("outcome", String(10)),
    Index("ix_desk_suggestions_message", "conversation_id", "seq"),
)

held_drafts = Table(
    "desk_held_drafts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", String(200), nullable=False),
    Column("agent", String(STAFF), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("words", JSON, nullable=False),
    Column("override_reason", Text),
)
"""Counts, not texts: what was held was never said."""

deliveries = Table(
    "desk_deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("event", String(40), nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", UtcDateTime, index=True),  # None: given up
    Column("status", Integer),  # the last answer's
)

bookmarks = Table(
    "desk_bookmarks",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""How far a reader of an append-only table has come."""
