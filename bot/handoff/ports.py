"""What the desk's rules need of the world; adapters live elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.conversation.agents import Presence
from bot.conversation.handoffs import DeskEvent, Handoff, HandoffEvent, Note

AGENT = "agent"
SUPERVISOR = "supervisor"
"""Roles of staff that the desk knows."""


@dataclass(frozen=True)
class Member:
    """One of the staff who may talk to customers: an agent or a supervisor."""

    number: str
    name: str
    role: str
    groups: frozenset[str]
    capacity: int
    """Conversations at once."""


class Roster(Protocol):
    """Who works here; asked each time, for staff come and go. Blocks."""

    def members(self) -> Mapping[str, Member]:
        """Return agents and supervisors by their number."""
        ...


@dataclass(frozen=True)
class Who:
    """What is known of a customer without asking them anything."""

    number: str | None = field(default=None, repr=False)
    recognised: bool = False
    """The channel has bound the number; else it was proved in the conversation."""
    stars: int | None = None
    """None without a credential, or before the customer was graded."""


class Customers(Protocol):
    """Knows who is speaking. Blocks."""

    def who(self, conversation_id: str, channel: str, recognised_number: str | None) -> Who:
        """Return what the conversation has shown of itself."""
        ...


class Recollection(Protocol):
    """The bot's memory of a conversation; the engine has one."""

    async def of(self, conversation_id: str) -> Mapping[str, Any]:
        """Return the matter as JSON (`bot.handoff.matter`), empty when nothing is remembered."""
        ...


@dataclass(frozen=True)
class LeftMessage:
    """The ticket under which a message of a customer is answered."""

    ticket: str
    due_at: datetime
    contact: str | None = field(default=None, repr=False)
    """The number to call back on that the message held, of a customer who has proved none."""


class MessageTaker(Protocol):
    """Opens the ticket of a message left in the queue. Blocks."""

    def take(self, handoff: Handoff, words: str, turn_id: str) -> LeftMessage:
        """Open it once for each `turn_id`: asked again, return the first."""
        ...


@dataclass(frozen=True)
class Staffing:
    """What the desk needs besides the conversations; the composition root brings it."""

    roster: Roster
    customers: Customers
    recollection: Recollection
    messages: MessageTaker
    hours: Callable[[], tuple[str, str]]
    """The working hours of weekdays and weekend as ``HH:MM-HH:MM``; blocks."""


class DeskAnnouncer(Protocol):
    """Pushes what has changed to the open desks; never blocks, never fails."""

    def changed(self, event: DeskEvent) -> None:
        """Tell whom it concerns; what the event says is committed."""
        ...


class DeskRecords(Protocol):
    """What the desk reads across conversations, and the presences."""

    async def open_handoffs(self) -> tuple[Handoff, ...]:
        """Return every handoff that has not ended, the longest waiting first."""
        ...

    async def handoff(self, handoff_id: str) -> Handoff | None:
        """Return one handoff, or None."""
        ...

    async def handoffs_of(self, conversation_id: str) -> tuple[Handoff, ...]:
        """Return every handoff of a conversation, oldest first."""
        ...

    async def ended_since(self, moment: datetime, limit: int = 500) -> tuple[Handoff, ...]:
        """Return the handoffs that ended since `moment`, newest first."""
        ...

    async def events_of(self, handoff_id: str) -> tuple[HandoffEvent, ...]:
        """Return what happened in a handoff, oldest first."""
        ...

    async def notes_of(self, conversation_id: str) -> tuple[Note, ...]:
        """Return the staff's notes on a conversation, oldest first."""
        ...

    async def presences(self) -> tuple[Presence, ...]:
        """Return everybody who was ever there, by number."""
        ...

    async def change_presence(
        self, number: str, work: Callable[[Presence | None], Presence | None]
    ) -> Presence | None:
        """Keep what `work` makes of an agent's presence, unless it returns None; return that."""
        ...
