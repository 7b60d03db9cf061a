"""Tables of the handoffs: who waits for whom, what happened, what staff noted, who is there."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
    text,
)

from accounts.storage.types import UtcDateTime
from bot.storage.tables import metadata

STAFF = 20
"""Longest staff number, as in the accounts."""

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("state", String(10), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("skill_group", String(20), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("stars", Integer),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("waiting_since", UtcDateTime, nullable=False),
    Column("front", Boolean, nullable=False),
    Column("offered_to", String(STAFF)),
    Column("offered_until", UtcDateTime),
    Column("passed", JSON, nullable=False),
    Column("agent", String(STAFF)),
    Column("accepted_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("nudged_at", UtcDateTime),
    Column("hold_since", UtcDateTime),
    Column("hold_told_at", UtcDateTime),
    Column("notice_at", UtcDateTime),
    Column("notice_position", Integer),
    Column("acknowledged", Boolean, nullable=False),
    Column("leaving", Boolean, nullable=False),
    Column("message_seq", Integer),
    Column("read_seq", Integer, nullable=False, server_default="0"),
    Column("ended_at", UtcDateTime),
    Column("ending", String(20)),
    Column("wrap_up_code", String(60)),
    Column("wrap_up_note", Text),
    Column("solved", Boolean),
    Column("rating", Integer),
    Column("number", String(20)),
    Column("recognised", Boolean, nullable=False, server_default=false()),
    Column("matter", JSON(none_as_null=True)),
    Column("transfer", JSON(none_as_null=True)),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating_range"),
    # An agent answers for what they have accepted, and nobody else does.
    CheckConstraint("state <> 'active' OR agent IS NOT NULL", name="active_has_agent"),
    # One open handoff a conversation, whatever two processes do at once.
    Index(
        "uq_handoffs_open",
        "conversation_id",
        unique=True,
        sqlite_where=text("state <> 'ended'"),
        postgresql_where=text("state <> 'ended'"),
    ),
    # The last that ended are looked for twice a second, however many have.
    Index("ix_handoffs_ended", "state", "ended_at"),
    # The figures of a day.
    Index("ix_handoffs_requested_at", "requested_at"),
)

handoff_events = Table(
    "handoff_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("handoff_id", ForeignKey("handoffs.id"), nullable=False, index=True),
    Column("conversation_id", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor", String(40), nullable=False),
    Column("event", String(30), nullable=False),
    Column("detail", JSON, nullable=False),
)
"""Append-only."""

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("author", String(STAFF), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("text", Text, nullable=False),
)

presence = Table(
    "presence",
    metadata,
    Column("number", String(STAFF), primary_key=True),
    Column("status", String(10), nullable=False),
    Column("reason", String(60), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("idle_since", UtcDateTime),
)
