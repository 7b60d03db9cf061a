"""One change of the library, inside one transaction."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from bot.knowledge.fields import as_raw, read
from bot.knowledge.model import (
    Article,
    Attachment,
    Entry,
    Event,
    KnowledgeRefused,
    State,
    Step,
    Version,
    moved,
)
from bot.knowledge.storage.files import attachments_of
from bot.knowledge.storage.tables import attachments, revision, steps, versions

DRAFTED = "draft"
"""What the history calls the writing of a version."""
ATTACHED, DETACHED, VOUCHED = "attach", "detach", "vouch"
"""What the history calls the adding, removing and passing of a file, whose name is the note."""


class SqlChanges:
    """Implements `bot.knowledge.ports.Changes` on an open transaction."""

    def __init__(self, connection: Connection) -> None:
        """Wait until no other change is under way."""
        self._connection = connection
        self.entries: list[Entry] = []
        """What has been done so far, in order."""
        self.counted = False
        """Whether what is published has changed."""
        # The row is locked until the commit: on PostgreSQL too one writer changes at a time.
        connection.execute(update(revision).values(number=revision.c.number))

    def newest(self, code: str) -> Version | None:
        """Return the newest version of `code` that was not discarded, if any was not, or None."""
        last = case((versions.c.state == State.DISCARDED.value, 1), else_=0)
        statement = select(versions).where(versions.c.code == code)
        row = self._one(statement.order_by(last, versions.c.number.desc()).limit(1))
        return None if row is None else version_of(row)

    def next_number(self, code: str) -> int:
        """Return the number of the version of `code` that is added next."""
        highest = select(func.max(versions.c.number)).where(versions.c.code == code)
        return int(self._connection.execute(highest).scalar() or 0) + 1

    def published(self, code: str) -> tuple[Version, ...]:
        """Return the published versions of `code`, oldest first."""
        served = versions.c.state == State.PUBLISHED.value
        statement = select(versions).where(versions.c.code == code, served)
        rows = self._connection.execute(statement.order_by(versions.c.number)).mappings()
        return tuple(version_of(row) for row in rows)

    def codes(self) -> frozenset[str]:
        """Return every code there is."""
        return frozenset(self._connection.execute(select(versions.c.code).distinct()).scalars())

    def add(self, article: Article, number: int, actor: str, at: datetime) -> Version:
        """Keep `article` as the draft `number` and note who wrote it; raises KnowledgeRefused.

        It does when the number is not the next one: somebody else was faster.
        """
        if number != self.next_number(article.code):
            raise KnowledgeRefused("stale", code=article.code)
        row = {
            "code": article.code,
            "number": number,
            "state": State.DRAFT.value,
            "article": as_raw(article),
            "changed_at": at,
        }
        self._connection.execute(insert(versions), row)
        made = Version(article, number, State.DRAFT, at)
        before = self._numbered(article.code, number - 1) if number > 1 else None
        self._note(made, DRAFTED, actor, at, "", texts=(before, made))
        return made

    def writer(self, version: Version) -> str:
        """Return who added `version`: its author, or who imported it."""
        drafted = (
            steps.c.code == version.article.code,
            steps.c.number == version.number,
            steps.c.event == DRAFTED,
        )
        actor = self._connection.execute(select(steps.c.actor).where(*drafted).limit(1)).scalar()
        return version.article.author if actor is None else str(actor)

    def move(self, version: Version, event: Event, actor: str, at: datetime, note: str) -> Version:
        """Bring `version` to the state after `event`; raises KnowledgeRefused for no such move."""
        state = moved(version.state, event)
        concerns_served = State.PUBLISHED in (version.state, state)
        served = self._text_before(version) if concerns_served else None
        key = (
            versions.c.code == version.article.code,
            versions.c.number == version.number,
            versions.c.state == version.state.value,
        )
        change = update(versions).where(*key).values(state=state.value, changed_at=at)
        if self._connection.execute(change).rowcount != 1:
            raise KnowledgeRefused("stale", code=version.article.code)
        if concerns_served:
            self._count()
        result = Version(version.article, version.number, state, at)
        after = result if state is State.PUBLISHED else None
        self._note(result, event.value, actor, at, note, texts=(served, after))
        return result

    def review(self, version: Version, article: Article) -> None:
        """Put down who reviewed `version`: `article` is the same but for that."""
        key = (versions.c.code == article.code, versions.c.number == version.number)
        self._connection.execute(update(versions).where(*key).values(article=as_raw(article)))

    def attachments(self, code: str) -> tuple[Attachment, ...]:
        """Return the attachments of `code`, oldest first."""
        return attachments_of(self._connection, (code,))

    def attach(self, attachment: Attachment, content: bytes, version: Version) -> None:
        """Keep a file, and note who added it; `version` is the newest of its article."""
        row = {**asdict(attachment), "content": content}
        self._connection.execute(insert(attachments), row)
        at, actor = attachment.added_at, attachment.added_by
        self._note(version, ATTACHED, actor, at, attachment.name)

    def detach(self, attachment: Attachment, version: Version, actor: str, at: datetime) -> None:
        """Remove a file for good, and note who did."""
        self._connection.execute(delete(attachments).where(attachments.c.id == attachment.id))
        self._note(version, DETACHED, actor, at, attachment.name)

    def vouch(
        self, attachment: Attachment, version: Version, actor: str, at: datetime
    ) -> Attachment:
        """Put down that `actor` passed a file, and note it; return it as it is then."""
        one = attachments.c.id == attachment.id
        self._connection.execute(update(attachments).where(one).values(reviewer=actor))
        self._note(version, VOUCHED, actor, at, attachment.name)
        return replace(attachment, reviewer=actor)

    def _text_before(self, version: Version) -> Version | None:
        """Return what a move of `version` into or out of the published takes the place of."""
        if version.state is State.PUBLISHED:
            return version
        published = self.published(version.article.code)
        return published[-1] if published else None

    def _count(self) -> None:
        """Let every process know that what is published has changed."""
        self.counted = True
        self._connection.execute(update(revision).values(number=revision.c.number + 1))

    def _numbered(self, code: str, number: int) -> Version | None:
        row = self._one(
            select(versions).where(versions.c.code == code, versions.c.number == number)
        )
        return None if row is None else version_of(row)

    def _note(
        self,
        version: Version,
        event: str,
        actor: str,
        at: datetime,
        note: str,
        *,
        texts: tuple[Version | None, Version | None] = (None, None),
    ) -> None:
        step = Step(version.number, at, actor, event, version.state, note)
        self.entries.append(Entry(version.article, step, *texts))
        row = {
            "code": version.article.code,
            "number": version.number,
            "at": at,
            "actor": actor,
            "event": event,
            "state": version.state.value,
            "note": note,
        }
        self._connection.execute(insert(steps), row)

    def _one(self, statement: object) -> RowMapping | None:
        row: RowMapping | None = self._connection.execute(statement).mappings().first()
        return row


def version_of(row: RowMapping) -> Version:
    """Return the version in a row of the versions table."""
    article, _, problems = read(row["article"], row["code"])
    if article is None:
        raise ValueError(f"article {row['code']} is not readable: {problems[0].field}")
    return Version(article, row["number"], State(row["state"]), row["changed_at"])
