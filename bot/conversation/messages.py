"""The messages that pass through a conversation: frozen, with no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any


class Author(str, Enum):
    """Whose words a logged message holds; the values are those of the REST contract."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True)
class Button:
    """A quick reply; `payload` is an engine payload inside, an issued id outside."""

    title: str
    payload: str


@dataclass(frozen=True)
class Content:
    """What one message shows: any mixture of text, buttons, an image and a custom object."""

    text: str | None = None
    buttons: tuple[Button, ...] = ()
    image: str | None = None
    custom: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Inbound:
    """One message from a customer, as a channel parsed it; already within size limits."""

    conversation_id: str
    text: str = field(repr=False)
    channel: str
    client_id: str | None = None
    """The sender's own id of the message; the same id twice is the same message."""
    recognised_number: str | None = field(default=None, repr=False)
    """A number the channel has proved (signed token); None when anonymous."""
    is_button: bool = False
    """The channel says that `text` is a button's payload; one that looks issued is one anyway."""


@dataclass(frozen=True)
class Logged:
    """A message as the durable log holds it; `seq` counts from 1 within its conversation."""

    conversation_id: str
    seq: int
    at: datetime
    author: Author
    content: Content
    client_id: str | None = None
    agent: str | None = None
    """The staff number of whoever wrote it, when that was an agent."""


@dataclass(frozen=True)
class PendingTurn:
    """A stored customer message that the bot still owes an answer; survives a crash as it is.

    `text` is what the engine shall see: redacted, neutralised, or an issued button's payload.
    """

    conversation_id: str
    seq: int
    text: str
    channel: str
    recognised_number: str | None = None
    credential: Mapping[str, Any] | None = None
    """What became of a code or password that the message held."""
    opened: bool = False
    """The turn begins with the opening line, or follows it directly."""
    redeem: bool = False
    """The message held an awaited secret whose outcome is not known yet."""
    returned: Mapping[str, Any] | None = None
    """The customer comes back from people: ``settled``, what the agent says was settled."""

    @property
    def turn_id(self) -> str:
        """Constant over retries: the idempotency key of everything the turn writes."""
        return f"{self.conversation_id}:{self.seq}"


@dataclass(frozen=True)
class EngineRequest:
    """One turn handed to the engine: clean text or an issued payload, and the gateway's facts."""

    conversation_id: str
    text: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class Command:
    """Something the engine asks of the gateway, e.g. ``close`` or ``handoff``, with its data."""

    name: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class EngineTurn:
    """What a turn produced: messages for the customer, in order, and commands for the gateway."""

    messages: tuple[Content, ...] = ()
    commands: tuple[Command, ...] = ()
