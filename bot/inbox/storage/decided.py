"""What trainers decide: each decision changes an item from the version that its author saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.inbox.model import Decision, InboxRefused, Item, State
from bot.inbox.storage.database import Database
from bot.inbox.storage.noted import note
from bot.inbox.storage.rows import item_of
from bot.inbox.storage.tables import decisions, items


class SqlDecided:
    """The trainers' side of the inbox; every call blocks and is one transaction."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def find(self, item_id: str) -> Item:
        """Return an item; raises InboxRefused (not_found)."""
        with self._database.reading() as connection:
            return _found(connection, item_id)

    def with_change(self, change_id: str) -> Item | None:
        """Return the item whose last change of the training data is that one, None without."""
        statement = select(items).where(items.c.change_id == change_id)
        with self._database.reading() as connection:
            row = connection.execute(statement).mappings().first()
        return None if row is None else item_of(row)

    def change(self, item: Item, values: Mapping[str, Any], decision: Decision) -> Item:
        """Change `item` and note the decision, unless it was changed since it was read.

        Raises InboxRefused: ``decided`` with the item as it stands now.
        """
        seen = (items.c.id == item.id, items.c.version == item.version)
        with self._database.writing() as connection:
            row = {**values, "version": item.version + 1}
            if connection.execute(update(items).where(*seen).values(row)).rowcount != 1:
                raise InboxRefused("decided", item=_found(connection, item.id))
            note(connection, decision, item.text)
            return _found(connection, item.id)

    def decisions_of(self, item_id: str) -> tuple[Decision, ...]:
        """Return everything that was decided about an item, oldest first."""
        statement = select(decisions).where(decisions.c.item_id == item_id)
        with self._database.reading() as connection:
            return tuple(
                Decision(row.item_id, row.at, row.author, row.action, row.detail)
                for row in connection.execute(statement.order_by(decisions.c.id))
            )

    def stuck(self, since: datetime) -> Sequence[Item]:
        """Return items whose example was being added before `since` and never was."""
        statement = select(items).where(
            items.c.teaching_since < since, items.c.state != State.OPEN.value
        )
        with self._database.reading() as connection:
            return [item_of(row) for row in connection.execute(statement).mappings()]


def _found(connection: Connection, item_id: str) -> Item:
    row = connection.execute(select(items).where(items.c.id == item_id)).mappings().first()
    if row is None:
        raise InboxRefused("not_found")
    return item_of(row)
