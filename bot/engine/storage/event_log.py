"""The tracker's event log: appended to, never changed, with a bookmark per conversation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    bindparam,
    delete,
    event,
    func,
    insert,
    literal_column,
    select,
    tuple_,
    update,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from accounts.storage.engine import open_engine
from bot.engine.storage.migrate import migrate
from bot.engine.storage.tables import tracker_events as events
from bot.engine.storage.tables import tracker_heads as heads

EventDict = dict[str, Any]
_ALWAYS = 1e12
"""Seconds since 1970 that no message comes after."""


class TrackerConflict(Exception):
    """Another writer appended to the conversation since it was read; nothing was written."""


@dataclass(frozen=True)
class Window:
    """What a conversation's working memory is rebuilt from."""

    prefix: tuple[EventDict, ...]
    """Events that stand for everything before `window_from`; not part of the history."""
    events: tuple[EventDict, ...]
    window_from: int
    next_seq: int


@dataclass(frozen=True)
class Checkpoint:
    """A new beginning of the working memory: `prefix`, then the events from `window_from`."""

    prefix: tuple[EventDict, ...]
    window_from: int


_HEAD = select(heads.c.next_seq).where(heads.c.sender_id == bindparam("sender"))
_BOOKMARK = select(heads.c.next_seq, heads.c.window_from, heads.c.prefix).where(
    heads.c.sender_id == bindparam("sender")
)
_EVENTS = (
    select(events.c.data)
    .where(events.c.sender_id == bindparam("sender"), events.c.seq >= bindparam("first"))
    .order_by(events.c.seq)
)
_SAID = (
    select(events.c.timestamp, events.c.sender_id, events.c.seq)
    .where(
        events.c.type_name == literal_column("'user'"),
        tuple_(events.c.timestamp, events.c.sender_id, events.c.seq)
        > tuple_(bindparam("timestamp"), bindparam("sender"), bindparam("seq")),
        events.c.timestamp <= bindparam("until"),
    )
    .order_by(events.c.timestamp, events.c.sender_id, events.c.seq)
    .limit(bindparam("limit"))
)
_LAST = (
    select(events.c.sender_id, events.c.data)
    .where(
        events.c.type_name == literal_column("'user'"),
        events.c.timestamp >= bindparam("since"),
        events.c.timestamp < bindparam("until"),
    )
    .order_by(events.c.timestamp.desc(), events.c.sender_id.desc(), events.c.seq.desc())
    .limit(bindparam("limit"))
    .subquery()
)
_STRETCH = (
    select(events.c.seq, events.c.data)
    .where(
        events.c.sender_id == bindparam("sender"),
        events.c.seq >= bindparam("first"),
        events.c.type_name != literal_column("'bot'"),
    )
    .order_by(events.c.seq)
)
_ADVANCE = (
    update(heads)
    .where(heads.c.sender_id == bindparam("sender"), heads.c.next_seq == bindparam("expected"))
    .values(next_seq=bindparam("next"))
)
_MOVE = (
    update(heads)
    .where(heads.c.sender_id == bindparam("sender"))
    .values(window_from=bindparam("first"), prefix=bindparam("events"))
)


class EventLog:
    """Reads and appends events; every method is one transaction and blocks on the database."""

    def __init__(self, engine: Engine) -> None:
        """Use a database that `open_event_log` has prepared."""
        self._engine = engine

    def head(self, sender_id: str) -> int | None:
        """Return the seq the next event of `sender_id` will get, or None when it has none."""
        with self._reading() as connection:
            head: int | None = connection.execute(_HEAD, {"sender": sender_id}).scalar()
            return head

    def window(self, sender_id: str) -> Window | None:
        """Return the working memory of `sender_id`, or None when the conversation is new."""
        with self._reading() as connection:
            row = connection.execute(_BOOKMARK, {"sender": sender_id}).one_or_none()
            if row is None:
                return None
            return Window(
                prefix=tuple(json.loads(row.prefix)),
                events=self._events(connection, sender_id, row.window_from),
                window_from=row.window_from,
                next_seq=row.next_seq,
            )

    def history(self, sender_id: str) -> tuple[EventDict, ...]:
        """Return every event of `sender_id`, oldest first."""
        with self._reading() as connection:
            return self._events(connection, sender_id, 0)

    def said_after(
        self, place: tuple[float, str, int], until: float, limit: int
    ) -> tuple[tuple[float, str, int], ...]:
        """Return where messages of customers stand behind `place`, up to the time `until`.

        A place is the time, the conversation and the seq; the answer is in that order, at most
        `limit` long: whoever goes on from its last reads every message once.
        """
        timestamp, sender, seq = place
        wanted = {"timestamp": timestamp, "sender": sender, "seq": seq, "until": until}
        with self._reading() as connection:
            rows = connection.execute(_SAID, {**wanted, "limit": limit})
            return tuple((row.timestamp, row.sender_id, row.seq) for row in rows)

    def said_last(
        self, since: float, until: float, limit: int, intent: str | None = None
    ) -> tuple[int, tuple[tuple[str, EventDict], ...]]:
        """Return the newest messages of customers in a span of time, with their conversations.

        At most `limit` are looked at, and how many is returned too; of those, with an `intent`,
        the ones in which it is named at all.
        """
        wanted = {"since": since, "until": min(until, _ALWAYS), "limit": limit}
        rows = select(_LAST)
        if intent is not None:
            rows = rows.where(_LAST.c.data.contains(f'"{intent}"', autoescape=True))
        with self._reading() as connection:
            looked = connection.execute(select(func.count()).select_from(_LAST), wanted).scalar()
            found = connection.execute(rows, wanted)
            return int(looked), tuple((row.sender_id, json.loads(row.data)) for row in found)

    def stretch(self, sender_id: str, first: int) -> tuple[tuple[int, EventDict], ...]:
        """Return the events from `first` on, each with its seq; what the bot said is left out."""
        with self._reading() as connection:
            rows = connection.execute(_STRETCH, {"sender": sender_id, "first": first})
            return tuple((row.seq, json.loads(row.data)) for row in rows)

    def senders(self) -> list[str]:
        """Return the ids of all conversations."""
        with self._reading() as connection:
            return list(connection.execute(select(heads.c.sender_id)).scalars())

    def append(
        self,
        sender_id: str,
        expected: int,
        new: Sequence[EventDict],
        checkpoint: Checkpoint | None = None,
    ) -> None:
        """Append `new` after the `expected` events already there and move the bookmark.

        All or nothing. Raises TrackerConflict when the conversation has a different length, and
        TypeError when an event holds something JSON cannot say.
        """
        rows = [
            {
                "sender_id": sender_id,
                "seq": expected + place,
                "type_name": entry["event"],
                "timestamp": entry.get("timestamp") or 0.0,
                "data": _dump(entry),
            }
            for place, entry in enumerate(new)
        ]
        prefix = _dump(checkpoint.prefix) if checkpoint else "[]"
        with self._engine.begin() as connection:
            self._advance(connection, sender_id, expected, expected + len(rows))
            if rows:
                connection.execute(insert(events), rows)
            if checkpoint:
                moved = {"sender": sender_id, "first": checkpoint.window_from, "events": prefix}
                connection.execute(_MOVE, moved)

    def close(self) -> None:
        """Give the database connections back."""
        self._engine.dispose()

    @staticmethod
    def _advance(connection: Connection, sender_id: str, expected: int, following: int) -> None:
        if expected:
            values = {"sender": sender_id, "expected": expected, "next": following}
            if connection.execute(_ADVANCE, values).rowcount != 1:
                raise TrackerConflict(sender_id)
            return
        row = {"sender_id": sender_id, "next_seq": following, "window_from": 0, "prefix": "[]"}
        try:
            connection.execute(insert(heads), row)
        except IntegrityError as error:
            raise TrackerConflict(sender_id) from error

    @staticmethod
    def _events(connection: Connection, sender_id: str, first: int) -> tuple[EventDict, ...]:
        rows = connection.execute(_EVENTS, {"sender": sender_id, "first": first}).scalars()
        return tuple(json.loads(data) for data in rows)

    def _reading(self) -> Any:
        # Without this mark SQLite would take the write lock for a mere look.
        return self._engine.connect().execution_options(readonly=True)


def forget(connection: Connection, senders: Sequence[str]) -> None:
    """Delete every event of `senders`, in the transaction of `connection`, which decides."""
    for table in (events, heads):
        connection.execute(delete(table).where(table.c.sender_id.in_(senders)))


def open_event_log(url: str) -> EventLog:
    """Open the database at `url`, bring its tables up to date and return the log."""
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sync_less)
    migrate(engine)
    return EventLog(engine)


def _sync_less(connection: Any, _record: Any) -> None:
    # The gateway's log is the record of a conversation and syncs each commit to disk. This
    # memory survives a killed process either way; only a power cut may cost it the last turns,
    # and a WAL database stays whole even then.
    connection.execute("PRAGMA synchronous=NORMAL").close()


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
