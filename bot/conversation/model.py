"""A conversation's state and who may change it: ownership as a table of allowed transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from bot.conversation.messages import Author


class Owner(str, Enum):
    """Who answers the customer: the bot, nobody yet (queue), an agent, or nobody (closed)."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"
    CLOSED = "closed"


TRANSITIONS: Mapping[Owner, frozenset[Owner]] = {
    Owner.BOT: frozenset({Owner.QUEUE, Owner.CLOSED}),
    Owner.QUEUE: frozenset({Owner.AGENT, Owner.BOT, Owner.CLOSED}),
    Owner.AGENT: frozenset({Owner.AGENT, Owner.QUEUE, Owner.BOT, Owner.CLOSED}),
    Owner.CLOSED: frozenset({Owner.BOT}),
}
"""From an owner to those that may follow; a closed conversation reopens with the bot.

From agent to agent it is another one: a transfer that was accepted, or a supervisor.
"""

MAY_SPEAK: Mapping[Owner, frozenset[Author]] = {
    Owner.BOT: frozenset({Author.BOT, Author.SYSTEM}),
    Owner.QUEUE: frozenset({Author.SYSTEM}),
    Owner.AGENT: frozenset({Author.AGENT, Author.SYSTEM}),
    Owner.CLOSED: frozenset({Author.SYSTEM}),
}
"""Whose words may reach the customer, by owner; the system's notices always may.

Among agents only the one who owns the conversation may speak (`check_may_speak`).
"""


class IllegalTransition(Exception):
    """The ownership table does not allow this change."""

    def __init__(self, before: Owner, after: Owner) -> None:
        """Keep both ends of the refused change."""
        super().__init__(f"{before.value} -> {after.value}")
        self.before = before
        self.after = after


class MayNotSpeak(Exception):
    """The author does not own the conversation, so nothing was said."""

    def __init__(self, author: Author, owner: Owner) -> None:
        """Keep who wanted to speak and who owns the conversation."""
        super().__init__(f"{author.value} while {owner.value} owns the conversation")
        self.author = author
        self.owner = owner


class Greeting(str, Enum):
    """How far the opening line is: due, said just now, or followed by an answered message."""

    DUE = "due"
    FRESH = "fresh"
    PAST = "past"


@dataclass(frozen=True)
class Conversation:
    """One conversation as stored; times are aware UTC, `last_seq` is 0 before any message."""

    id: str
    channel: str
    opened_at: datetime
    owner: Owner = Owner.BOT
    greeting: Greeting = Greeting.DUE
    last_seq: int = 0
    last_customer_at: datetime | None = None
    last_bot_at: datetime | None = None
    idle_asked_at: datetime | None = None
    closed_at: datetime | None = None
    rating: int | None = None
    agent: str | None = None
    """The staff number of the owning agent; None unless an agent owns."""
    handoff_id: str | None = None
    """The handoff by which people came in; kept after closing, for the rating."""


def check_may_speak(conversation: Conversation, author: Author, agent: str | None = None) -> None:
    """Refuse (MayNotSpeak) an author whom the present owner does not let speak.

    An agent has to be the one who owns the conversation: `agent` is their staff number.
    """
    wrong_agent = author is Author.AGENT and (agent is None or agent != conversation.agent)
    if wrong_agent or author not in MAY_SPEAK[conversation.owner]:
        raise MayNotSpeak(author, conversation.owner)


def moved(
    conversation: Conversation, owner: Owner, at: datetime, *, agent: str | None = None
) -> Conversation:
    """Return the conversation with a new owner; raises IllegalTransition.

    `agent` is the staff number of the new owner when that is an agent, and raises ValueError
    when it is missing or said of another owner. Closing notes the time; reopening forgets it, and
    the rating, and makes an opening line due.
    """
    if owner not in TRANSITIONS[conversation.owner]:
        raise IllegalTransition(conversation.owner, owner)
    if (agent is not None) != (owner is Owner.AGENT):
        raise ValueError("an agent owns by number, and nobody else does")
    conversation = replace(conversation, agent=agent)
    if owner is Owner.CLOSED:
        return replace(conversation, owner=owner, closed_at=at)
    if conversation.owner is Owner.CLOSED:
        return replace(
            conversation,
            owner=owner,
            opened_at=at,
            closed_at=None,
            rating=None,
            greeting=Greeting.DUE,
            handoff_id=None,
        )
    return replace(conversation, owner=owner)
