"""The table of changes, in plain types that do not follow the tables module."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "studio_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("area", sa.String(20), nullable=False),
        sa.Column("target", sa.String(300), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_studio_changes"),
        sa.UniqueConstraint("undoes", name="uq_studio_changes_undoes"),
    )
    op.create_index("ix_studio_changes_author", "studio_changes", ["author"])
    op.create_index("ix_studio_changes_area", "studio_changes", ["area"])


def downgrade() -> None:
    op.drop_index("ix_studio_changes_area", table_name="studio_changes")
    op.drop_index("ix_studio_changes_author", table_name="studio_changes")
    op.drop_table("studio_changes")
