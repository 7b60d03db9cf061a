"""The changes that git did not take, in plain types that do not follow the tables module."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c0002"
down_revision = "c0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "studio_uncommitted",
        sa.Column("change", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("change", name="pk_studio_uncommitted"),
    )


def downgrade() -> None:
    op.drop_table("studio_uncommitted")
