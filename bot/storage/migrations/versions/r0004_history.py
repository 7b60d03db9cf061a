"""What is asked again and again costs the same however long the history; prunings are recorded.

Written out in plain types: a revision must not change when the tables modules do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    said = sa.text("last_customer_at IS NOT NULL")
    op.drop_index("ix_conversations_silence", "conversations")
    op.create_index(
        "ix_conversations_silence",
        "conversations",
        ["owner", "last_bot_at"],
        sqlite_where=said,
        postgresql_where=said,
    )
    op.create_index("ix_handoffs_ended", "handoffs", ["state", "ended_at"])
    op.create_index("ix_handoffs_requested_at", "handoffs", ["requested_at"])
    op.drop_index("ix_handoffs_state", "handoffs")
    op.create_table(
        "prunings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("prunings")
    op.create_index("ix_handoffs_state", "handoffs", ["state"])
    op.drop_index("ix_handoffs_requested_at", "handoffs")
    op.drop_index("ix_handoffs_ended", "handoffs")
    op.drop_index("ix_conversations_silence", "conversations")
    op.create_index("ix_conversations_silence", "conversations", ["owner", "last_bot_at"])
