"""What the desk reads and keeps besides conversations and handoffs: frozen, with no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.conversation.messages import Logged

OPEN, DONE, DECLINED = "open", "done", "declined"
EXPIRED, FAILED, WITHDRAWN = "expired", "failed", "withdrawn"

PROPOSAL_MOVES: Mapping[str, frozenset[str]] = {
    OPEN: frozenset({DONE, DECLINED, EXPIRED, FAILED, WITHDRAWN}),
    **{over: frozenset() for over in (DONE, DECLINED, EXPIRED, FAILED, WITHDRAWN)},
}
"""What an account action put before a customer may become; what is over stays so."""


@dataclass(frozen=True)
class Digest:
    """A conversation as a list shows it."""

    conversation_id: str
    channel: str
    owner: str
    agent: str | None
    last_seq: int
    last: Logged | None
    read_seq: int
    unread: int
    """Customers' messages after `read_seq`, since the handoff was requested."""
    waiting_since: datetime | None
    """When the customer wrote the first message that has had no answer by people yet."""


@dataclass(frozen=True)
class Search:
    """What conversations are looked for; what is None does not matter."""

    id: str | None = None
    text: str | None = field(default=None, repr=False)
    number: str | None = field(default=None, repr=False)
    """A whole number, or its last four digits."""
    agent: str | None = None
    owner: str | None = None
    reason: str | None = None
    code: str | None = None
    channel: str | None = None
    rated_most: int | None = None
    """At most so many stars; without a rating it is not found."""
    among: tuple[str, ...] | None = None
    """Only these conversations."""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Read:
    """What the bot made of one message."""

    intent: str
    confidence: float
    understood: bool
    guess: str | None = None
    """Of what was not understood, what it was likeliest to mean."""


@dataclass(frozen=True)
class Meant:
    """What the bot is to have made of a message; what is None does not matter."""

    intent: str | None = None
    understood: bool | None = None
    sure_below: float | None = None


@dataclass(frozen=True)
class Sifted:
    """Conversations with such a message, the newest first, and whether those are all."""

    conversations: tuple[str, ...]
    whole: bool


@dataclass(frozen=True)
class Row:
    """One conversation as a search finds it; handoff fields are those of its last handoff."""

    conversation_id: str
    channel: str
    opened_at: datetime
    closed_at: datetime | None
    last_at: datetime | None
    owner: str
    rating: int | None
    handoff_id: str | None
    number: str | None = field(repr=False)
    stars: int | None
    agent: str | None
    reason: str | None
    group: str | None
    requested_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    ending: str | None
    wrap_up_code: str | None
    wrap_up_note: str | None = field(repr=False)
    solved: bool | None
    counts: Mapping[str, int] = field(default_factory=dict)
    """Messages by author."""


@dataclass(frozen=True)
class Proposal:
    """An account action that an agent has put before the customer, who alone can say yes to it."""

    id: str
    conversation_id: str
    agent: str
    actor: str
    """The agent as the audit log names them."""
    number: str = field(repr=False)
    action: str
    item: str
    mark: str
    """The terms that were read back: on others it is not carried out."""
    lines: tuple[str, ...]
    at: datetime
    expires_at: datetime
    seq: int = 0
    """The message that read it back; a yes has to come after it."""
    state: str = OPEN
    answered_seq: int | None = None
    result: str | None = None


@dataclass(frozen=True)
class Suggested:
    """A reply that was suggested for one message of a customer, and what became of it."""

    id: str
    conversation_id: str
    seq: int
    agent: str
    intent: str
    confidence: float
    source: str
    title: str
    text: str = field(repr=False)
    at: datetime
    outcome: str | None = None


@dataclass(frozen=True)
class Held:
    """A draft that was held for its service taboos; the draft itself is not kept."""

    conversation_id: str
    agent: str
    at: datetime
    words: tuple[str, ...]
    override_reason: str | None = None


@dataclass(frozen=True)
class Delivery:
    """An event on its way to the webhook."""

    id: str
    event: str
    body: Mapping[str, Any]
    created_at: datetime
    tries: int
    next_at: datetime


@dataclass(frozen=True)
class Today:
    """What a span of time came to at the desk (handbook §10)."""

    requested: int = 0
    accepted: int = 0
    abandoned: int = 0
    left_message: int = 0
    within: int = 0
    """Accepted within the seconds of the service level."""
    waits: tuple[float, ...] = ()
    """Seconds from request to first acceptance."""
    handlings: tuple[float, ...] = ()
    """Seconds from acceptance to end."""
    ratings: tuple[int, ...] = ()
    held: int = 0
    suggested: int = 0
    used: int = 0
