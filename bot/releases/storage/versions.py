"""Versions on SQLite or PostgreSQL, and the pointer to the one that serves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.releases.model import Draft, Event, Reason, Report, State, UnknownVersion, Version, moved
from bot.releases.storage.database import Database, number_of
from bot.releases.storage.records import reason_json, report_of, row_of, version_of
from bot.releases.storage.tables import answers, pointer, servers, versions

Check = Callable[[Version, str | None], None]
"""Refuses a move, by raising, or lets it be."""


def _anything(_version: Version, _serving: str | None) -> None:
    """Let every move be."""


class Versions:
    """Every version there ever was; each call is one transaction, for any thread or process."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def all(self) -> tuple[Version, ...]:
        """Return every version, the newest first."""
        with self._database.reading() as connection:
            serving = _pointed(connection)
            rows = connection.execute(select(versions).order_by(versions.c.id.desc()))
            return tuple(version_of(row, serving) for row in rows)

    def find(self, version_id: str) -> Version:
        """Return a version; raises UnknownVersion."""
        with self._database.reading() as connection:
            return _found(connection, version_id)

    def pointed(self) -> str | None:
        """Return the id of the version that servers are to answer with, None before the first."""
        with self._database.reading() as connection:
            number = _pointed(connection)
            return None if number is None else str(number)

    def latest_released(self) -> Version | None:
        """Return the version that answers: the one pointed at, or the one before any release."""
        with self._database.reading() as connection:
            found = select(versions).where(versions.c.state == State.RELEASED.value)
            row = connection.execute(found.order_by(versions.c.id.desc())).first()
            return None if row is None else version_of(row, _pointed(connection))

    def add(self, draft: Draft, answered: tuple[str, Sequence[Any]] | None = None) -> Version:
        """Put a version on record, with what it `answered` (digest of what was asked, answers).

        One that is released from the beginning answered before; others of that state retire.
        """
        with self._database.alone() as connection:
            if draft.state is State.RELEASED:
                _retire(connection)
            result = connection.execute(insert(versions), row_of(draft))
            number = result.inserted_primary_key[0]
            if answered is not None:
                _keep_answers(connection, number, *answered)
            return _found(connection, str(number))

    def serve(
        self,
        version_id: str,
        event: Event,
        by: str,
        at: datetime,
        check: Check = _anything,
        *,
        confirmation: Mapping[str, Any] | None = None,
    ) -> Version:
        """Let servers answer with a version from now on; the one that did retires.

        `check` is told the version and the id of what serves now, while nothing can change, and
        may refuse. A `confirmation` is kept with the version. Raises UnknownVersion, and NotAMove
        when its state does not allow `event`.
        """
        with self._database.alone() as connection:
            version = _found(connection, version_id)
            pointed = _pointed(connection)
            check(version, None if pointed is None else str(pointed))
            after = moved(version.state, event)
            _retire(connection)
            number = number_of(version.id)
            changed = update(versions).where(versions.c.id == number)
            confirmed = {} if confirmation is None else {"confirmation": dict(confirmation)}
            connection.execute(changed.values(state=after.value, released_at=at, **confirmed))
            values = {"version_id": number, "moved_at": at, "moved_by": by}
            connection.execute(update(pointer).values(**values))
            return _found(connection, version_id)

    def forget_replays(self, keep: Collection[str], made_before: datetime) -> None:
        """Empty the replayed messages of versions not in `keep` or made before then."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(versions.c.id, versions.c.created_at, versions.c.comparison).where(
                    versions.c.comparison.isnot(None)
                )
            ).all()
        due = [
            row
            for row in rows
            if row.comparison.get("replay", {}).get("changed")
            and (str(row.id) not in keep or row.created_at < made_before)
        ]
        if not due:
            return
        with self._database.alone() as connection:
            for row in due:
                replay = {**row.comparison["replay"], "changed": [], "gone": True}
                emptied = update(versions).where(versions.c.id == row.id)
                connection.execute(emptied.values(comparison={**row.comparison, "replay": replay}))

    def answers(self, version_id: str, digest: str) -> list[Any] | None:
        """Return what a version answered to the messages of `digest`, None when unknown."""
        number = number_of(version_id)
        kept = select(answers.c.answers).where(
            answers.c.version_id == number, answers.c.digest == digest
        )
        with self._database.reading() as connection:
            found: list[Any] | None = connection.execute(kept).scalar()
            return found

    def keep_answers(self, version_id: str, digest: str, given: Sequence[Any]) -> None:
        """Remember what a version answered, in place of what it answered to other messages."""
        with self._database.writing() as connection:
            _keep_answers(connection, number_of(version_id), digest, given)

    def report(self, server: str, version_id: str, problem: Reason | None, at: datetime) -> None:
        """Note what a server process answers with, or why it does not."""
        row = {
            "server": server,
            "version_id": number_of(version_id),
            "problem": None if problem is None else reason_json(problem),
            "at": at,
        }
        with self._database.writing() as connection:
            connection.execute(delete(servers).where(servers.c.server == server))
            connection.execute(insert(servers), row)

    def forget(self, server: str) -> None:
        """Take back the note of a server process that ends."""
        with self._database.writing() as connection:
            connection.execute(delete(servers).where(servers.c.server == server))

    def reports(self, since: datetime) -> tuple[Report, ...]:
        """Return what server processes noted since then."""
        noted = select(servers).where(servers.c.at >= since).order_by(servers.c.server)
        with self._database.reading() as connection:
            return tuple(report_of(row) for row in connection.execute(noted))


def _pointed(connection: Connection) -> int | None:
    number: int | None = connection.execute(select(pointer.c.version_id)).scalar()
    return number


def _found(connection: Connection, version_id: str) -> Version:
    number = number_of(version_id)
    row = connection.execute(select(versions).where(versions.c.id == number)).first()
    if row is None:
        raise UnknownVersion(version_id)
    return version_of(row, _pointed(connection))


def _retire(connection: Connection) -> None:
    after = moved(State.RELEASED, Event.RETIRE)
    released = update(versions).where(versions.c.state == State.RELEASED.value)
    connection.execute(released.values(state=after.value))


def _keep_answers(connection: Connection, number: int, digest: str, given: Sequence[Any]) -> None:
    connection.execute(delete(answers).where(answers.c.version_id == number))
    row = {"version_id": number, "digest": digest, "answers": list(given)}
    connection.execute(insert(answers), row)
