"""Wrong logins by where they come from, and the devices that staff have logged in from.

What was counted before is forgotten: it is a day old at most, and names no origin.
Written out in plain types: a revision must not change when the tables modules do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NUMBER = 20


def upgrade() -> None:
    op.drop_table("staff_attempts")
    op.create_table(
        "staff_attempts",
        sa.Column("number", sa.String(_NUMBER), primary_key=True),
        sa.Column("origin", sa.String(64), primary_key=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("wrong_at", sa.DateTime(), nullable=False),
        sa.Column("locked_until", sa.DateTime()),
    )
    op.create_table(
        "staff_devices",
        sa.Column("number", sa.String(_NUMBER), primary_key=True),
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("known_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_staff_devices_token_hash", "staff_devices", ["token_hash"])


def downgrade() -> None:
    op.drop_table("staff_devices")
    op.drop_table("staff_attempts")
    op.create_table(
        "staff_attempts",
        sa.Column("number", sa.String(_NUMBER), primary_key=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("wrong_at", sa.DateTime(), nullable=False),
        sa.Column("locked_until", sa.DateTime()),
    )
