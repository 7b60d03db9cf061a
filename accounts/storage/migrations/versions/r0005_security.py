"""New passwords, suspensions, contact details, grades, and when a password was last reset.

Written out in plain types: a revision must not change when the tables modules do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_CONVERSATION = 255
_NUMBER = 11
_WORD = 40
_HASH = 200


def upgrade() -> None:
    op.add_column("identity_numbers", sa.Column("password_reset_at", sa.DateTime()))
    _changing()
    _grading()


def _changing() -> None:
    op.create_table(
        "pending_passwords",
        sa.Column("conversation_id", sa.String(_CONVERSATION), primary_key=True),
        sa.Column("number", sa.String(_NUMBER), primary_key=True),
        sa.Column("how", sa.String(_WORD), nullable=False),
        sa.Column("password_hash", sa.String(_HASH)),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "status_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("customer_number", sa.String(_NUMBER), nullable=False, index=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(_WORD), nullable=False),
        sa.Column("conversation_id", sa.String(_CONVERSATION), nullable=False),
        sa.Column("from_status", sa.String(20), nullable=False),
        sa.Column("from_reason", sa.String(20)),
        sa.Column("to_status", sa.String(20), nullable=False),
        sa.Column("to_reason", sa.String(20)),
        sa.Column("idempotency_key", sa.String(64), unique=True),
    )
    op.create_table(
        "contact_details",
        sa.Column("customer_number", sa.String(_NUMBER), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
    )


def _grading() -> None:
    op.create_table(
        "grades",
        sa.Column(
            "customer_number",
            sa.String(_NUMBER),
            sa.ForeignKey("customers.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("drifting", sa.Boolean(), nullable=False),
        sa.Column("graded_at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "grade_cutoffs",
        sa.Column("stars", sa.Integer(), primary_key=True),
        sa.Column("lowest", sa.Integer(), nullable=False),
        sa.Column("graded_at", sa.DateTime(), nullable=False),
    )


def downgrade() -> None:
    for name in (
        "grade_cutoffs",
        "grades",
        "contact_details",
        "status_changes",
        "pending_passwords",
    ):
        op.drop_table(name)
    op.drop_column("identity_numbers", "password_reset_at")
