"""The append-only audit log (handbook §3, prohibitions 4 and 5): entries are written and read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from accounts.storage.identity_tables import audit_entries
from accounts.storage.uow import UnitOfWork


def write_entry(
    uow: UnitOfWork,
    *,
    at: datetime,
    actor: str,
    what: str,
    number: str,
    credential: str | None,
    conversation_id: str,
    note: str | None = None,
) -> None:
    """Add an entry; it stands or falls with the transaction of what it records."""
    entry = {
        "at": at,
        "actor": actor,
        "what": what,
        "number": number,
        "credential": credential,
        "conversation_id": conversation_id,
        "note": note,
    }
    uow.execute(insert(audit_entries).values(entry))


def entries_for(uow: UnitOfWork, number: str) -> list[Any]:
    """Return the rows about `number`, newest first."""
    wanted = audit_entries.c.number == number
    query = select(audit_entries).where(wanted).order_by(audit_entries.c.id.desc())
    return list(uow.execute(query))
