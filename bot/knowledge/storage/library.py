"""The library on SQLite or PostgreSQL; every call blocks and is one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from accounts.storage.database import Database
from bot.knowledge.model import Attachment, Opinion, State, Step, Unanswered, Version
from bot.knowledge.ports import Journal
from bot.knowledge.storage.changes import SqlChanges, version_of
from bot.knowledge.storage.files import attachment_with_bytes, attachments_of
from bot.knowledge.storage.migrate import migrate
from bot.knowledge.storage.tables import opinions, revision, steps, unanswered, versions

MOST_UNANSWERED = 5000
"""Different questions kept at most: the oldest make room, so that no flood fills the disk."""


class SqlLibrary:
    """Implements `bot.knowledge.ports.Library`; safe to share between threads."""

    def __init__(self, url: str, journal: Journal | None = None) -> None:
        """Use the database at `url`: opened and brought to the present schema at the first call.

        Most commands hold the services without ever asking the knowledge base anything. The
        journal is closed with the library.
        """
        self._database = Database(url, migrate)
        self._journal = journal

    def close(self) -> None:
        """Give the database connections back."""
        self._database.close()
        if self._journal is not None:
            self._journal.close()

    def revision(self) -> int:
        """Return a number that grows with every change of what is published."""
        with self._database.reading() as connection:
            return int(connection.execute(select(revision.c.number)).scalar() or 0)

    def versions(self, *states: State) -> tuple[Version, ...]:
        """Return the versions in `states`, by code and number; without states the newest of each.

        The newest is that which was not discarded, if any was not.
        """
        statement = select(versions).order_by(versions.c.code, versions.c.number)
        if states:
            named = [each.value for each in states]
            statement = statement.where(versions.c.state.in_(named))
        else:
            number = versions.c.number
            kept = case((versions.c.state != State.DISCARDED.value, number))
            newest = func.coalesce(func.max(kept), func.max(number)).label("number")
            last = select(versions.c.code, newest).group_by(versions.c.code).subquery()
            same = and_(versions.c.code == last.c.code, versions.c.number == last.c.number)
            statement = statement.join(last, same)
        with self._database.reading() as connection:
            return tuple(version_of(row) for row in connection.execute(statement).mappings())

    def served_on(self, day: date) -> tuple[Version, ...]:
        """Return the published versions that hold on `day`, by code."""
        found = self.versions(State.PUBLISHED)
        return tuple(each for each in found if each.article.serves_on(day))

    def version(self, code: str, number: int) -> Version | None:
        """Return one version of an article, or None when there is none of that number."""
        key = (versions.c.code == code, versions.c.number == number)
        with self._database.reading() as connection:
            row = connection.execute(select(versions).where(*key)).mappings().first()
        return None if row is None else version_of(row)

    def history(self, code: str) -> tuple[Step, ...]:
        """Return everything that happened to `code`, oldest first."""
        statement = select(steps).where(steps.c.code == code).order_by(steps.c.id)
        with self._database.reading() as connection:
            return tuple(
                Step(row.number, row.at, row.actor, row.event, State(row.state), row.note)
                for row in connection.execute(statement)
            )

    def attachments(self, codes: Collection[str]) -> tuple[Attachment, ...]:
        """Return the attachments of all `codes`, oldest first."""
        with self._database.reading() as connection:
            return attachments_of(connection, codes)

    def attachment(self, attachment_id: str) -> tuple[Attachment, bytes] | None:
        """Return an attachment with its bytes, or None when there is none of that id."""
        with self._database.reading() as connection:
            return attachment_with_bytes(connection, attachment_id)

    @contextmanager
    def change(self, *, keep: bool = True) -> Iterator[SqlChanges]:
        """Begin a change: committed at the end of the block, undone by an exception.

        Unless `keep`: then it is undone in any case.
        """
        with self._database.engine.connect() as connection, connection.begin() as transaction:
            changes = SqlChanges(connection)
            yield changes
            if not keep:
                transaction.rollback()
        if keep and changes.entries and self._journal is not None:
            self._journal.note(changes.entries)

    def claim_notice(self, version: Version, at: datetime) -> bool:
        """Note that the owner is told that `version` ends; False when that was noted before."""
        key = (
            versions.c.code == version.article.code,
            versions.c.number == version.number,
            versions.c.owner_told_at.is_(None),
        )
        with self._database.writing() as connection:
            claimed = connection.execute(update(versions).where(*key).values(owner_told_at=at))
        return bool(claimed.rowcount)

    def release_notice(self, version: Version) -> None:
        """Forget that the owner was told: the notice could not be sent and is tried again."""
        key = (versions.c.code == version.article.code, versions.c.number == version.number)
        with self._database.writing() as connection:
            connection.execute(update(versions).where(*key).values(owner_told_at=None))

    def note_opinion(
        self, version: tuple[str, int], conversation: str, at: datetime, *, useful: bool
    ) -> None:
        """Keep what a conversation thinks of a version; a second opinion replaces the first."""
        code, number = version
        key = (opinions.c.code == code, opinions.c.conversation_id == conversation)
        row = {"code": code, "conversation_id": conversation, "number": number}
        with self._database.writing() as connection:
            connection.execute(delete(opinions).where(*key))
            connection.execute(insert(opinions), {**row, "at": at, "useful": useful})

    def opinions(self) -> tuple[Opinion, ...]:
        """Return the opinions on each article that has any."""
        liked = func.sum(case((opinions.c.useful, 1), else_=0))
        statement = (
            select(opinions.c.code, liked.label("useful"), func.count().label("every"))
            .group_by(opinions.c.code)
            .order_by(opinions.c.code)
        )
        with self._database.reading() as connection:
            return tuple(
                Opinion(row.code, int(row.useful), int(row.every - row.useful))
                for row in connection.execute(statement)
            )

    def note_unanswered(self, question: str, near: Sequence[str], at: datetime) -> None:
        """Keep a masked question that nothing answered, and the codes that came nearest."""
        key = hashlib.sha256(question.encode()).hexdigest()[:32]
        values = {"last_at": at, "near": list(near)}
        again = update(unanswered).where(unanswered.c.key == key)
        again = again.values(times=unanswered.c.times + 1, **values)
        row: dict[str, Any] = {"key": key, "question": question, "times": 1, "first_at": at}
        with self._database.writing() as connection:
            if not connection.execute(again).rowcount:
                _make_room(connection)
                connection.execute(insert(unanswered), {**row, **values})

    def unanswered(self, limit: int) -> tuple[Unanswered, ...]:
        """Return the questions asked most, at most `limit`."""
        order = (unanswered.c.times.desc(), unanswered.c.last_at.desc())
        statement = select(unanswered).order_by(*order).limit(limit)
        with self._database.reading() as connection:
            return tuple(
                Unanswered(row.question, row.times, row.first_at, row.last_at, tuple(row.near))
                for row in connection.execute(statement)
            )


def _make_room(connection: Connection) -> None:
    count = connection.execute(select(func.count()).select_from(unanswered)).scalar() or 0
    if count >= MOST_UNANSWERED:
        oldest = select(unanswered.c.key).order_by(unanswered.c.last_at).limit(1)
        connection.execute(delete(unanswered).where(unanswered.c.key.in_(oldest)))
