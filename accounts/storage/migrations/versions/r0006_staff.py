"""How staff log in: passwords apart from the roster, wrong tries, sessions.

Written out in plain types: a revision must not change when the tables modules do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NUMBER = 20


def upgrade() -> None:
    # Never filled: a seed replaces the roster, and a password has to outlive that.
    op.drop_column("staff", "password_hash")
    op.create_table(
        "staff_logins",
        sa.Column("number", sa.String(_NUMBER), primary_key=True),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("totp_secret", sa.String(64)),
        sa.Column("totp_step", sa.Integer()),
    )
    op.create_table(
        "staff_attempts",
        sa.Column("number", sa.String(_NUMBER), primary_key=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("wrong_at", sa.DateTime(), nullable=False),
        sa.Column("locked_until", sa.DateTime()),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("number", sa.String(_NUMBER), nullable=False, index=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False, index=True),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("ended_by", sa.String(20)),
    )


def downgrade() -> None:
    for name in ("staff_sessions", "staff_attempts", "staff_logins"):
        op.drop_table(name)
    op.add_column("staff", sa.Column("password_hash", sa.String(200)))
