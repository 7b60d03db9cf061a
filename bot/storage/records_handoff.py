"""Turns rows into handoffs, events, notes and presences, and back; no SQL here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.conversation.agents import Presence, Status
from bot.conversation.handoffs import Ending, Handoff, HandoffEvent, HandoffState, Note, Transfer


def handoff_row(handoff: Handoff) -> dict[str, Any]:
    """Return the columns of a handoff."""
    row = asdict(handoff)
    row["state"] = handoff.state.value
    row["ending"] = None if handoff.ending is None else handoff.ending.value
    row["passed"] = list(handoff.passed)
    return row


def handoff_of(row: Mapping[str, Any]) -> Handoff:
    """Return the handoff of a row."""
    values = dict(row)
    values["state"] = HandoffState(values["state"])
    values["ending"] = None if values["ending"] is None else Ending(values["ending"])
    values["passed"] = tuple(values["passed"])
    values["transfer"] = None if values["transfer"] is None else Transfer(**values["transfer"])
    return Handoff(**values)


def event_of(row: Mapping[str, Any]) -> HandoffEvent:
    """Return the event of a row."""
    return HandoffEvent(**row)


def note_of(row: Mapping[str, Any]) -> Note:
    """Return the note of a row."""
    return Note(**row)


def presence_row(presence: Presence) -> dict[str, Any]:
    """Return the columns of a presence."""
    return {**asdict(presence), "status": presence.status.value}


def presence_of(row: Mapping[str, Any]) -> Presence:
    """Return the presence of a row."""
    return Presence(**{**row, "status": Status(row["status"])})
