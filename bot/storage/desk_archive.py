"""The desk's reads over many conversations, on SQLite or PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.sql import ColumnElement, Select

from bot.conversation.messages import Author, Logged
from bot.desk.model import Digest, Row, Search, Today
from bot.storage.desk_figures import figures
from bot.storage.records import message_of
from bot.storage.tables import PRUNED, conversations, messages
from bot.storage.tables_handoff import handoffs


class Read(Protocol):
    """Reads rows."""

    async def __call__(
        self, statement: Select, values: Mapping[str, Any] | None = None
    ) -> list[RowMapping]:
        """Return the rows of a statement with `values` for its parameters."""
        ...


LAST_FOUR = 4


class SqlDeskArchive:
    """Implements `bot.desk.ports.Archive`."""

    def __init__(self, *, read: Read) -> None:
        """`read` returns the rows of a statement."""
        self._read = read

    async def digests(self, handoff_ids: Sequence[str]) -> tuple[Digest, ...]:
        """Return the conversations of these handoffs, in any order."""
        if not handoff_ids:
            return ()
        rows = await self._read(_DIGESTS, {"handoffs": list(handoff_ids)})
        found = await self._read(_LAST, {"conversations": [row["id"] for row in rows]})
        lasts = {row["conversation_id"]: row for row in found}
        return tuple(_digest(row, lasts.get(row["id"])) for row in rows)

    async def before(self, conversation_id: str, seq: int, limit: int) -> tuple[Logged, ...]:
        """Return the newest messages before `seq`, oldest first."""
        statement = (
            select(messages)
            .where(messages.c.conversation_id == conversation_id, messages.c.seq < seq)
            .order_by(messages.c.seq.desc())
            .limit(limit)
        )
        return tuple(message_of(row) for row in reversed(await self._read(statement)))

    async def found(self, search: Search, *, offset: int, limit: int) -> tuple[Row, ...]:
        """Return the conversations looked for, the newest first."""
        statement = (
            _joined(
                conversations.c.id,
                conversations.c.channel,
                conversations.c.opened_at,
                conversations.c.closed_at,
                _LAST_AT.label("last_at"),
                conversations.c.owner,
                _RATING.label("rating"),
                *(handoffs.c[name].label(label) for label, name in _OF_HANDOFF.items()),
            )
            .where(*_conditions(search))
            .order_by(_LAST_AT.desc(), conversations.c.id)
            .offset(offset)
            .limit(limit)
        )
        rows = await self._read(statement)
        counts = await self._counts([row["id"] for row in rows])
        return tuple(_row(row, counts[row["id"]]) for row in rows)

    async def count(self, search: Search) -> int:
        """Return how many conversations are looked for."""
        rows = await self._read(_joined(func.count().label("n")).where(*_conditions(search)))
        return int(rows[0]["n"])

    async def figures(self, since: datetime, until: datetime, within: float) -> Today:
        """Return what the desk did from `since` up to `until`; `within` are seconds."""
        return await figures(self._read, since, until, within)

    async def _counts(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        found: defaultdict[str, dict[str, int]] = defaultdict(dict)
        if not ids:
            return found
        statement = (
            select(messages.c.conversation_id, messages.c.author, func.count().label("n"))
            .where(messages.c.conversation_id.in_(ids))
            .group_by(messages.c.conversation_id, messages.c.author)
        )
        for row in await self._read(statement):
            found[row["conversation_id"]][row["author"]] = row["n"]
        return found


_LAST_AT = func.coalesce(
    conversations.c.last_customer_at, conversations.c.last_bot_at, conversations.c.opened_at
)
_RATING = func.coalesce(conversations.c.rating, handoffs.c.rating)
_OF_HANDOFF = {
    "handoff_id": "id",
    "number": "number",
    "stars": "stars",
    "handoff_agent": "agent",
    "reason": "reason",
    "group": "skill_group",
    "requested_at": "requested_at",
    "accepted_at": "accepted_at",
    "ended_at": "ended_at",
    "ending": "ending",
    "wrap_up_code": "wrap_up_code",
    "wrap_up_note": "wrap_up_note",
    "solved": "solved",
}


def _joined(*columns: Any) -> Select:
    """Return a selection over conversations with their last handoff."""
    other = handoffs.alias("other")
    last = (
        select(other.c.id)
        .where(other.c.conversation_id == conversations.c.id)
        .order_by(other.c.requested_at.desc(), other.c.id.desc())
        .limit(1)
        .correlate(conversations)
        .scalar_subquery()
    )
    return select(*columns).select_from(conversations.outerjoin(handoffs, handoffs.c.id == last))


def _conditions(search: Search) -> Iterable[ColumnElement]:
    """Yield what a conversation has to fulfil."""
    columns, last = conversations.c, handoffs.c
    yield ~columns.id.startswith(PRUNED)
    exact = (
        (columns.id, search.id),
        (columns.owner, search.owner),
        (columns.channel, search.channel),
        (last.reason, search.reason),
    )
    yield from (column == wanted for column, wanted in exact if wanted is not None)
    if search.text is not None:
        said = select(messages.c.seq).where(
            messages.c.conversation_id == columns.id,
            messages.c.text.contains(search.text, autoescape=True),
        )
        yield said.exists()
    if search.number is not None:
        tail = len(search.number) == LAST_FOUR
        ends = last.number.endswith(search.number, autoescape=True)
        yield ends if tail else last.number == search.number
    if search.agent is not None:
        yield or_(last.agent == search.agent, columns.agent == search.agent)
    if search.code is not None:
        begins = last.wrap_up_code.startswith(f"{search.code}:", autoescape=True)
        yield or_(last.wrap_up_code == search.code, begins)
    if search.rated_most is not None:
        yield search.rated_most >= _RATING
    if search.among is not None:
        yield columns.id.in_(search.among)
    if search.since is not None:
        yield search.since <= _LAST_AT
    if search.until is not None:
        yield columns.opened_at < search.until


def _digests() -> Select:
    """Return what selects the digests of ``handoffs``."""
    said = (
        select(func.coalesce(func.max(messages.c.seq), 0))
        .where(
            messages.c.conversation_id == conversations.c.id,
            messages.c.author == Author.AGENT.value,
            messages.c.at >= handoffs.c.requested_at,
        )
        .correlate(conversations, handoffs)
        .scalar_subquery()
    )
    mine = and_(
        messages.c.conversation_id == conversations.c.id,
        messages.c.author == Author.CUSTOMER.value,
        messages.c.at >= handoffs.c.requested_at,
    )
    unread = (
        select(func.count())
        .select_from(messages)
        .where(mine, messages.c.seq > handoffs.c.read_seq)
        .correlate(conversations, handoffs)
        .scalar_subquery()
    )
    waiting = (
        select(func.min(messages.c.at))
        .where(mine, messages.c.seq > said)
        .correlate(conversations, handoffs)
        .scalar_subquery()
    )
    return (
        select(
            conversations.c.id,
            conversations.c.channel,
            conversations.c.owner,
            conversations.c.agent,
            conversations.c.last_seq,
            handoffs.c.read_seq,
            handoffs.c.waiting_since.label("requested"),
            said.label("said"),
            unread.label("unread"),
            waiting.label("waiting_since"),
        )
        .select_from(conversations.join(handoffs))
        .where(handoffs.c.id.in_(bindparam("handoffs", expanding=True)))
    )


# Built once: every desk asks at every change, and building them takes longer than the reading.
_DIGESTS = _digests()
_LAST = (
    select(messages)
    .select_from(
        messages.join(
            conversations,
            and_(
                conversations.c.id == messages.c.conversation_id,
                conversations.c.last_seq == messages.c.seq,
            ),
        )
    )
    .where(conversations.c.id.in_(bindparam("conversations", expanding=True)))
)


def _digest(row: RowMapping, last: RowMapping | None) -> Digest:
    # Before the agent's first words the customer waits since they asked for people.
    waiting = row["waiting_since"] if row["said"] else row["requested"]
    return Digest(
        conversation_id=row["id"],
        channel=row["channel"],
        owner=row["owner"],
        agent=row["agent"],
        last_seq=row["last_seq"],
        last=None if last is None else message_of(last),
        read_seq=row["read_seq"],
        unread=row["unread"],
        waiting_since=waiting,
    )


def _row(row: RowMapping, counts: Mapping[str, int]) -> Row:
    values = dict(row)
    return Row(
        conversation_id=values.pop("id"), agent=values.pop("handoff_agent"), counts=counts, **values
    )
