"""What the inbox needs of others: what was said and how it ended, and who teaches the bot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.inbox.model import Entity, Reading

Vectors = NDArray[np.float32]


@dataclass(frozen=True, order=True)
class Place:
    """Where a message stands in the log of all conversations, in the order of time."""

    timestamp: float
    conversation: str
    seq: int


@dataclass(frozen=True)
class Said:
    """A message that the bot read, and what became of it at once."""

    seq: int
    at: datetime
    text: str
    """What the customer typed; empty when a button was pressed."""
    pressed: str
    """The intent of the button that was pressed, and what it carried; empty when it was typed."""
    reading: tuple[Reading, ...]
    """What it may mean, the likeliest first; the first may be that nothing is sure enough."""
    entities: tuple[Entity, ...] = ()
    asked: bool = False
    """The bot had asked something, so that this may be an answer."""
    parted: bool = False
    """It held several matters, each read by itself."""
    asked_back: bool = False
    """The bot did not understand it and said so."""


@dataclass(frozen=True)
class Handed:
    """A handoff of the conversation to people."""

    requested_at: datetime
    reason: str
    code: str | None
    """The matter that the agent summed it up as, if they have."""
    rating: int | None = None
    """The customer's, of the people."""


@dataclass(frozen=True)
class Facts:
    """How a conversation stands now; its id lives for years, over many visits."""

    closed: bool
    rating: int | None
    """The customer's, of the present visit."""
    opened_at: datetime
    """When the present visit began."""
    handed: tuple[Handed, ...] = ()


@dataclass(frozen=True)
class Served:
    """The version that answers customers: what it was taught, and since when it answers."""

    taught_until: datetime
    since: datetime


class Conversations(Protocol):
    """What was said to the bot; every call blocks."""

    def prepare(self) -> None:
        """Open what is read: bringing a database up to date keeps its writers waiting."""
        ...

    def spoken(self, after: Place, until: datetime, limit: int) -> tuple[Place, ...]:
        """Return where messages stand behind `after` up to `until`, in order, at most `limit`."""
        ...

    def facts(self, ids: Sequence[str]) -> Mapping[str, Facts]:
        """Return how these conversations stand; those that are not there are left out."""
        ...

    def said(self, conversation: str, first: int) -> tuple[Said, ...]:
        """Return what was said in a conversation from the place `first` on, oldest first."""
        ...


class Encoder(Protocol):
    """Turns sentences into vectors of length 1."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text."""
        ...


class Taught(Protocol):
    """What the bot has been taught."""

    def intent_of(self, key: str) -> str | None:
        """Return of which intent the text with this key is an example already, or None."""
        ...

    def nearest(self, vectors: Vectors) -> tuple[str | None, ...]:
        """Return the intent of the example nearest to each vector, None where none is near."""
        ...


class Lesson(Protocol):
    """A change of the training data that was made."""

    @property
    def id(self) -> str:
        """Return the id of the change."""
        ...


class Teacher(Protocol):
    """Takes examples into the training data and out again."""

    def intents(self) -> frozenset[str]:
        """Return what a message can be an example of."""
        ...

    def entities(self) -> frozenset[str]:
        """Return what can be marked in an example."""
        ...

    def teach(self, text: str, intent: str, entities: Iterable[Entity], by: str) -> Any | None:
        """Add an example and return the change; None when it stands there already.

        Raises InboxRefused when it is no example that can be added.
        """
        ...

    def take_back(self, change: str, by: str) -> Any | None:
        """Take the example of that change out again; nothing when that was done before."""
        ...
