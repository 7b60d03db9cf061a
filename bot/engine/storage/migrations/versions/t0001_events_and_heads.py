"""The tracker's events and bookmarks, in plain types that do not follow the tables module."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "t0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_events",
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("type_name", sa.String(60), nullable=False),
        sa.Column("timestamp", sa.Float(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sender_id", "seq", name="pk_tracker_events"),
    )
    op.create_table(
        "tracker_heads",
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("next_seq", sa.Integer(), nullable=False),
        sa.Column("window_from", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sender_id", name="pk_tracker_heads"),
    )


def downgrade() -> None:
    op.drop_table("tracker_heads")
    op.drop_table("tracker_events")
