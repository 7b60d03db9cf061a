"""Customers and what belongs to them; a child row goes when its customer goes."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
)

from accounts.storage.base import metadata
from accounts.storage.tables_catalogue import CODE
from accounts.storage.types import Money, MonthText, UtcDateTime

NUMBER = 11
"""Digits of a mobile number."""


def _owner(*, primary_key: bool = False) -> Column:
    return Column(
        "customer_number",
        String(NUMBER),
        ForeignKey("customers.number", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
        index=not primary_key,
    )


customers = Table(
    "customers",
    metadata,
    Column("number", String(NUMBER), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("gender", String(1), nullable=False),  # f or m
    Column("area", String(60), nullable=False),
    Column("joined_on", Date, nullable=False),
    Column("balance", Money, nullable=False),
    Column("status", String(20), nullable=False),  # active or suspended
    Column("suspended_reason", String(20)),
    Column(
        "package_code",
        String(CODE),
        ForeignKey("packages.code"),
        nullable=False,
        index=True,
    ),
    Column("package_since", MonthText, nullable=False),
    Column("contract_end", MonthText),
    Column("points_available", Integer, nullable=False),
    Column("points_expiring", Integer, nullable=False),
    Column("points_redeemed", Integer, nullable=False),
    Column("points_voided", Integer, nullable=False),
    Column("points_gained", Integer),  # this month; None when the billing system did not say
    Column("broadband_account", String(40)),
    Column("broadband_mbps", Integer),
    Column("service_password_hash", String(200), nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    _owner(primary_key=True),
    Column("code", String(CODE), primary_key=True),  # of a service or an add-on
    Column("since", MonthText, primary_key=True),
    Column("until", MonthText),  # the last month of what was given up; None while it is had
    Column("ordered_by", String(20), nullable=False),
)

usage = Table(
    "usage",
    metadata,
    _owner(primary_key=True),
    Column("month", MonthText, primary_key=True),
    Column("data_mb", Integer, nullable=False),
    Column("voice_min", Integer, nullable=False),
    Column("sms", Integer, nullable=False),
)

bills = Table(
    "bills",
    metadata,
    _owner(primary_key=True),
    Column("month", MonthText, primary_key=True),
)

bill_items = Table(
    "bill_items",
    metadata,
    Column("customer_number", String(NUMBER), primary_key=True),
    Column("month", MonthText, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("item", String(60), nullable=False),
    Column("amount", Money, nullable=False),
    Column("service_code", String(CODE)),
    ForeignKeyConstraint(
        ["customer_number", "month"],
        ["bills.customer_number", "bills.month"],
        ondelete="CASCADE",
    ),
)

payments = Table(
    "payments",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("at", UtcDateTime, nullable=False),
    Column("amount", Money, nullable=False),
    Column("method", String(20), nullable=False),
    Column("posted", Boolean, nullable=False),
    Column("idempotency_key", String(64), unique=True),
    # What a top-up did, so that a repeated request is answered alike; None for imported rows.
    Column("balance_before", Money),
    Column("resumed", Boolean),
)

call_records = Table(
    "call_records",
    metadata,
    Column("id", Integer, primary_key=True),
    _owner(),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(10), nullable=False),  # voice, sms or data
    Column("peer", String(20)),
    Column("minutes", Integer),
    Column("mb", Integer),
    Column("fee", Money, nullable=False),
)

invoices = Table(
    "invoices",
    metadata,
    _owner(primary_key=True),
    Column("number", String(40), primary_key=True),
    Column("month", MonthText, nullable=False),
    Column("status", String(20), nullable=False),
)

consents = Table(
    "consents",
    metadata,
    _owner(primary_key=True),
    Column("kind", String(20), primary_key=True),  # marketing
    Column("given", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
