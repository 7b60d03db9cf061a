"""New passwords on their way in, suspensions, contact details and grades.

What a conversation or a customer did here is bound to no customer row, so that it outlives an
import; grades are computed anew after one and go with their customer.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table

from accounts.storage.base import metadata
from accounts.storage.identity_tables import CONVERSATION, HASH, WORD
from accounts.storage.tables_customer import NUMBER
from accounts.storage.types import Money, UtcDateTime

VALUE = 200
"""Longest contact detail, in characters."""

pending_passwords = Table(
    "pending_passwords",
    metadata,
    Column("conversation_id", String(CONVERSATION), primary_key=True),
    Column("number", String(NUMBER), primary_key=True),
    Column("how", String(WORD), nullable=False),  # change or reset
    Column("password_hash", String(HASH)),  # of the first entry; None until there is one
    Column("refused", Integer, nullable=False),  # entries refused since `since`
    Column("since", UtcDateTime, nullable=False),
)
"""A new service password that has been entered once and waits for its repetition."""

status_changes = Table(
    "status_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_number", String(NUMBER), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(WORD), nullable=False),
    Column("conversation_id", String(CONVERSATION), nullable=False),
    Column("from_status", String(20), nullable=False),
    Column("from_reason", String(20)),
    Column("to_status", String(20), nullable=False),
    Column("to_reason", String(20)),
    Column("idempotency_key", String(64), unique=True),
)
"""Every suspension and resumption that was asked for."""

contact_details = Table(
    "contact_details",
    metadata,
    Column("customer_number", String(NUMBER), primary_key=True),
    Column("kind", String(20), primary_key=True),  # phone or address
    Column("value", String(VALUE), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
"""Where a customer wants to be reached besides the number itself."""

grades = Table(
    "grades",
    metadata,
    Column(
        "customer_number",
        String(NUMBER),
        ForeignKey("customers.number", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("stars", Integer, nullable=False),
    Column("score", Money, nullable=False),
    Column("drifting", Boolean, nullable=False),
    Column("graded_at", UtcDateTime, nullable=False),
)
"""Handbook §7; never told to a customer."""

grade_cutoffs = Table(
    "grade_cutoffs",
    metadata,
    Column("stars", Integer, primary_key=True),
    Column("lowest", Integer, nullable=False),  # the least score that earns them, in tens
    Column("graded_at", UtcDateTime, nullable=False),
)
"""The same cut-offs for everyone, of the last run."""
