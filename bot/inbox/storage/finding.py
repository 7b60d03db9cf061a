"""Puts what a look found into the inbox, inside the collector's transaction."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from accounts.clock import local
from bot.inbox.grouping import Leaders
from bot.inbox.model import SYSTEM, Decision, Reason, Sighting, State
from bot.inbox.ports import Served, Vectors
from bot.inbox.storage.noted import note
from bot.inbox.storage.rows import OPEN, item_of, reasons_of, reasons_text, was_decided
from bot.inbox.storage.tables import ID_LENGTH, groups, items, sightings
from bot.inbox.wording import digest_of

MOST_OF_ONE = 5
"""Messages that one conversation adds in a day: no customer can flood the inbox."""
MOST_OPEN = 20_000
"""Open items kept; beyond, only what is known already is counted, so that the disk stays free."""
_STORED = np.dtype("<f2")


@dataclass(frozen=True)
class Found:
    """A message worth a look and the vector of its text; `shown` names its conversation."""

    sighting: Sighting
    vector: Vectors
    shown: str | None
    """The conversation's id, None when it could tell who it is."""


class Finds:
    """Keeps findings and remembers the groups there are; of no use after an undone transaction."""

    def __init__(self) -> None:
        self._leaders = Leaders()

    def keep(
        self,
        connection: Connection,
        conversation: str,
        found: Sequence[Found],
        served: Served | None,
        most: int = MOST_OF_ONE,
    ) -> int:
        """Keep `found` of a conversation, each message once; return how many items are new.

        At most `most` of a day are kept.
        """
        if not found:
            return 0
        self._refresh(connection)
        digest = digest_of(conversation)
        mine = select(sightings).where(sightings.c.conversation == digest)
        earlier = {row["seq"]: row for row in connection.execute(mine).mappings()}
        of_day = Counter(row["day"] for row in earlier.values())
        added = 0
        for each in found:
            seen = each.sighting
            day = f"{local(seen.at):%Y-%m-%d}"
            if seen.seq in earlier:
                _more_reasons(connection, earlier[seen.seq], seen)
                continue
            if of_day[day] >= most:
                continue
            item, is_new = self._item(connection, each, served)
            if item is None:
                continue
            of_day[day] += 1
            added += is_new
            row = {
                "conversation": digest,
                "seq": seen.seq,
                "item_id": item,
                "day": day,
                "at": seen.at,
                "reasons": reasons_text(seen.reasons),
            }
            connection.execute(insert(sightings), row)
        return added

    def _item(
        self, connection: Connection, found: Found, served: Served | None
    ) -> tuple[str | None, bool]:
        """Return the item of a message and whether it is new; None when it is not to be kept."""
        seen = found.sighting
        same = select(items).where(items.c.key == seen.key)
        row = connection.execute(same).mappings().first()
        wrong = row is not None and _is_still_wrong(row, seen, served)
        if not seen.reasons and not wrong:
            return None, False
        if row is not None:
            _count(connection, row, found)
            if wrong:
                _reopen(connection, row, found)
            return row["id"], False
        is_open = items.c.state == State.OPEN.value
        statement = select(func.count()).select_from(items).where(is_open)
        if connection.execute(statement).scalar() >= MOST_OPEN:
            return None, False
        item = uuid.uuid4().hex
        values = {
            "id": item,
            "key": seen.key,
            "text": seen.text,
            "count": 1,
            "first_at": seen.at,
            "last_at": seen.at,
            "reasons": reasons_text(seen.reasons),
            "entities": [asdict(each) for each in seen.entities],
            "group_id": self._group(connection, found.vector),
            "state": State.OPEN.value,
            "version": 0,
            **_latest(found),
        }
        connection.execute(insert(items), values)
        return item, True

    def _group(self, connection: Connection, vector: Vectors) -> int:
        """Return the group that a message belongs to, beginning one when it is like no other."""
        while (near := self._leaders.nearest(vector)) is not None:
            if connection.execute(select(groups.c.id).where(groups.c.id == near)).first():
                return near
            self._leaders.forget(near)  # its last item is gone, and nobody else knows it any more
        row = {"vector": vector.astype(_STORED).tobytes()}
        made = int(connection.execute(insert(groups), row).inserted_primary_key[0])
        self._leaders.add(made, vector)
        return made

    def _refresh(self, connection: Connection) -> None:
        newer = select(groups).where(groups.c.id > self._leaders.newest).order_by(groups.c.id)
        for row in connection.execute(newer):
            vector = np.frombuffer(row.vector, dtype=_STORED).astype(np.float32)
            self._leaders.add(row.id, vector)


def _latest(found: Found) -> dict[str, Any]:
    """Return what an item shows of the time it was said last."""
    shown = found.shown
    return {
        "reading": [asdict(each) for each in found.sighting.reading],
        "suggested": found.sighting.suggested,
        "conversation_id": shown if shown is not None and len(shown) <= ID_LENGTH else None,
    }


def _count(connection: Connection, row: RowMapping, found: Found) -> None:
    """Count a message once more; what was decided about it stays."""
    seen = found.sighting
    values: dict[str, Any] = {
        "count": row["count"] + 1,
        "first_at": min(row["first_at"], seen.at),
        "last_at": max(row["last_at"], seen.at),
        "reasons": reasons_text({*reasons_of(row["reasons"]), *seen.reasons}),
    }
    if seen.at >= row["last_at"] and row["state"] == State.OPEN.value:
        values |= _latest(found)
    connection.execute(update(items).where(items.c.id == row["id"]).values(values))


def _is_still_wrong(row: RowMapping, seen: Sighting, served: Served | None) -> bool:
    """Tell whether a version that was taught what this item says read it otherwise all the same."""
    if served is None or row["label"] is None or row["decided_at"] is None:
        return False
    if row["teaching_since"] is not None:
        return False
    was_taught = row["decided_at"] < served.taught_until and served.since <= seen.at
    is_right = bool(seen.reading) and seen.reading[0].intent == row["label"]["intent"]
    return was_taught and (not is_right or Reason.FALLBACK in seen.reasons)


def _reopen(connection: Connection, row: RowMapping, found: Found) -> None:
    """Open an item again whose example came to nothing; the label stays on record."""
    item, why = item_of(row), Reason.TAUGHT_BUT_WRONG
    values = {
        **OPEN,
        **_latest(found),
        "reasons": reasons_text({*item.reasons, *found.sighting.reasons, why}),
        "version": item.version + 1,
    }
    connection.execute(update(items).where(items.c.id == item.id).values(values))
    detail = {"why": why.value, **was_decided(item)}
    note(connection, Decision(item.id, found.sighting.at, SYSTEM, "reopened", detail), item.text)


def _more_reasons(connection: Connection, earlier: RowMapping, seen: Sighting) -> None:
    """Add the reasons that came later: a rating, an agent's summary."""
    known = reasons_of(earlier["reasons"])
    if seen.reasons <= set(known):
        return
    key = (sightings.c.conversation == earlier["conversation"], sightings.c.seq == earlier["seq"])
    text = reasons_text({*known, *seen.reasons})
    connection.execute(update(sightings).where(*key).values(reasons=text))
    item = items.c.id == earlier["item_id"]
    row = connection.execute(select(items.c.reasons).where(item)).first()
    if row is not None:
        values: dict[str, Any] = {
            "reasons": reasons_text({*reasons_of(row.reasons), *seen.reasons})
        }
        if seen.suggested is not None:
            values["suggested"] = seen.suggested
        connection.execute(update(items).where(item).values(values))
