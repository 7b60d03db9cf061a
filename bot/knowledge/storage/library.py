"""The library on SQLite or PostgreSQL; every call blocks and is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import and_, case, func, select, update

from accounts.storage.database import Database
from bot.knowledge.model import Attachment, Opinion, State, Step, Unanswered, Version
from bot.knowledge.ports import Journal
from bot.knowledge.storage.changes import SqlChanges, version_of
from bot.knowledge.storage.files import attachment_with_bytes, attachments_of
from bot.knowledge.storage.migrate import migrate
from bot.knowledge.storage.questions import (
    end_unanswered,
    opinions_of,
    put_opinion,
    put_unanswered,
    take_back,
    unanswered_of,
)
from bot.knowledge.storage.tables import revision, steps, versions

_PUBLISHED = versions.c.state == State.PUBLISHED.value


class SqlLibrary:
    """Implements `bot.knowledge.ports.Library`; safe to share between threads."""

    def __init__(self, url: str, journal: Journal | None = None) -> None:
        """Use the database at `url`: opened and brought to the present schema at the first call.

        Most commands hold the services without ever asking the knowledge base anything. The
        journal is closed with the library.
        """
        self._database = Database(url, migrate)
        self._journal = journal
        self._told: list[Callable[[], None]] = []

    def on_change(self, told: Callable[[], None]) -> None:
        """Call `told` after every change that this process makes of what is published."""
        self._told.append(told)

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

    def published_keys(self) -> frozenset[tuple[str, int]]:
        """Return code and number of every published version; quick."""
        statement = select(versions.c.code, versions.c.number).where(_PUBLISHED)
        with self._database.reading() as connection:
            return frozenset((row.code, int(row.number)) for row in connection.execute(statement))

    def published(self, keys: Collection[tuple[str, int]]) -> tuple[Version, ...]:
        """Return the published versions of these codes and numbers."""
        if not keys:
            return ()
        codes = {code for code, _ in keys}
        statement = select(versions).where(_PUBLISHED, versions.c.code.in_(list(codes)))
        with self._database.reading() as connection:
            found = [version_of(row) for row in connection.execute(statement).mappings()]
        return tuple(each for each in found if (each.article.code, each.number) in keys)

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
        if keep and changes.counted:
            for told in self._told:
                told()

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
        with self._database.writing() as connection:
            put_opinion(connection, version, conversation, at, useful=useful)

    def opinions(self) -> tuple[Opinion, ...]:
        """Return the opinions on each article that has any."""
        with self._database.reading() as connection:
            return opinions_of(connection)

    def note_unanswered(self, question: str, near: Sequence[str], at: datetime) -> None:
        """Keep a masked question that nothing answered, and the codes that came nearest.

        It is open again when it had been taken for answered; who said by hand that it is done is
        believed.
        """
        with self._database.writing() as connection:
            put_unanswered(connection, question, near, at)

    def take_back_unanswered(self, question: str) -> None:
        """Count a question once less: the customer chose one of what was suggested."""
        with self._database.writing() as connection:
            take_back(connection, question)

    def unanswered(self, limit: int, *, done: bool = False) -> tuple[Unanswered, ...]:
        """Return the open questions asked most, or those `done` last; at most `limit`."""
        with self._database.reading() as connection:
            return unanswered_of(connection, limit, done=done)

    def end_unanswered(
        self, question_id: str, by: str, at: datetime, code: str = ""
    ) -> Unanswered | None:
        """Put down that `by` has done a question, or that `code` answers it; None without one."""
        with self._database.writing() as connection:
            return end_unanswered(connection, question_id, by, at, code or None)

    def reopen_unanswered(self, question_id: str) -> Unanswered | None:
        """Open a question again; None when there is none of that id."""
        with self._database.writing() as connection:
            return end_unanswered(connection, question_id, None, None, None)
