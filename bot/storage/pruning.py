"""Deletes what was said long ago; what the centre's figures are computed from stays, nameless."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, insert, or_, select, text, true, update
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.sql import ColumnElement

from accounts.storage.database import Database
from bot.conversation.handoffs import HandoffState
from bot.conversation.model import Owner
from bot.desk.model import OPEN
from bot.storage.migrate import migrate
from bot.storage.tables import (
    PRUNED,
    conversations,
    issued_buttons,
    messages,
    owed_turns,
    prunings,
)
from bot.storage.tables_desk import deliveries, held_drafts, proposals, suggestions
from bot.storage.tables_handoff import handoff_events, handoffs, notes

PERSONAL = frozenset({"settled", "ticket"})
"""Of the details of a handoff's steps: what an agent wrote, and what leads to a customer."""
BATCH = 50
"""Conversations deleted in one transaction: those who chat meanwhile wait for no longer one."""
PAUSE_SECONDS = 0.1
"""Between two transactions: SQLite's other writers look only now and then whether it is free."""

Forget = Callable[[Connection, Sequence[str]], None]


@dataclass(frozen=True)
class Pruned:
    """How many went: conversations, and pages on which nobody ever said a word."""

    conversations: int = 0
    pages: int = 0
    spared: int = 0
    """Old ones that stay, because a ticket or an order of theirs is open."""

    def __add__(self, other: Pruned) -> Pruned:
        """Return both together."""
        return Pruned(
            self.conversations + other.conversations,
            self.pages + other.pages,
            self.spared + other.spared,
        )


class Pruner:
    """Deletes old conversations batch by batch, beside a running server; blocks."""

    def __init__(self, url: str, *, forget: Forget) -> None:
        """Use the database at `url`; `forget` deletes the engine's memory of conversations."""
        self._database = Database(url, migrate)
        self._forget = forget

    def due(self, before: datetime, *, spare: Collection[str]) -> Pruned:
        """Return what `prune` would delete now."""
        found, last = Pruned(), ""
        while True:
            with self._database.reading() as connection:
                rows = _due(connection, before, last)
            if not rows:
                return found
            found, last = found + _counted(rows, spare), rows[-1]["id"]

    def prune(
        self, before: datetime, *, spare: Collection[str], at: datetime, actor: str
    ) -> Iterator[Pruned]:
        """Delete conversations closed before `before`, and yield each batch, committed.

        Those in `spare`, and any with an open handoff, an open proposal or an answer owed, stay.
        Of the others nothing remains that a person said or that names one: a row under a new,
        random id keeps when it was and how it was rated, and its handoffs keep times, reasons and
        endings. The run is recorded with `at` and `actor`. Breaking off loses nothing: the next
        run goes on.
        """
        with self._writing() as connection:
            old = and_(deliveries.c.created_at < before, deliveries.c.next_at.is_(None))
            connection.execute(delete(deliveries).where(old))
            run = connection.execute(
                insert(prunings).values(at=at, before=before, actor=actor, conversations=0, pages=0)
            ).inserted_primary_key[0]
        last = ""
        while True:
            with self._writing() as connection:
                rows = _due(connection, before, last, lock=True)
                if not rows:
                    return
                last, done = rows[-1]["id"], _counted(rows, spare)
                self._delete(connection, [row for row in rows if row["id"] not in spare])
                _record(connection, run, done)
            yield done
            time.sleep(PAUSE_SECONDS)

    def close(self) -> None:
        """Give the database connections back."""
        self._database.close()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._database.writing() as connection:
            if connection.dialect.name == "sqlite":
                # Overwritten, not only forgotten: else it stays readable in the file.
                connection.execute(text("PRAGMA secure_delete = ON"))
            yield connection

    def _delete(self, connection: Connection, rows: Sequence[RowMapping]) -> None:
        ids = [row["id"] for row in rows]
        _keep_figures(connection, [row for row in rows if _was_said(row)])
        for table in (messages, owed_turns, issued_buttons, notes, proposals):
            connection.execute(delete(table).where(table.c.conversation_id.in_(ids)))
        self._forget(connection, ids)
        connection.execute(delete(conversations).where(conversations.c.id.in_(ids)))


def _due(
    connection: Connection, before: datetime, last: str, *, lock: bool = False
) -> list[RowMapping]:
    """Return the next rows that are old enough and hold nothing open, by id after `last`."""
    statement = (
        select(conversations)
        .where(conversations.c.id > last, *_is_due(before))
        .order_by(conversations.c.id)
        .limit(BATCH)
    )
    return list(connection.execute(statement.with_for_update() if lock else statement).mappings())


def _is_due(before: datetime) -> Iterator[ColumnElement]:
    columns = conversations.c
    unsaid = and_(columns.last_customer_at.is_(None), columns.opened_at < before)
    said = and_(columns.owner == Owner.CLOSED.value, columns.closed_at < before)
    yield or_(said, and_(columns.owner == Owner.BOT.value, unsaid))
    yield ~columns.id.startswith(PRUNED)
    for table, is_open in (
        (owed_turns, true()),
        (handoffs, handoffs.c.state != HandoffState.ENDED.value),
        (proposals, proposals.c.state == OPEN),
    ):
        yield (
            ~select(table.c.conversation_id)
            .where(table.c.conversation_id == columns.id, is_open)
            .exists()
        )


def _was_said(row: RowMapping) -> bool:
    return bool(row["owner"] == Owner.CLOSED.value)


def _counted(rows: Sequence[RowMapping], spare: Collection[str]) -> Pruned:
    going = [row for row in rows if row["id"] not in spare]
    said = sum(map(_was_said, going))
    return Pruned(said, len(going) - said, len(rows) - len(going))


def _keep_figures(connection: Connection, rows: Sequence[RowMapping]) -> None:
    """Move what figures are computed from to rows that nobody's name or words are in."""
    if not rows:
        return
    new_ids = {row["id"]: f"{PRUNED}{secrets.token_hex(16)}" for row in rows}
    kept = [{**row, "last_seq": 0, "id": new_ids[row["id"]]} for row in rows]
    moves = [{"old": old, "new": new} for old, new in new_ids.items()]
    connection.execute(insert(conversations), kept)
    old, new = bindparam("old"), bindparam("new")
    # By the handoff's id: the events have no index by conversation.
    mine = select(handoffs.c.id).where(handoffs.c.conversation_id == old)
    nameless = {"number": None, "matter": None, "transfer": None, "wrap_up_note": None}
    for statement in (
        update(handoff_events)
        .where(handoff_events.c.handoff_id.in_(mine))
        .values(conversation_id=new),
        update(handoffs)
        .where(handoffs.c.conversation_id == old)
        .values(conversation_id=new, message_seq=None, **nameless),
        update(suggestions)
        .where(suggestions.c.conversation_id == old)
        .values(conversation_id=new, title="", text=""),
    ):
        connection.execute(statement, moves)
    _clear_details(connection, list(new_ids.values()))
    drafts = held_drafts.c.conversation_id.in_(list(new_ids))
    values = {"conversation_id": PRUNED, "override_reason": None}
    connection.execute(update(held_drafts).where(drafts).values(**values))


def _clear_details(connection: Connection, ids: Sequence[str]) -> None:
    """Take out of the steps of handoffs what was written by hand, and what leads to a customer."""
    table = handoff_events.c
    for row in connection.execute(
        select(table.id, table.detail).where(
            table.handoff_id.in_(select(handoffs.c.id).where(handoffs.c.conversation_id.in_(ids)))
        )
    ).all():
        kept = {name: value for name, value in row.detail.items() if name not in PERSONAL}
        if kept != row.detail:
            statement = update(handoff_events).where(table.id == row.id)
            connection.execute(statement.values(detail=kept))


def _record(connection: Connection, run: int, done: Pruned) -> None:
    connection.execute(
        update(prunings)
        .where(prunings.c.id == run)
        .values(
            conversations=prunings.c.conversations + done.conversations,
            pages=prunings.c.pages + done.pages,
        )
    )
