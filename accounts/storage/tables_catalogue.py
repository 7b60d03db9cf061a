"""What the operator is and sells: public facts, replaced as a whole by a seed."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Integer, String, Table

from accounts.storage.base import metadata
from accounts.storage.types import Money, UtcDateTime

CODE = 20
"""Longest code of a catalogue item."""


def _excludes() -> Column:
    """Return the column of the codes that nobody may have beside this item."""
    return Column("excludes", JSON, nullable=False, server_default="[]")


operator = Table(
    "operator",
    metadata,
    Column("id", Integer, primary_key=True),  # always 1
    Column("name", String(60), nullable=False),
    Column("service_name", String(60), nullable=False),
    Column("hotline", String(20), nullable=False),
    Column("weekday_hours", String(11), nullable=False),
    Column("weekend_hours", String(11), nullable=False),
)

packages = Table(
    "packages",
    metadata,
    Column("code", String(CODE), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(60), nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("monthly_fee", Money, nullable=False),
    Column("data_mb", Integer, nullable=False),
    Column("voice_min", Integer, nullable=False),
    Column("sms", Integer, nullable=False),
    Column("overage_data_per_gb", Money, nullable=False),
    Column("overage_voice_per_min", Money, nullable=False),
    Column("overage_sms_each", Money, nullable=False),
    Column("contract_months", Integer, nullable=False),
    Column("termination_fee", Money),
    Column("on_sale", Boolean, nullable=False),
    Column("min_stars", Integer),
    _excludes(),
)

addons = Table(
    "addons",
    metadata,
    Column("code", String(CODE), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(60), nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("fee", Money, nullable=False),
    Column("data_mb", Integer, nullable=False),
    Column("voice_min", Integer, nullable=False),
    Column("sms", Integer, nullable=False),
    Column("valid", String(10), nullable=False),  # day or month
    Column("requires_no_arrears", Boolean, nullable=False),
    _excludes(),
)

services = Table(
    "services",
    metadata,
    Column("code", String(CODE), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(60), nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("monthly_fee", Money, nullable=False),
    _excludes(),
)

gifts = Table(
    "gifts",
    metadata,
    Column("code", String(CODE), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", String(60), nullable=False),
    Column("points", Integer, nullable=False),
)

outages = Table(
    "outages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area", String(60), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("expected_fix_at", UtcDateTime),
    Column("note", String(200), nullable=False),
)
