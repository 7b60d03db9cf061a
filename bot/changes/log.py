"""The log of changes on SQLite or PostgreSQL: written once, never rewritten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.expression import Select

from accounts.clock import Clock, local
from accounts.storage.database import Database
from bot.changes.diff import unified
from bot.changes.model import AlreadyUndone, Change, NoSuchChange, Piece, Summary
from bot.changes.storage.migrate import migrate
from bot.changes.storage.tables import changes, uncommitted

MOST = 500
"""Changes given at once at most."""
_LARGEST_ID = 2**31 - 1


class ChangeLog:
    """Who changed what, newest first; safe to share between threads and processes."""

    def __init__(self, url: str, clock: Clock) -> None:
        """Use the database at `url`: opened and brought to the present schema at the first call."""
        self._database = Database(url, migrate)
        self._clock = clock

    def close(self) -> None:
        """Give the database connections back."""
        self._database.close()

    def now(self) -> datetime:
        """Return the present moment as people here write it, for what is dated beside the log."""
        return local(self._clock.now())

    def record(
        self,
        *,
        author: str,
        area: str,
        target: str,
        summary: Summary,
        before: str,
        after: str,
        undoes: str | None = None,
    ) -> Change:
        """Put down a change that has been made; `target` is the file or thing it changed.

        Raises NoSuchChange or AlreadyUndone for an `undoes` that cannot be undone.
        """
        pieces = (Piece(target, before, after),)
        with self.recording(author, area, target, summary, pieces, undoes=undoes) as change:
            return change

    @contextmanager
    def recording(
        self,
        author: str,
        area: str,
        target: str,
        summary: Summary,
        pieces: Sequence[Piece],
        *,
        undoes: str | None = None,
    ) -> Iterator[Change]:
        """Put down a change that the block makes: it is kept when the block ends without error.

        Raises as `record`, before the block begins.
        """
        at = self._clock.now()
        row = {
            "at": at,
            "author": author,
            "area": area,
            "target": target,
            "summary": summary if isinstance(summary, str) else dict(summary),
            "pieces": [[one.target, one.before, one.after, one.line] for one in pieces],
            "undoes": None if undoes is None else _number_of(undoes),
        }
        with self._database.writing() as connection:
            if undoes is not None:
                _check_undoable(connection, undoes)
            try:
                number = connection.execute(insert(changes), row).inserted_primary_key[0]
            except IntegrityError as error:  # somebody undid it since the check
                raise AlreadyUndone(undoes or "", "") from error
            diff = unified(pieces)
            yield Change(str(number), at, author, area, target, summary, diff, undoes)

    def listed(
        self,
        *,
        area: str | None = None,
        author: str | None = None,
        target: str | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> tuple[Change, ...]:
        """Return the newest changes: of an area or thing, by an author, older than `before`."""
        statement = _selected().order_by(changes.c.id.desc()).limit(max(0, min(limit, MOST)))
        if area is not None:
            statement = statement.where(changes.c.area == area)
        if author is not None:
            statement = statement.where(changes.c.author == author)
        if target is not None:
            statement = statement.where(changes.c.target == target)
        if before is not None:
            statement = statement.where(changes.c.id < _number_of(before))
        with self._database.reading() as connection:
            return tuple(_change_of(row) for row in connection.execute(statement))

    def not_committed(self, change: Change) -> None:
        """Put down that git did not take `change`, for whoever looks at the log."""
        row = {"change": _number_of(change.id), "at": self._clock.now()}
        with self._database.writing() as connection:
            connection.execute(insert(uncommitted), row)

    def find(self, change_id: str) -> Change | None:
        """Return the change, or None when there is none of this id."""
        with self._database.reading() as connection:
            row = _row_of(connection, change_id)
        return None if row is None else _change_of(row)

    def pieces(self, change_id: str) -> tuple[Piece, ...]:
        """Return what the change did, text by text; raises NoSuchChange."""
        with self._database.reading() as connection:
            row = _row_of(connection, change_id)
        if row is None:
            raise NoSuchChange(change_id)
        return tuple(Piece(*each) for each in row.pieces)

    def texts(self, change_id: str) -> tuple[str, str]:
        """Return what was there before and after; raises NoSuchChange."""
        pieces = self.pieces(change_id)
        return "".join(one.before for one in pieces), "".join(one.after for one in pieces)


def put_down(
    connection: Connection,
    *,
    at: datetime,
    author: str,
    area: str,
    target: str,
    summary: Mapping[str, Any],
) -> None:
    """Put down a change without lines, in the transaction of a room that shares the database.

    The table has to be there: `bot.changes.storage.migrate` makes it.
    """
    row = {"at": at, "author": author, "area": area, "target": target, "summary": dict(summary)}
    connection.execute(insert(changes), {**row, "pieces": [], "undoes": None})


def _selected() -> Select:
    undoing = changes.alias("undoing")
    return select(
        changes,
        undoing.c.id.label("undone_by"),
        uncommitted.c.change.is_(None).label("committed"),
    ).select_from(
        changes.outerjoin(undoing, undoing.c.undoes == changes.c.id).outerjoin(
            uncommitted, uncommitted.c.change == changes.c.id
        )
    )


def _row_of(connection: Connection, change_id: str) -> Any:
    number = _number_of(change_id)
    return connection.execute(_selected().where(changes.c.id == number)).first()


def _check_undoable(connection: Connection, change_id: str) -> None:
    row = _row_of(connection, change_id)
    if row is None:
        raise NoSuchChange(change_id)
    if row.undone_by is not None:
        raise AlreadyUndone(change_id, str(row.undone_by))


def _number_of(change_id: str) -> int:
    """Return the row's number; of what is no id, one that no row has."""
    is_number = change_id.isascii() and change_id.isdigit()
    return min(int(change_id), _LARGEST_ID) if is_number and len(change_id) < 20 else 0  # noqa: PLR2004


def _change_of(row: Any) -> Change:
    return Change(
        id=str(row.id),
        at=row.at,
        author=row.author,
        area=row.area,
        target=row.target,
        summary=row.summary,
        diff=unified(Piece(*each) for each in row.pieces),
        undoes=None if row.undoes is None else str(row.undoes),
        undone_by=None if row.undone_by is None else str(row.undone_by),
        committed=bool(row.committed),
    )
