"""What the trainers' inbox reads: the engine's log of messages, and how conversations came out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from bot.engine.storage.event_log import EventLog, open_event_log
from bot.inbox.model import Entity, Reading
from bot.inbox.ports import Facts, Handed, Place, Said
from bot.storage.outcomes import Outcomes

MISUNDERSTOOD = "misunderstood"
"""Slot that counts the turns in a row that the bot did not understand and said so."""
ASKING = frozenset({"open_case", "pending_confirmation", "requested_slot"})
"""Slots that hold something as long as the bot waits for an answer."""
TAKES_PARTS = "action_take_demands"
"""Action that takes the matters of one message apart."""
SAID_AGAIN = "demand"
"""In the metadata of a message that an action said in the customer's stead."""


class LoggedConversations:
    """Implements `bot.inbox.ports.Conversations` over the database of the conversations."""

    def __init__(self, url: str) -> None:
        """Use the database at `url`, opened at the first call."""
        self._url = url
        self._outcomes = Outcomes(url)
        self._log: EventLog | None = None

    def prepare(self) -> None:
        """Open the database now."""
        self._outcomes.prepare()
        _ = self._events

    def spoken(self, after: Place, until: datetime, limit: int) -> tuple[Place, ...]:
        """Return where messages stand behind `after` up to `until`, in order, at most `limit`."""
        place = (after.timestamp, after.conversation, after.seq)
        return tuple(
            Place(*found) for found in self._events.said_after(place, until.timestamp(), limit)
        )

    def facts(self, ids: Sequence[str]) -> Mapping[str, Facts]:
        """Return how these conversations stand; those that are not there are left out."""
        return {
            name: Facts(
                closed=found.closed,
                rating=found.rating,
                opened_at=found.opened_at,
                handed=tuple(
                    Handed(each.requested_at, each.reason, each.matter, each.rating)
                    for each in found.handed
                ),
            )
            for name, found in self._outcomes.of(ids).items()
        }

    def said(self, conversation: str, first: int) -> tuple[Said, ...]:
        """Return what was said in a conversation from the place `first` on, oldest first."""
        return tuple(said_in(self._events.stretch(conversation, first)))

    def said_at(self, conversation: str, place: int) -> Said | None:
        """Return the message typed at `place` of the conversation's own log, None without one."""
        events = self._events.stretch(conversation, 0)
        turn = f"{conversation}:{place}"
        seqs = {seq for seq, event in events if _turn_of(event) == turn}
        return next((said for said in said_in(events) if said.seq in seqs and said.text), None)

    def close(self) -> None:
        """Give the database connections back."""
        self._outcomes.close()
        if self._log is not None:
            self._log.close()

    @property
    def _events(self) -> EventLog:
        if self._log is None:
            self._log = open_event_log(self._url)
        return self._log


def said_in(events: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Said]:
    """Yield the messages among a tracker's events, each with what the bot made of it."""
    turn = _Turn()
    for seq, event in events:
        if event["event"] != "user":
            turn.note(event)
        elif SAID_AGAIN not in (event.get("metadata") or {}):
            if turn.said is not None:
                yield turn.said
            turn.said = _said(seq, event, asked=turn.is_asking)
    if turn.said is not None:
        yield turn.said


def _turn_of(event: Mapping[str, Any]) -> str:
    return str((event.get("metadata") or {}).get("turn_id") or "")


class _Turn:
    """The message that was said last, and what has happened since."""

    def __init__(self) -> None:
        self.said: Said | None = None
        self._failures = 0
        self._asking: dict[str, Any] = {}

    @property
    def is_asking(self) -> bool:
        """Whether the bot waits for an answer."""
        return any(self._asking.values())

    def note(self, event: Mapping[str, Any]) -> None:
        """Take in an event that is no message."""
        kind, name, value = event["event"], str(event.get("name")), event.get("value")
        if kind == "active_loop":
            self._asking[kind] = event.get("name")
        elif kind == "slot" and name in ASKING:
            self._asking[name] = value
        elif kind == "slot" and name == MISUNDERSTOOD:
            now = value if isinstance(value, int) else 0
            if self.said is not None and now > self._failures:
                self.said = replace(self.said, asked_back=True)
            self._failures = now
        elif kind == "action" and name == TAKES_PARTS and self.said is not None:
            self.said = replace(self.said, parted=True)


def _said(seq: int, event: Mapping[str, Any], *, asked: bool) -> Said:
    text = str(event.get("text") or "")
    parsed = event.get("parse_data") or {}
    pressed = text.startswith("/")
    return Said(
        seq=seq,
        at=datetime.fromtimestamp(float(event.get("timestamp") or 0), timezone.utc),
        text="" if pressed else text,
        # A payload is the bot's own words; only which it was matters here.
        pressed=_pressed(text, parsed) if pressed else "",
        reading=tuple(
            Reading(str(each.get("name")), round(float(each.get("confidence") or 0), 4))
            for each in parsed.get("intent_ranking") or [parsed.get("intent") or {}]
            if each.get("name")
        ),
        entities=() if pressed else tuple(_entities(parsed, text)),
        asked=asked,
    )


def _pressed(text: str, parsed: Mapping[str, Any]) -> str:
    intent = str((parsed.get("intent") or {}).get("name") or text[1:].partition("{")[0])
    verdicts = {
        str(each.get("entity")): str(each.get("value"))
        for each in parsed.get("entities") or ()
        if each.get("entity") == "verdict"
    }
    return f"{intent}{json.dumps(verdicts, separators=(',', ':'))}"


def _entities(parsed: Mapping[str, Any], text: str) -> Iterator[Entity]:
    """Yield what the bot recognised where in a message; of those that overlap the first.

    Its values stay out: 上个月 was another month when it was said than it will be when it is read.
    """
    done = 0
    for each in sorted(parsed.get("entities") or (), key=lambda one: int(one.get("start") or 0)):
        start, end = int(each.get("start") or 0), int(each.get("end") or 0)
        if done <= start < end <= len(text) and each.get("entity"):
            yield Entity(start, end, str(each["entity"]))
            done = end
