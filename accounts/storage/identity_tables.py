"""Challenges, codes, grants, tries, locks and the audit log (handbook §3).

Nothing here refers to `customers`: numbers that nobody owns are treated, counted and locked like
those that exist, and neither a lock nor an audit entry goes when a customer is imported anew.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table, UniqueConstraint

from accounts.storage.base import metadata
from accounts.storage.types import UtcDateTime

CONVERSATION = 255
"""Longest conversation id, in characters."""
NUMBER = 32
"""Longest number a customer may have claimed; wider than a real one."""
WORD = 40
"""Longest kind, credential or purpose."""
NOTE = 200
"""Longest reason of an audit entry."""
ORIGIN = 64
"""Longest pseudonym of an address."""
HASH = 200
"""Longest argon2 hash."""

numbers = Table(
    "identity_numbers",
    metadata,
    Column("number", String(NUMBER), primary_key=True),
    Column("locked_until", UtcDateTime),
    Column("wrong_tries", Integer, nullable=False),  # since the last accepted or locking one
    Column("last_code_at", UtcDateTime),
    Column("codes_on", Date),  # the Shanghai day that codes_sent counts
    Column("codes_sent", Integer, nullable=False),
    Column("password_reset_at", UtcDateTime),  # when a code alone set it last
)
"""One row a number; locking it puts everything that is decided about the number in order."""

challenges = Table(
    "identity_challenges",
    metadata,
    Column("conversation_id", String(CONVERSATION), primary_key=True),
    Column("number", String(NUMBER), nullable=False),
    Column("kind", String(WORD), nullable=False),  # code or password
    Column("opened_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
"""What a conversation has been asked for."""

codes = Table(
    "identity_codes",
    metadata,
    Column("conversation_id", String(CONVERSATION), primary_key=True),
    Column("number", String(NUMBER), primary_key=True),
    Column("code_hash", String(HASH), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
"""The last code sent for a conversation; gone once used, so that it opens one door once."""

code_sends = Table(
    "identity_code_sends",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", String(CONVERSATION), nullable=False, index=True),
    Column("origin", String(ORIGIN), index=True),  # where it comes from, pseudonymous
    Column("at", UtcDateTime, nullable=False, index=True),
)
"""When codes were sent for whom in the last hour, to no matter which numbers."""

tries = Table(
    "identity_wrong_tries",
    metadata,
    Column("conversation_id", String(CONVERSATION), primary_key=True),
    Column("number", String(NUMBER), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
)
"""Wrong credentials of a conversation, by the number they were given for."""

grants = Table(
    "identity_grants",
    metadata,
    Column("id", Integer, primary_key=True),  # of two grants, the later has the higher
    Column("conversation_id", String(CONVERSATION), nullable=False),
    Column("number", String(NUMBER), nullable=False, index=True),
    Column("credential", String(WORD), nullable=False),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "number", "credential"),
)
"""Numbers that a conversation has proved."""

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(WORD), nullable=False),
    Column("what", String(WORD), nullable=False),
    Column("number", String(NUMBER), nullable=False),
    Column("credential", String(WORD)),
    Column("conversation_id", String(CONVERSATION), nullable=False),
    Column("note", String(NOTE)),  # why, when staff had to give a reason
    Index("ix_audit_entries_number_id", "number", "id"),
)
"""Who did what to which number's data; triggers of the migration refuse to change or remove."""
