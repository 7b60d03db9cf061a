"""How things look on the desk's wire (docs/desk-api.md); personal data is masked here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.staff import StaffMember
from accounts.staff.views import Known
from bot.channels.shapes import logged_json
from bot.conversation.agents import Presence, Status
from bot.conversation.handoffs import HandoffEvent, Note
from bot.conversation.messages import Author, Logged
from bot.redaction import mask_name, mask_phone, mask_text


def at(moment: datetime | None) -> str | None:
    """Return a moment as text."""
    return None if moment is None else moment.isoformat()


def staff_json(member: StaffMember) -> dict[str, Any]:
    """Return a staff member."""
    return {
        "number": member.number,
        "name": member.name,
        "role": member.role,
        "groups": list(member.groups),
        "capacity": member.capacity,
        "totp": member.has_totp,
    }


def status_json(presence: Presence | None) -> dict[str, Any]:
    """Return the status of an agent, who is offline if they were never there."""
    if presence is None:
        return {"status": Status.OFFLINE.value, "reason": None, "since": None}
    return {
        "status": presence.status.value,
        "reason": presence.reason or None,
        "since": at(presence.since),
    }


def who_json(known: Known | None, stars: int | None = None) -> dict[str, Any]:
    """Return whose conversation it is, masked."""
    if known is None:
        return {"name": None, "number": None, "stars": stars}
    return {
        "name": mask_name(known.name) if known.name else None,
        "number": mask_phone(known.number),
        "stars": known.stars if known.stars is not None else stars,
    }


def message_json(logged: Logged) -> dict[str, Any]:
    """Return a message of a transcript, personal data masked."""
    shown = logged_json(logged)
    if logged.content.text is not None:
        shown["text"] = mask_text(logged.content.text)
    if logged.agent is not None:
        shown["agent"] = logged.agent
    if logged.author is Author.AGENT and logged.client_id is not None:
        shown["client_id"] = own_id(logged.client_id)
    return shown


def own_id(stored: str) -> str:
    """Return the id that a desk gave a message; the log keeps the agent's number before it."""
    return stored.split(":", 2)[-1]


def note_json(note: Note, names: Mapping[str, str]) -> dict[str, Any]:
    """Return a note; `names` are those of the staff by number."""
    return {
        "id": note.id,
        "at": at(note.at),
        "author": note.author,
        "author_name": names.get(note.author, note.author),
        "kind": note.kind,
        "text": note.text,
    }


def event_json(
    event: HandoffEvent, titles: Mapping[str, str], actors: Mapping[str, str]
) -> dict[str, Any]:
    """Return one line of a handoff's record; `titles` name events, `actors` who did it."""
    kind, _, number = event.actor.partition(":")
    named = actors.get(kind, kind)
    return {
        "id": event.id,
        "at": at(event.at),
        "actor": event.actor,
        "actor_text": f"{named} {number}".strip(),
        "event": event.event,
        "event_text": titles.get(event.event, event.event),
        "detail": dict(event.detail),
    }
