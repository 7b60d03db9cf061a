"""How conversations stand and came out, for whoever learns from them; reads alone, and blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from accounts.storage.database import Database
from bot.conversation.model import Owner
from bot.storage.migrate import migrate
from bot.storage.tables import conversations
from bot.storage.tables_handoff import handoffs

AT_ONCE = 500
"""Conversations asked for in one query: databases bound the values of one."""


@dataclass(frozen=True)
class HandedOver:
    """A handoff: when, why, the matter that the agent summed it up as, and the rating of it."""

    requested_at: datetime
    reason: str
    matter: str | None
    rating: int | None


@dataclass(frozen=True)
class Outcome:
    """How a conversation stands: opened anew it keeps its id, its handoffs and their ratings."""

    opened_at: datetime
    """When it was opened last: what was before belongs to earlier visits."""
    closed: bool
    rating: int | None
    """The customer's of the present visit."""
    handed: tuple[HandedOver, ...]


class Outcomes:
    """Reads outcomes; safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Use the database at `url`: opened and brought to the present schema at the first call."""
        self._database = Database(url, migrate)

    def prepare(self) -> None:
        """Open the database now."""
        self._database.prepare()

    def of(self, ids: Sequence[str]) -> Mapping[str, Outcome]:
        """Return the outcomes of these conversations; those that are not there are left out."""
        found: dict[str, Outcome] = {}
        with self._database.reading() as connection:
            for start in range(0, len(ids), AT_ONCE):
                some = ids[start : start + AT_ONCE]
                rows = connection.execute(
                    select(conversations).where(conversations.c.id.in_(some))
                ).mappings()
                stands = {row["id"]: row for row in rows}
                handed = defaultdict(list)
                mine = select(handoffs).where(handoffs.c.conversation_id.in_(some))
                for row in connection.execute(mine.order_by(handoffs.c.requested_at)).mappings():
                    handed[row["conversation_id"]].append(row)
                found |= {name: _outcome(row, handed[name]) for name, row in stands.items()}
        return found

    def close(self) -> None:
        """Give the database connections back."""
        self._database.close()


def _outcome(row: Mapping[str, Any], handed: Sequence[Mapping[str, Any]]) -> Outcome:
    return Outcome(
        opened_at=row["opened_at"],
        closed=row["owner"] == Owner.CLOSED.value,
        rating=row["rating"],
        handed=tuple(
            HandedOver(
                one["requested_at"], one["reason"], _matter(one["wrap_up_code"]), one["rating"]
            )
            for one in handed
        ),
    )


def _matter(code: str | None) -> str | None:
    """Return what a summary code says it was about; the rest of it says how it came out."""
    return (code or "").partition(":")[0] or None
