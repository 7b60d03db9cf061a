"""The whole account schema: importing this module fills `metadata` with every table."""

from __future__ import annotations

from accounts.storage import (
    identity_tables,
    tables_catalogue,
    tables_customer,
    tables_security,
    tables_staff,
    tables_work,
)
from accounts.storage.base import metadata

__all__ = [
    "identity_tables",
    "metadata",
    "tables_catalogue",
    "tables_customer",
    "tables_security",
    "tables_staff",
    "tables_work",
]
