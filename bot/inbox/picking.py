"""Puts a message into the inbox that somebody came upon while reviewing a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timezone
from typing import Protocol

from sqlalchemy import select

from accounts.clock import Clock
from bot.inbox.judging import readings
from bot.inbox.masking import Masker, is_clean
from bot.inbox.model import Decision, InboxRefused, Item, Reason, Sighting
from bot.inbox.ports import Encoder, Said, Taught
from bot.inbox.storage.database import Database
from bot.inbox.storage.finding import Finds, Found
from bot.inbox.storage.noted import note
from bot.inbox.storage.rows import item_of
from bot.inbox.storage.tables import items
from bot.inbox.wording import bare, key_of
from bot.text.normalise import feature_text

MOST_PICKED = 200
"""Messages of one conversation and day: people choose them, so it is no flood."""


class Log(Protocol):
    """What was said to the bot, by its place in the conversation's log."""

    def said_at(self, conversation: str, place: int) -> Said | None:
        """Return the message that was typed there and read by the bot, None without one."""
        ...


@dataclass(frozen=True)
class Picked:
    """A message in the inbox, and whether it is new there."""

    item: Item
    is_new: bool


class Picker:
    """Puts messages into the inbox by hand; every call blocks."""

    def __init__(
        self,
        *,
        database: Database,
        log: Log,
        masker: Masker,
        encoder: Encoder,
        taught: Taught,
        clock: Clock,
    ) -> None:
        """Take the ports."""
        self._database = database
        self._log = log
        self._masker = masker
        self._encoder = encoder
        self._taught = taught
        self._clock = clock

    def pick(self, conversation: str, place: int, by: str) -> Picked:
        """Put the message at `place` into the inbox, masked; one that is there stays as it is.

        Raises InboxRefused: ``not_found`` when the bot read no such message, ``bad_example`` when
        it cannot be masked surely or says nothing in words.
        """
        said = self._log.said_at(conversation, place)
        if said is None or not said.text:
            raise InboxRefused("not_found")
        found = self._found(conversation, said)
        same = select(items).where(items.c.key == found.sighting.key)
        with self._database.collecting() as connection:
            # The groups are read anew: what was known may have been another transaction's.
            added = Finds().keep(connection, conversation, [found], None, MOST_PICKED)
            row = connection.execute(same).mappings().first()
            if row is None:
                raise InboxRefused("bad_example", problems=("inbox_full",))
            picked = Decision(row["id"], self._clock.now(), by, "picked")
            note(connection, picked, row["text"])
            return Picked(item_of(row), bool(added))

    def close(self) -> None:
        """Give the database connections back."""
        self._database.close()

    def _found(self, conversation: str, said: Said) -> Found:
        masked = self._masker.masked(said.text, said.entities)
        if masked is None or not bare(masked.text):
            raise InboxRefused("bad_example", problems=("not_masked",))
        vectors = self._encoder.encode([feature_text(masked.text)])
        (near,) = self._taught.nearest(vectors)
        reading = readings(said)
        sighting = Sighting(
            seq=said.seq,
            at=said.at.astimezone(timezone.utc),
            text=masked.text,
            key=key_of(masked.text),
            reasons=frozenset({Reason.PICKED}),
            reading=reading[:3],
            suggested=near or (reading[0].intent if reading else None),
            entities=masked.entities,
        )
        nameless = self._masker.masked(conversation) is not None and is_clean(conversation)
        return Found(sighting, vectors[0], conversation if nameless else None)
