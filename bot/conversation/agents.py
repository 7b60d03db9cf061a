"""Whether an agent is there: status, load limit and when they were last seen (handbook §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Status(str, Enum):
    """What an agent says of themselves; only who is online is offered conversations."""

    OFFLINE = "offline"
    ONLINE = "online"
    BUSY = "busy"
    BREAK = "break"


@dataclass(frozen=True)
class Presence:
    """One agent as stored; times are UTC."""

    number: str
    status: Status
    since: datetime
    last_seen_at: datetime
    capacity: int
    """Conversations at once, offers included."""
    reason: str = ""
    idle_since: datetime | None = None
    """Since when nothing was given to them; the longest idle is asked first."""
