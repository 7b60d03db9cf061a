"""What the bot made of customers' messages, by the engine's log, for who reviews conversations."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.desk.model import Meant, Read, Sifted
from bot.engine.storage.event_log import EventLog, open_event_log

LOOKED_AT = 20_000
"""Newest messages of a span that are looked at: they are found by time, and read one by one."""
CONVERSATIONS = 1000
"""Conversations found at most: databases bound the values of one query."""
NOT_UNDERSTOOD = "nlu_fallback"
SAID_AGAIN = "demand"
"""In the metadata of a message that an action said in the customer's stead."""


class LoggedReadings:
    """Implements `bot.desk.ports.Readings` over the database of the conversations."""

    def __init__(self, url: str) -> None:
        """Use the database at `url`, opened at the first call."""
        self._url = url
        self._log: EventLog | None = None

    async def of(self, conversation_id: str) -> Mapping[int, Read]:
        """Return what was made of the messages of a conversation, by their places in its log."""
        return await asyncio.to_thread(self._of, conversation_id)

    async def found(self, meant: Meant, since: datetime | None, until: datetime | None) -> Sifted:
        """Return the conversations with such a message in the span, and whether those are all."""
        return await asyncio.to_thread(self._found, meant, since, until)

    def close(self) -> None:
        """Give the database connections back; blocks."""
        if self._log is not None:
            self._log.close()

    def _of(self, conversation_id: str) -> Mapping[int, Read]:
        readings: dict[int, Read] = {}
        for _, event in self._events.stretch(conversation_id, 0):
            if event["event"] != "user" or not is_said(event):
                continue
            turn = str((event.get("metadata") or {}).get("turn_id") or "")
            place = turn.rpartition(":")[2]
            if place.isascii() and place.isdigit():
                readings.setdefault(int(place), read_in(event))
        return readings

    def _found(self, meant: Meant, since: datetime | None, until: datetime | None) -> Sifted:
        span = (_stamp(since, 0.0), _stamp(until, float("inf")))
        name = NOT_UNDERSTOOD if meant.understood is False else meant.intent
        looked, rows = self._events.said_last(*span, LOOKED_AT, name)
        names = dict.fromkeys(
            sender for sender, event in rows if is_said(event) and _fits(read_in(event), meant)
        )
        whole = looked < LOOKED_AT and len(names) <= CONVERSATIONS
        return Sifted(tuple(names)[:CONVERSATIONS], whole)

    @property
    def _events(self) -> EventLog:
        if self._log is None:
            self._log = open_event_log(self._url)
        return self._log


def is_said(event: Mapping[str, Any]) -> bool:
    """Tell whether a customer typed it: no button, and nothing said in their stead."""
    pressed = str(event.get("text") or "").startswith("/")
    return not pressed and SAID_AGAIN not in (event.get("metadata") or {})


def read_in(event: Mapping[str, Any]) -> Read:
    """Return what the bot made of a message."""
    parsed = event.get("parse_data") or {}
    first = parsed.get("intent") or {}
    name = str(first.get("name") or NOT_UNDERSTOOD)
    likely = [one for one in parsed.get("intent_ranking") or () if one.get("name") != name]
    understood = name != NOT_UNDERSTOOD
    return Read(
        intent=name,
        confidence=round(float(first.get("confidence") or 0.0), 4),
        understood=understood,
        guess=str(likely[0]["name"]) if likely and not understood else None,
    )


def _fits(read: Read, meant: Meant) -> bool:
    if meant.understood is not None and read.understood is not meant.understood:
        return False
    if meant.sure_below is not None and read.confidence >= meant.sure_below:
        return False
    # What was not understood can still be looked for by what it was likeliest to mean.
    return meant.intent is None or meant.intent in {read.intent, read.guess}


def _stamp(moment: datetime | None, otherwise: float) -> float:
    return otherwise if moment is None else moment.timestamp()
