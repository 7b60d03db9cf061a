"""Tickets: priority, urges, joined reports, ratings, warnings; history lines name their event.

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
    for column in (
        sa.Column("details", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("priority", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("senior", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("assignee", sa.String(20)),
        sa.Column("reports", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("urges", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("urged_at", sa.DateTime()),
        sa.Column("rating", sa.Integer()),
        sa.Column("warned_at", sa.DateTime()),
        sa.Column("notice", sa.String(20)),
    ):
        op.add_column("tickets", column)
    op.create_index("ix_tickets_state_due_at", "tickets", ["state", "due_at"])
    op.add_column(
        "ticket_history",
        sa.Column("event", sa.String(20), nullable=False, server_default="moved"),
    )


def downgrade() -> None:
    op.drop_column("ticket_history", "event")
    op.drop_index("ix_tickets_state_due_at", "tickets")
    for name in (
        "notice",
        "warned_at",
        "rating",
        "urged_at",
        "urges",
        "reports",
        "assignee",
        "senior",
        "priority",
        "details",
    ):
        op.drop_column("tickets", name)
