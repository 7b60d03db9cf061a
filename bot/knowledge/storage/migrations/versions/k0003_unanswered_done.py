"""Unanswered questions that are done; ids of conversations as long as they are elsewhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "k0003"
down_revision = "k0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("knowledge_unanswered", sa.Column("done_at", sa.DateTime()))
    op.add_column("knowledge_unanswered", sa.Column("done_by", sa.String(40)))
    op.add_column("knowledge_unanswered", sa.Column("answered_by", sa.String(40)))
    _conversation_id(sa.String(200), sa.String(255))


def downgrade() -> None:
    _conversation_id(sa.String(255), sa.String(200))
    # SQLite drops no column of a table that stands.
    with op.batch_alter_table("knowledge_unanswered") as table:
        for name in ("answered_by", "done_by", "done_at"):
            table.drop_column(name)


def _conversation_id(present: sa.String, wanted: sa.String) -> None:
    # The same: on SQLite the table is copied.
    with op.batch_alter_table("knowledge_opinions") as table:
        table.alter_column(
            "conversation_id", existing_type=present, type_=wanted, existing_nullable=False
        )
