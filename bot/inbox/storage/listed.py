"""The inbox's lists: a thin row of every item that fits, then whole ones for the page alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.sql.expression import ColumnElement

from bot.inbox.model import Item, State
from bot.inbox.storage.database import Database
from bot.inbox.storage.rows import item_of
from bot.inbox.storage.tables import bookmark, items


@dataclass(frozen=True)
class Wanted:
    """What a list shall hold; None and empty mean any."""

    state: State | None = State.OPEN
    assignee: str | None = None
    unassigned: bool = False
    words: str = ""


@dataclass(frozen=True)
class Thin:
    """What grouping and order need of an item."""

    id: str
    group: int
    text: str
    count: int
    last_at: datetime
    reasons: tuple[str, ...]
    suggested: str | None


class SqlListed:
    """Reads lists; every call blocks and is one query."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def thin(self, wanted: Wanted) -> list[Thin]:
        """Return every item that is wanted, thinly, the newest first."""
        columns = items.c
        statement = (
            select(
                columns.id,
                columns.group_id,
                columns.text,
                columns["count"],
                columns.last_at,
                columns.reasons,
                columns.suggested,
            )
            .where(*_conditions(wanted))
            .order_by(columns.last_at.desc(), columns.id)
        )
        with self._database.reading() as connection:
            return [
                Thin(
                    id=row[0],
                    group=row[1],
                    text=row[2],
                    count=row[3],
                    last_at=row[4],
                    reasons=tuple(row[5].split(",")),
                    suggested=row[6],
                )
                for row in connection.execute(statement)
            ]

    def whole(self, ids: Sequence[str]) -> Mapping[str, Item]:
        """Return items by id; those that are gone are left out."""
        if not ids:
            return {}
        statement = select(items).where(items.c.id.in_(ids))
        with self._database.reading() as connection:
            return {row["id"]: item_of(row) for row in connection.execute(statement).mappings()}

    def ids(self, beginning: str, limit: int) -> tuple[str, ...]:
        """Return up to `limit` ids that begin so."""
        begins = items.c.id.startswith(beginning, autoescape=True)
        with self._database.reading() as connection:
            statement = select(items.c.id).where(begins).order_by(items.c.id).limit(limit)
            return tuple(connection.execute(statement).scalars())

    def by_state(self) -> Mapping[str, int]:
        """Return how many items there are in each state."""
        statement = select(items.c.state, func.count()).group_by(items.c.state)
        with self._database.reading() as connection:
            found = Counter({row[0]: int(row[1]) for row in connection.execute(statement)})
        return {each.value: found[each.value] for each in State}

    def collected_at(self) -> datetime | None:
        """Return when the inbox was last brought up to date."""
        with self._database.reading() as connection:
            moment: datetime | None = connection.execute(select(bookmark.c.collected_at)).scalar()
        return moment


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[Any]]:
    if wanted.state is not None:
        yield items.c.state == wanted.state.value
    if wanted.assignee is not None:
        yield items.c.assignee == wanted.assignee
    if wanted.unassigned:
        yield items.c.assignee.is_(None)
    if wanted.words:
        yield items.c.text.contains(wanted.words, autoescape=True)
