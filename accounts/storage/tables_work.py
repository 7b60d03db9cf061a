"""Tickets, orders and staff; bound to no customer row, so that they outlive one."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from accounts.storage.base import metadata
from accounts.storage.tables_catalogue import CODE
from accounts.storage.tables_customer import NUMBER
from accounts.storage.types import Money, UtcDateTime

sequences = Table(
    "sequences",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", Integer, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(20), primary_key=True),  # GZ…
    Column("customer_number", String(NUMBER), index=True),
    Column("conversation_id", String(255), index=True),  # None when imported
    Column("kind", String(30), nullable=False),
    Column("subject", String(30)),  # of a fault: broadband, …; of a complaint: billing, …
    Column("state", String(20), nullable=False),
    Column("summary", Text, nullable=False),
    Column("details", JSON, nullable=False, server_default="{}"),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("senior", Boolean, nullable=False, server_default=false()),  # for a senior agent
    Column("assignee", String(20)),  # a staff number
    Column("reports", Integer, nullable=False, server_default="1"),
    Column("urges", Integer, nullable=False, server_default="0"),
    Column("urged_at", UtcDateTime),
    Column("rating", Integer),  # 1 to 5
    Column("warned_at", UtcDateTime),  # when supervisors were told that time runs out
    Column("notice", String(20)),  # state that the customer is still to be told
    Column("idempotency_key", String(64), unique=True),
    Index("ix_tickets_state_due_at", "state", "due_at"),
)

ticket_history = Table(
    "ticket_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "ticket_id",
        String(20),
        ForeignKey("tickets.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("event", String(20), nullable=False, server_default="moved"),
    Column("state", String(20), nullable=False),
    Column("note", Text, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("id", String(20), primary_key=True),  # DD…
    Column("customer_number", String(NUMBER), nullable=False, index=True),
    Column("conversation_id", String(255), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("item_code", String(CODE), nullable=False),
    # Names as they were agreed to: an item may leave the catalogue, an order stays readable.
    Column("item_name", String(60), nullable=False, server_default=""),
    Column("from_code", String(CODE)),  # of a package change: the package left
    Column("from_name", String(60)),
    Column("fee", Money, nullable=False),
    Column("termination_fee", Money, nullable=False, server_default="0"),
    Column("charged", Money, nullable=False, server_default="0"),  # taken from the balance so far
    Column("state", String(20), nullable=False),
    Column("ordered_at", UtcDateTime, nullable=False),
    Column("effective_at", UtcDateTime, nullable=False),
    Column("idempotency_key", String(64), unique=True),
    Index("ix_orders_state_effective_at", "state", "effective_at"),
)

order_history = Table(
    "order_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "order_id",
        String(20),
        ForeignKey("orders.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("note", Text, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("number", String(20), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("role", String(20), nullable=False),
    Column("groups", JSON, nullable=False),
    Column("max_conversations", Integer),
)
