"""What was given up stays on file with its last month: bills and usage of then are told by it.

A key cannot be changed in place everywhere, so the table is made anew from its rows.
Written out in plain types: a revision must not change when the tables modules do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _remake(sa.Column("since", sa.String(7), primary_key=True), sa.Column("until", sa.String(7)))


def downgrade() -> None:
    op.execute("DELETE FROM subscriptions WHERE until IS NOT NULL")
    _remake(sa.Column("since", sa.String(7), nullable=False))


def _remake(*months: sa.Column) -> None:
    # Not renamed: constraints would keep the name of the table they were made for.
    op.execute("CREATE TABLE subscriptions_kept AS SELECT * FROM subscriptions")
    op.drop_table("subscriptions")
    op.create_table(
        "subscriptions",
        sa.Column(
            "customer_number",
            sa.String(11),
            sa.ForeignKey("customers.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("code", sa.String(20), primary_key=True),
        *months,
        sa.Column("ordered_by", sa.String(20), nullable=False),
    )
    op.execute(
        "INSERT INTO subscriptions (customer_number, code, since, ordered_by) "
        "SELECT customer_number, code, since, ordered_by FROM subscriptions_kept"
    )
    op.drop_table("subscriptions_kept")
