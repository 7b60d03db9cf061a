"""Orders: what they change from and to, what they cost, their history; and catalogue exclusions.

Written out in plain types: a revision must not change when the tables modules do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SOLD = ("packages", "addons", "services")


def upgrade() -> None:
    for table in _SOLD:
        op.add_column(table, sa.Column("excludes", sa.JSON(), nullable=False, server_default="[]"))
    for column in (
        sa.Column("item_name", sa.String(60), nullable=False, server_default=""),
        sa.Column("from_code", sa.String(20)),
        sa.Column("from_name", sa.String(60)),
        sa.Column("termination_fee", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("charged", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("orders", column)
    op.create_index("ix_orders_state_effective_at", "orders", ["state", "effective_at"])
    op.create_table(
        "order_history",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "order_id",
            sa.String(20),
            sa.ForeignKey("orders.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("order_history")
    op.drop_index("ix_orders_state_effective_at", "orders")
    for name in ("charged", "termination_fee", "from_name", "from_code", "item_name"):
        op.drop_column("orders", name)
    for table in _SOLD:
        op.drop_column(table, "excludes")
