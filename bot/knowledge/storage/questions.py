"""What customers think of articles, and what nothing answered; safe when many write at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from bot.knowledge.model import SYSTEM, Opinion, Unanswered
from bot.knowledge.storage.tables import opinions, unanswered

MOST_UNANSWERED = 5000
"""Different questions kept at most: those that are done, then the oldest make room."""
_INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def put_opinion(
    connection: Connection,
    version: tuple[str, int],
    conversation: str,
    at: datetime,
    *,
    useful: bool,
) -> None:
    """Keep an opinion in place of the conversation's earlier one."""
    code, number = version
    values = {"number": number, "at": at, "useful": useful}
    row = {"code": code, "conversation_id": conversation, **values}
    put = _INSERT[connection.dialect.name](opinions).values(**row)
    key = ["code", "conversation_id"]
    connection.execute(put.on_conflict_do_update(index_elements=key, set_=values))


def opinions_of(connection: Connection) -> tuple[Opinion, ...]:
    """Return the opinions on each article that has any."""
    liked = func.sum(case((opinions.c.useful, 1), else_=0))
    statement = (
        select(opinions.c.code, liked.label("useful"), func.count().label("every"))
        .group_by(opinions.c.code)
        .order_by(opinions.c.code)
    )
    return tuple(
        Opinion(row.code, int(row.useful), int(row.every - row.useful))
        for row in connection.execute(statement)
    )


def put_unanswered(
    connection: Connection, question: str, near: Sequence[str], at: datetime
) -> None:
    """Count a question that nothing answered; one that an article had answered is open again."""
    values: dict[str, Any] = {"last_at": at, "near": list(near)}
    by_itself = unanswered.c.done_by == SYSTEM
    again = {
        **values,
        "times": unanswered.c.times + 1,
        "done_at": case((by_itself, None), else_=unanswered.c.done_at),
        "answered_by": case((by_itself, None), else_=unanswered.c.answered_by),
        "done_by": case((by_itself, None), else_=unanswered.c.done_by),
    }
    key = _key(question)
    if connection.execute(select(unanswered.c.key).where(unanswered.c.key == key)).first() is None:
        _make_room(connection)
    row = {"key": key, "question": question, "times": 1, "first_at": at, **values}
    put = _INSERT[connection.dialect.name](unanswered).values(**row)
    connection.execute(put.on_conflict_do_update(index_elements=["key"], set_=again))


def take_back(connection: Connection, question: str) -> None:
    """Count `question` once less; gone when it was counted once."""
    one = unanswered.c.key == _key(question)
    connection.execute(delete(unanswered).where(one, unanswered.c.times <= 1))
    connection.execute(update(unanswered).where(one).values(times=unanswered.c.times - 1))


def unanswered_of(connection: Connection, limit: int, *, done: bool) -> tuple[Unanswered, ...]:
    """Return the open questions asked most, or those done last; at most `limit`."""
    order = (unanswered.c.times.desc(), unanswered.c.last_at.desc())
    which = unanswered.c.done_at.isnot(None) if done else unanswered.c.done_at.is_(None)
    first = (unanswered.c.done_at.desc(), *order) if done else order
    statement = select(unanswered).where(which).order_by(*first).limit(limit)
    return tuple(_unanswered(row) for row in connection.execute(statement))


def end_unanswered(
    connection: Connection, key: str, by: str | None, at: datetime | None, code: str | None
) -> Unanswered | None:
    """Put down that a question is done, or open again without `by`; None for an unknown one.

    Who was first stays: what is done is not done again.
    """
    undone = unanswered.c.done_at.is_(None) if by else unanswered.c.done_at.isnot(None)
    change = update(unanswered).where(unanswered.c.key == key, undone)
    connection.execute(change.values(done_at=at, done_by=by, answered_by=code))
    row = connection.execute(select(unanswered).where(unanswered.c.key == key)).first()
    return None if row is None else _unanswered(row)


def _unanswered(row: Row) -> Unanswered:
    return Unanswered(
        id=row.key,
        question=row.question,
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
        near=tuple(row.near),
        done_at=row.done_at,
        done_by=row.done_by or "",
        answered_by=row.answered_by or "",
    )


def _key(question: str) -> str:
    return hashlib.sha256(question.encode()).hexdigest()[:32]


def _make_room(connection: Connection) -> None:
    count = connection.execute(select(func.count()).select_from(unanswered)).scalar() or 0
    if count >= MOST_UNANSWERED:
        least = (unanswered.c.done_at.is_(None), unanswered.c.last_at)
        first = select(unanswered.c.key).order_by(*least).limit(1)
        connection.execute(delete(unanswered).where(unanswered.c.key.in_(first)))
