"""What a collection keeps: how far it has come and whom to look at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.engine import Connection

from bot.inbox.model import State
from bot.inbox.ports import Place, Served
from bot.inbox.storage.database import Database
from bot.inbox.storage.finding import Finds, Found
from bot.inbox.storage.tables import bookmark, groups, items, sightings, watched

AT_ONCE = 500


@dataclass(frozen=True)
class Watch:
    """A conversation that is to be looked at, as it was read."""

    conversation: str
    first_seq: int
    last_seq: int
    last_at: datetime
    looks: int
    signals: str
    version: int


@dataclass(frozen=True)
class Look:
    """What a look at a conversation came to."""

    watch: Watch
    looks: int
    signals: str
    next_at: datetime | None
    """When to look again; None when that was the last time."""


class SqlGathered:
    """The collector's side of the inbox; every call blocks and is one transaction."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database
        self._finds = Finds()

    def place(self) -> Place:
        """Return how far the log of all conversations has been read."""
        with self._database.reading() as connection:
            row = connection.execute(select(bookmark)).one()
        return Place(row.timestamp, row.conversation_id, row.seq)

    def note(self, before: Place, spoken: Sequence[Place], now: datetime) -> bool:
        """Watch the conversations of `spoken`, which follow `before`, and move on behind them.

        False, and nothing is changed, when another process has moved on from `before` meanwhile.
        """
        last = spoken[-1]
        here = (
            bookmark.c.timestamp == before.timestamp,
            bookmark.c.conversation_id == before.conversation,
            bookmark.c.seq == before.seq,
        )
        values = {
            "timestamp": last.timestamp,
            "conversation_id": last.conversation,
            "seq": last.seq,
        }
        with self._database.writing() as connection:
            if connection.execute(update(bookmark).where(*here).values(values)).rowcount != 1:
                return False
            _watch(connection, spoken, now)
        return True

    def due(self, now: datetime, limit: int) -> tuple[Watch, ...]:
        """Return the conversations to be looked at by `now`, the longest overdue first."""
        statement = (
            select(watched)
            .where(watched.c.next_look_at <= now)
            .order_by(watched.c.next_look_at, watched.c.conversation_id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(
                Watch(
                    conversation=row.conversation_id,
                    first_seq=row.first_seq,
                    last_seq=row.last_seq,
                    last_at=row.last_at,
                    looks=row.looks,
                    signals=row.signals,
                    version=row.version,
                )
                for row in connection.execute(statement)
            )

    def take(self, look: Look, found: Sequence[Found] = (), served: Served | None = None) -> int:
        """Keep what a look found and when the next one is; return how many items are new.

        What was taught, and is misread by the version `served` all the same, is open again.
        Nothing is kept when another process has looked meanwhile.
        """
        watch = look.watch
        mine = (
            watched.c.conversation_id == watch.conversation,
            watched.c.version == watch.version,
        )
        change: Any = delete(watched)
        if look.next_at is not None:
            change = update(watched).values(
                looks=look.looks,
                signals=look.signals,
                next_look_at=look.next_at,
                version=watch.version + 1,
            )
        try:
            with self._database.collecting() as connection:
                if connection.execute(change.where(*mine)).rowcount != 1:
                    return 0
                return self._finds.keep(connection, watch.conversation, found, served)
        except Exception:
            self._finds = Finds()  # it may know groups that were never committed
            raise

    def taught(self, served: Served | None) -> Mapping[str, str]:
        """Return by key the intents of the items whose label the version `served` was taught."""
        if served is None:
            return {}
        statement = select(items.c.key, items.c.label).where(
            items.c.state != State.OPEN.value,
            items.c.label.isnot(None),
            items.c.decided_at < served.taught_until,
        )
        with self._database.reading() as connection:
            return {row.key: str(row.label["intent"]) for row in connection.execute(statement)}

    def finish(self, now: datetime, keep: timedelta) -> None:
        """Note that the inbox is up to date, and drop open items that were last said too long ago.

        What was decided stays; where it was said is forgotten with the same delay.
        """
        limit = now - keep
        with self._database.collecting() as connection:
            connection.execute(update(bookmark).values(collected_at=now))
            old = (items.c.state == State.OPEN.value, items.c.last_at < limit)
            connection.execute(delete(items).where(*old))
            connection.execute(delete(sightings).where(sightings.c.at < limit))
            empty = ~exists().where(items.c.group_id == groups.c.id)
            connection.execute(delete(groups).where(empty))


def _watch(connection: Connection, spoken: Sequence[Place], now: datetime) -> None:
    first: dict[str, Place] = {}
    last: dict[str, Place] = {}
    for each in spoken:
        first.setdefault(each.conversation, each)
        last[each.conversation] = each
    known = set(_known(connection, list(last)))
    rows = [
        {
            "conversation_id": name,
            "first_seq": first[name].seq,
            "last_seq": place.seq,
            "last_at": datetime.fromtimestamp(place.timestamp, timezone.utc),
            "looks": 0,
            "next_look_at": now,
            "signals": "",
            "version": 0,
        }
        for name, place in last.items()
    ]
    if new := [row for row in rows if row["conversation_id"] not in known]:
        connection.execute(insert(watched), new)
    again = [
        {"id": row["conversation_id"], "seq": row["last_seq"], "at": row["last_at"], "now": now}
        for row in rows
        if row["conversation_id"] in known
    ]
    if again:
        connection.execute(_AGAIN, again)


_AGAIN = (
    update(watched)
    .where(watched.c.conversation_id == bindparam("id"))
    .values(
        last_seq=bindparam("seq"),
        last_at=bindparam("at"),
        looks=0,
        next_look_at=bindparam("now"),
        version=watched.c.version + 1,
    )
)


def _known(connection: Connection, names: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(names), AT_ONCE):
        some = watched.c.conversation_id.in_(names[start : start + AT_ONCE])
        yield from connection.execute(select(watched.c.conversation_id).where(some)).scalars()
