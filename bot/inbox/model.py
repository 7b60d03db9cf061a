"""A message worth a look, the reasons for it, what may be decided, and the refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from bot.errors import XiaotongError


class Reason(str, Enum):
    """Why a message is worth a look; the order is that of their strength."""

    PICKED = "picked"
    """Somebody put it here while reviewing a conversation."""
    TAUGHT_BUT_WRONG = "taught_but_wrong"
    """A version that was taught it serves, and read it as another matter all the same."""
    CORRECTED = "corrected"
    """The customer denied or reworded at once, or chose 都不是."""
    FALLBACK = "fallback"
    """The bot asked back."""
    OTHER_SUMMARY = "other_summary"
    """The agent summed up another matter than the bot had read."""
    HANDED_OVER = "handed_over"
    """A person was asked for, or called in, right after."""
    RATED_LOW = "rated_low"
    LOW_CONFIDENCE = "low_confidence"


REASONS = tuple(each.value for each in Reason)


class State(str, Enum):
    """What has been decided about a message."""

    OPEN = "open"
    LABELLED = "labelled"
    SKIPPED = "skipped"
    NOT_OURS = "not_ours"


@dataclass(frozen=True)
class Reading:
    """One thing a message may mean."""

    intent: str
    confidence: float


@dataclass(frozen=True)
class Entity:
    """A value in a text: half-open span in characters, name, and the value if it is another."""

    start: int
    end: int
    entity: str
    value: str | None = None


@dataclass(frozen=True)
class Label:
    """What a trainer taught: the text as an example of the intent."""

    text: str
    intent: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Sighting:
    """A message worth a look, masked, as it was said once."""

    seq: int
    at: datetime
    text: str
    key: str
    """Of the normalised text: the same for whatever counts as the same message."""
    reasons: frozenset[Reason]
    """None for what was labelled once and that nobody minded: it may be read as it was taught."""
    reading: tuple[Reading, ...]
    suggested: str | None
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True)
class Item:
    """A message in the inbox, however often it was said."""

    id: str
    text: str
    count: int
    first_at: datetime
    last_at: datetime
    reasons: tuple[Reason, ...]
    reading: tuple[Reading, ...]
    entities: tuple[Entity, ...]
    """What the bot recognised when it was said: to be shown, never to be taught unasked."""
    suggested: str | None
    group: int
    state: State
    assignee: str | None
    label: Label | None
    decided_by: str | None
    decided_at: datetime | None
    conversation: str | None
    change: str | None = None
    """The change of the training data that a decision made; of an open item, the one that took
    such a change back and that can be taken back in turn."""
    version: int = 0
    """Grows with every decision: whoever decides has to have seen the newest."""


SYSTEM = "system"
"""The author of what nobody decided: an item that came back by itself."""


@dataclass(frozen=True)
class Decision:
    """Who decided what and when; kept for good."""

    item: str
    at: datetime
    author: str
    action: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Group:
    """Messages alike, the most frequent first."""

    id: str
    title: str
    size: int
    count: int
    suggested: str | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Collected:
    """What a collection found: new items, and messages that were looked at.

    `more` when it stopped at its limit: another one has more to do.
    """

    added: int
    seen: int
    more: bool = False


class InboxRefused(XiaotongError):
    """A decision is refused and nothing was changed.

    `reason` is ``not_found``, ``decided`` (by somebody else: `item` is how it stands now),
    ``bad_example`` (`problems`), ``unknown_intent`` or ``unknown_staff``.
    """

    code: ClassVar[str] = "inbox_refused"

    def __init__(
        self, reason: str, *, item: Item | None = None, problems: Sequence[str] = ()
    ) -> None:
        """Keep why, and what there is to show for it."""
        super().__init__(reason)
        self.reason = reason
        self.item = item
        self.problems = tuple(problems)
