"""The core tables: catalogue, customers, bills, payments, tickets, orders, staff.

Written out in plain types: a revision must not change when the tables modules do.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _operator()
    _catalogue()
    _customers()
    _belongings()
    _money()
    _tickets()
    _work()


def _operator() -> None:
    op.create_table(
        "operator",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("service_name", sa.String(60), nullable=False),
        sa.Column("hotline", sa.String(20), nullable=False),
        sa.Column("weekday_hours", sa.String(11), nullable=False),
        sa.Column("weekend_hours", sa.String(11), nullable=False),
    )
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("area", sa.String(60), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("expected_fix_at", sa.DateTime()),
        sa.Column("note", sa.String(200), nullable=False),
    )


def _catalogue() -> None:
    op.create_table(
        "packages",
        sa.Column("code", sa.String(20), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("monthly_fee", sa.Integer(), nullable=False),
        sa.Column("data_mb", sa.Integer(), nullable=False),
        sa.Column("voice_min", sa.Integer(), nullable=False),
        sa.Column("sms", sa.Integer(), nullable=False),
        sa.Column("overage_data_per_gb", sa.Integer(), nullable=False),
        sa.Column("overage_voice_per_min", sa.Integer(), nullable=False),
        sa.Column("overage_sms_each", sa.Integer(), nullable=False),
        sa.Column("contract_months", sa.Integer(), nullable=False),
        sa.Column("termination_fee", sa.Integer()),
        sa.Column("on_sale", sa.Boolean(), nullable=False),
        sa.Column("min_stars", sa.Integer()),
    )
    op.create_table(
        "addons",
        sa.Column("code", sa.String(20), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("fee", sa.Integer(), nullable=False),
        sa.Column("data_mb", sa.Integer(), nullable=False),
        sa.Column("voice_min", sa.Integer(), nullable=False),
        sa.Column("sms", sa.Integer(), nullable=False),
        sa.Column("valid", sa.String(10), nullable=False),
        sa.Column("requires_no_arrears", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "services",
        sa.Column("code", sa.String(20), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("monthly_fee", sa.Integer(), nullable=False),
    )
    op.create_table(
        "gifts",
        sa.Column("code", sa.String(20), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
    )


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("number", sa.String(11), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("gender", sa.String(1), nullable=False),
        sa.Column("area", sa.String(60), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("suspended_reason", sa.String(20)),
        sa.Column(
            "package_code",
            sa.String(20),
            sa.ForeignKey("packages.code"),
            nullable=False,
            index=True,
        ),
        sa.Column("package_since", sa.String(7), nullable=False),
        sa.Column("contract_end", sa.String(7)),
        sa.Column("points_available", sa.Integer(), nullable=False),
        sa.Column("points_expiring", sa.Integer(), nullable=False),
        sa.Column("points_redeemed", sa.Integer(), nullable=False),
        sa.Column("points_voided", sa.Integer(), nullable=False),
        sa.Column("points_gained", sa.Integer()),
        sa.Column("broadband_account", sa.String(40)),
        sa.Column("broadband_mbps", sa.Integer()),
        sa.Column("service_password_hash", sa.String(200), nullable=False),
    )


def _belongings() -> None:
    op.create_table(
        "subscriptions",
        sa.Column(
            "customer_number",
            sa.String(11),
            sa.ForeignKey("customers.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("code", sa.String(20), primary_key=True),
        sa.Column("since", sa.String(7), nullable=False),
        sa.Column("ordered_by", sa.String(20), nullable=False),
    )
    op.create_table(
        "consents",
        sa.Column(
            "customer_number",
            sa.String(11),
            sa.ForeignKey("customers.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "invoices",
        sa.Column(
            "customer_number",
            sa.String(11),
            sa.ForeignKey("customers.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
    )
    op.create_table(
        "call_records",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "customer_number",
            sa.String(11),
            sa.ForeignKey("customers.number", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("peer", sa.String(20)),
        sa.Column("minutes", sa.Integer()),
        sa.Column("mb", sa.Integer()),
        sa.Column("fee", sa.Integer(), nullable=False),
    )


def _money() -> None:
    op.create_table(
        "usage",
        sa.Column(
            "customer_number",
            sa.String(11),
            sa.ForeignKey("customers.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("data_mb", sa.Integer(), nullable=False),
        sa.Column("voice_min", sa.Integer(), nullable=False),
        sa.Column("sms", sa.Integer(), nullable=False),
    )
    op.create_table(
        "bills",
        sa.Column(
            "customer_number",
            sa.String(11),
            sa.ForeignKey("customers.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("month", sa.String(7), primary_key=True),
    )
    op.create_table(
        "bill_items",
        sa.Column("customer_number", sa.String(11), primary_key=True),
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("service_code", sa.String(20)),
        sa.ForeignKeyConstraint(
            ["customer_number", "month"],
            ["bills.customer_number", "bills.month"],
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "customer_number",
            sa.String(11),
            sa.ForeignKey("customers.number", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("posted", sa.Boolean(), nullable=False),
        sa.Column("idempotency_key", sa.String(64), unique=True),
        sa.Column("balance_before", sa.Integer()),
        sa.Column("resumed", sa.Boolean()),
    )


def _tickets() -> None:
    op.create_table(
        "sequences",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("value", sa.Integer(), nullable=False),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("customer_number", sa.String(11), index=True),
        sa.Column("conversation_id", sa.String(255), index=True),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("subject", sa.String(30)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("idempotency_key", sa.String(64), unique=True),
    )
    op.create_table(
        "ticket_history",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "ticket_id",
            sa.String(20),
            sa.ForeignKey("tickets.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )


def _work() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("customer_number", sa.String(11), nullable=False, index=True),
        sa.Column("conversation_id", sa.String(255), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("item_code", sa.String(20), nullable=False),
        sa.Column("fee", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("effective_at", sa.DateTime(), nullable=False),
        sa.Column("idempotency_key", sa.String(64), unique=True),
    )
    op.create_table(
        "staff",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("max_conversations", sa.Integer()),
        sa.Column("password_hash", sa.String(200)),
    )


def downgrade() -> None:
    for name in (
        "staff",
        "orders",
        "ticket_history",
        "tickets",
        "sequences",
        "payments",
        "bill_items",
        "bills",
        "usage",
        "call_records",
        "invoices",
        "consents",
        "subscriptions",
        "customers",
        "gifts",
        "services",
        "addons",
        "packages",
        "outages",
        "operator",
    ):
        op.drop_table(name)
