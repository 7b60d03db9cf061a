"""Looks back at conversations, masked: for the page of supervisors and trainers, and by command."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.conversation.handoffs import Note
from bot.conversation.ports import ConversationStore
from bot.desk.board import WhoBook
from bot.desk.model import Read, Row, Search
from bot.desk.ports import Archive, Readings
from bot.desk.searching import narrowed
from bot.desk.shapes import at, message_json, note_json, who_json
from bot.desk.words import Words
from bot.redaction import mask_text

MESSAGES = 1000


@dataclass(frozen=True)
class RowShapes:
    """Makes rows of what a search finds."""

    who: WhoBook
    words: Words

    async def rows(self, found: Sequence[Row]) -> list[dict[str, Any]]:
        """Return the conversations of a page, their customers looked up at once."""
        await self.who.of_all(each.number for each in found)
        return [await self.row(each) for each in found]

    async def row(self, found: Row) -> dict[str, Any]:
        """Return one conversation, masked."""
        code, _, result = (found.wrap_up_code or "").partition(":")
        results = self.words.table("results")
        titled = results[result]["title"] if result in results else None
        waited = _between(found.requested_at, found.accepted_at)
        handled = _between(found.accepted_at, found.ended_at)
        return {
            "conversation": found.conversation_id,
            "channel": found.channel,
            "opened_at": at(found.opened_at),
            "closed_at": at(found.closed_at),
            "last_at": at(found.last_at),
            "owner": found.owner,
            "messages": sum(found.counts.values()),
            "customer_messages": found.counts.get("customer", 0),
            "bot_messages": found.counts.get("bot", 0),
            "agent_messages": found.counts.get("agent", 0),
            "who": who_json(await self.who.of(found.number), found.stars),
            "handoff": found.handoff_id,
            "agent": found.agent,
            "reason": found.reason,
            "reason_text": self.words.of("reasons", found.reason),
            "group": found.group,
            "requested_at": at(found.requested_at),
            "accepted_at": at(found.accepted_at),
            "wait_seconds": waited,
            "handling_seconds": handled,
            "ended_at": at(found.ended_at),
            "ending": found.ending,
            "wrap_up_code": code or None,
            "wrap_up_text": self.words.title(code),
            "result": titled,
            "note": mask_text(found.wrap_up_note) if found.wrap_up_note else None,
            "rating": found.rating,
            "solved": found.solved,
        }


@dataclass(frozen=True)
class Reviews:
    """Finds conversations and shows them whole; nothing here changes anything."""

    archive: Archive
    store: ConversationStore
    rows: RowShapes
    readings: Readings
    intents: Callable[[str], str]
    """Names what the bot understands."""
    notes: Callable[[str], Awaitable[Sequence[Note]]]
    """Gives the staff's notes on a conversation."""
    names: Callable[[], Awaitable[Mapping[str, str]]]
    """Gives the names of the staff by number."""

    async def page(self, query: Mapping[str, str], page: int, size: int) -> dict[str, Any]:
        """Return what a query finds, a page of it (docs/desk-api.md); raises RequestRefused."""
        wanted, whole = await narrowed(query, self.readings)
        found = await self.archive.found(wanted, offset=(page - 1) * size, limit=size)
        return {
            "conversations": await self.rows.rows(found),
            "total": await self.archive.count(wanted),
            "page": page,
            "size": size,
            "partial": not whole,
        }

    async def whole(self, conversation_id: str) -> dict[str, Any] | None:
        """Return a conversation with what the bot made of each message, None without one."""
        found = await self.archive.found(Search(id=conversation_id), offset=0, limit=1)
        if not found:
            return None
        messages = await self.store.messages_of(conversation_id, limit=MESSAGES)
        readings = await self.readings.of(conversation_id)
        names = await self.names()
        return {
            "row": await self.rows.row(found[0]),
            "messages": [
                {**message_json(each), **self._reading(readings.get(each.seq))} for each in messages
            ],
            "notes": [note_json(each, names) for each in await self.notes(conversation_id)],
        }

    def _reading(self, read: Read | None) -> dict[str, Any]:
        return {} if read is None else {"reading": read_json(read, self.intents)}


def read_json(read: Read, intents: Callable[[str], str]) -> dict[str, Any]:
    """Return what the bot made of a message, named by `intents`."""
    return {
        "intent": read.intent,
        "title": intents(read.intent),
        "confidence": read.confidence,
        "understood": read.understood,
        "guess": None if read.guess is None else intents(read.guess),
    }


def _between(start: datetime | None, end: datetime | None) -> int | None:
    return None if start is None or end is None else round((end - start).total_seconds())
