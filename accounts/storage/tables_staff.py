"""How staff log in: passwords, second factors, wrong tries and open sessions.

Nothing here refers to `staff`, which every seed replaces: a password outlives a re-import, and
wrong tries are counted alike for numbers that nobody has.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from accounts.storage.base import metadata
from accounts.storage.types import UtcDateTime

STAFF_NUMBER = 20
"""Longest staff number, in characters."""

staff_logins = Table(
    "staff_logins",
    metadata,
    Column("number", String(STAFF_NUMBER), primary_key=True),
    Column("password_hash", String(200), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("totp_secret", String(64)),
    Column("totp_step", Integer),  # the last time step that was used: a code is good once
)

staff_attempts = Table(
    "staff_attempts",
    metadata,
    Column("number", String(STAFF_NUMBER), primary_key=True),
    Column("origin", String(64), primary_key=True),  # a hash, or "" for all unknown devices
    Column("wrong", Integer, nullable=False),
    Column("wrong_at", UtcDateTime, nullable=False),
    Column("locked_until", UtcDateTime),
)

staff_devices = Table(
    "staff_devices",
    metadata,
    Column("number", String(STAFF_NUMBER), primary_key=True),
    Column("token_hash", String(64), primary_key=True),
    Column("known_at", UtcDateTime, nullable=False),  # the last login from it
    Index("ix_staff_devices_token_hash", "token_hash"),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("number", String(STAFF_NUMBER), nullable=False, index=True),
    Column("role", String(20), nullable=False),  # a session ends when the role changes
    Column("opened_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_by", String(20)),
    Index("ix_staff_sessions_opened_at", "opened_at"),
)
"""Only a hash of the token is kept: who reads the database can take over no session."""
