"""Handoffs, what happened in them, staff notes and presences; agents in conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = sa.text("state <> 'ended'")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("agent", sa.String(20)))
    op.add_column("conversations", sa.Column("handoff_id", sa.String(32)))
    op.add_column("messages", sa.Column("agent", sa.String(20)))
    _handoffs()
    _events()
    _notes()
    _presence()


def _handoffs() -> None:
    op.create_table(
        "handoffs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(200), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("skill_group", sa.String(20), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer()),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(), nullable=False),
        sa.Column("front", sa.Boolean(), nullable=False),
        sa.Column("offered_to", sa.String(20)),
        sa.Column("offered_until", sa.DateTime()),
        sa.Column("passed", sa.JSON(), nullable=False),
        sa.Column("agent", sa.String(20)),
        *(sa.Column(name, sa.DateTime()) for name in ("accepted_at", "answered_at", "nudged_at")),
        *(sa.Column(name, sa.DateTime()) for name in ("hold_since", "hold_told_at", "notice_at")),
        sa.Column("notice_position", sa.Integer()),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("leaving", sa.Boolean(), nullable=False),
        sa.Column("message_seq", sa.Integer()),
        sa.Column("read_seq", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("ending", sa.String(20)),
        sa.Column("wrap_up_code", sa.String(60)),
        sa.Column("wrap_up_note", sa.Text()),
        sa.Column("solved", sa.Boolean()),
        sa.Column("rating", sa.Integer()),
        sa.Column("number", sa.String(20)),
        sa.Column("recognised", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("matter", sa.JSON()),
        sa.Column("transfer", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name="pk_handoffs"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_handoffs_conversation_id_conversations",
        ),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_handoffs_rating_range")),
        sa.CheckConstraint(
            "state <> 'active' OR agent IS NOT NULL", name=op.f("ck_handoffs_active_has_agent")
        ),
    )
    op.create_index("ix_handoffs_conversation_id", "handoffs", ["conversation_id"])
    op.create_index("ix_handoffs_state", "handoffs", ["state"])
    op.create_index(
        "uq_handoffs_open",
        "handoffs",
        ["conversation_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _events() -> None:
    op.create_table(
        "handoff_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("event", sa.String(30), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handoff_events"),
        sa.ForeignKeyConstraint(
            ["handoff_id"], ["handoffs.id"], name="fk_handoff_events_handoff_id_handoffs"
        ),
    )
    for column in ("handoff_id", "at"):
        op.create_index(f"ix_handoff_events_{column}", "handoff_events", [column])


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_notes_conversation_id_conversations"
        ),
    )
    op.create_index("ix_notes_conversation_id", "notes", ["conversation_id"])


def _presence() -> None:
    op.create_table(
        "presence",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("idle_since", sa.DateTime()),
        sa.PrimaryKeyConstraint("number", name="pk_presence"),
    )


def downgrade() -> None:
    for table in ("presence", "notes", "handoff_events", "handoffs"):
        op.drop_table(table)
    op.drop_column("messages", "agent")
    op.drop_column("conversations", "handoff_id")
    op.drop_column("conversations", "agent")
