"""The desk: account actions put before customers, suggestions, held drafts, webhook deliveries.

Written out in plain types: a revision must not change when the tables modules do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STAFF = 20


def upgrade() -> None:
    _proposals()
    _suggestions()
    op.create_table(
        "desk_held_drafts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("conversation_id", sa.String(200), nullable=False),
        sa.Column("agent", sa.String(_STAFF), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, index=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("override_reason", sa.Text()),
    )
    op.create_table(
        "desk_deliveries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), index=True),
        sa.Column("status", sa.Integer()),
    )
    op.create_table(
        "desk_bookmarks",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("value", sa.Integer(), nullable=False),
    )


def _proposals() -> None:
    op.create_table(
        "desk_proposals",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String(200),
            sa.ForeignKey("conversations.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("agent", sa.String(_STAFF), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("action", sa.String(30), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("mark", sa.String(200), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("answered_seq", sa.Integer()),
        sa.Column("result", sa.Text()),
    )


def _suggestions() -> None:
    op.create_table(
        "desk_suggestions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "conversation_id", sa.String(200), sa.ForeignKey("conversations.id"), nullable=False
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(_STAFF), nullable=False),
        sa.Column("intent", sa.String(60), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False, index=True),
        sa.Column("outcome", sa.String(10)),
    )
    op.create_index("ix_desk_suggestions_message", "desk_suggestions", ["conversation_id", "seq"])


def downgrade() -> None:
    for name in (
        "desk_bookmarks",
        "desk_deliveries",
        "desk_held_drafts",
        "desk_suggestions",
        "desk_proposals",
    ):
        op.drop_table(name)
