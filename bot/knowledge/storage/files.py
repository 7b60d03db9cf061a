"""Reads attachments; their bytes only when they are asked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.knowledge.model import Attachment
from bot.knowledge.storage.tables import attachments

_TOLD = tuple(column for column in attachments.c if column.name != "content")


def attachments_of(connection: Connection, codes: Collection[str]) -> tuple[Attachment, ...]:
    """Return the attachments of all `codes`, oldest first."""
    if not codes:
        return ()
    order = (attachments.c.added_at, attachments.c.name)
    statement = select(*_TOLD).where(attachments.c.code.in_(list(codes))).order_by(*order)
    return tuple(Attachment(**row) for row in connection.execute(statement).mappings())


def attachment_with_bytes(
    connection: Connection, attachment_id: str
) -> tuple[Attachment, bytes] | None:
    """Return an attachment with its bytes, or None when there is none of that id."""
    statement = select(attachments).where(attachments.c.id == attachment_id)
    row = connection.execute(statement).mappings().first()
    if row is None:
        return None
    told: dict[str, Any] = {column.name: row[column.name] for column in _TOLD}
    return Attachment(**told), bytes(row["content"])
