"""What an article is and how it lives (handbook §8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from bot.errors import XiaotongError

SYSTEM = "system"
"""Who does what no person did."""
EVERYONE = "everyone"
"""The audience of an article for all customers."""
MOST_WEIGHT = 10
"""Weights run from 1 to this one (handbook §8)."""


class Kind(str, Enum):
    """What sort of article it is (handbook §8)."""

    PRODUCT = "product"
    SERVICE = "service"
    FEATURE = "feature"
    CHANGE = "change"
    CAMPAIGN = "campaign"
    NOTICE = "notice"
    OUTLET = "outlet"
    POLICY = "policy"
    HOWTO = "howto"
    FORM = "form"


class Disclosure(str, Enum):
    """Who may be told: everybody, who asks for exactly this, or agents only."""

    PUBLIC = "public"
    ON_REQUEST = "on_request"
    INTERNAL = "internal"


class Reader(str, Enum):
    """Who searches."""

    CUSTOMER = "customer"
    AGENT = "agent"


class State(str, Enum):
    """Where a version stands in its life."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Event(str, Enum):
    """What moves a version on."""

    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    DISCARD = "discard"
    WITHDRAW = "withdraw"
    REPLACE = "replace"
    EXPIRE = "expire"


MOVES: Mapping[tuple[State, Event], State] = {
    (State.DRAFT, Event.SUBMIT): State.REVIEW,
    (State.DRAFT, Event.DISCARD): State.DISCARDED,
    (State.REVIEW, Event.APPROVE): State.PUBLISHED,
    (State.REVIEW, Event.REJECT): State.DRAFT,
    (State.REVIEW, Event.DISCARD): State.DISCARDED,
    (State.PUBLISHED, Event.WITHDRAW): State.WITHDRAWN,
    (State.PUBLISHED, Event.REPLACE): State.WITHDRAWN,
    (State.PUBLISHED, Event.EXPIRE): State.EXPIRED,
    # Only while it waits for its first day: `bot.knowledge.editing.may_be_discarded`.
    (State.PUBLISHED, Event.DISCARD): State.DISCARDED,
}
"""Every allowed move; an edit is a new version, so nothing leads out of what is over."""

OPEN = frozenset({State.DRAFT, State.REVIEW})
"""States in which a version is still worked on."""
OVER = frozenset({State.EXPIRED, State.WITHDRAWN, State.DISCARDED})
"""States that no move leads out of."""


class KnowledgeRefused(XiaotongError):
    """A change of the library is refused; `reason` says why.

    move, own_work, unknown, unknown_version, stale, ended (its last day is over), not_served.

    Of an attachment: file_unknown, and what `bot.knowledge.file_checks` finds.
    """

    code = "knowledge_refused"

    def __init__(self, reason: str, **details: str) -> None:
        """Keep the reason and what it is about."""
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass(frozen=True)
class Article:
    """What an article says and for whom; texts may hold ``{operator}`` and ``{hotline}``.

    `answer` is Markdown: the lead is the answer, each ``## heading`` after it answers a follow-up.
    `offers` are catalogue codes whose price is told from the catalogue beside the answer.
    An empty `regions` means everywhere; `valid_until` is the last day on which it is served.
    """

    code: str
    title: str
    answer: str
    kind: Kind
    source: str
    author: str
    valid_from: date
    similar: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    weight: int = 5
    scope: str = ""
    regions: tuple[str, ...] = ()
    audience: tuple[str, ...] = (EVERYONE,)
    disclosure: Disclosure = Disclosure.PUBLIC
    valid_until: date | None = None
    links: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    reviewer: str = ""

    def answer_on(self, channel: str) -> str:
        """Return the answer for `channel`, the common one unless it has its own."""
        return self.answers.get(channel, self.answer)

    def serves_on(self, day: date) -> bool:
        """Tell whether it holds on `day`, first and last day included."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Version:
    """One wording of an article; of several published ones the newest that has begun is served."""

    article: Article
    number: int
    state: State
    changed_at: datetime
    """When it came into its state, aware; of a published one the date that customers are told."""


@dataclass(frozen=True)
class Step:
    """One line of an article's history."""

    version: int
    at: datetime
    actor: str
    event: str
    state: State
    note: str


@dataclass(frozen=True)
class Entry:
    """A step of an article's history with the versions before and after it, for a journal.

    They are those whose texts it changed: of a step that changes none both are None.
    """

    article: Article
    step: Step
    before: Version | None = None
    after: Version | None = None


@dataclass(frozen=True)
class Found:
    """One article that may answer a question; `score` from 0 to 1 says how sure that is."""

    article: Article
    score: float
    questions: tuple[str, ...]
    """The article's questions, those nearest to what was asked first, in customers' words."""
    changed_at: datetime


@dataclass(frozen=True)
class Unanswered:
    """A question that nothing answered, personal data masked; equal ones are counted."""

    id: str
    question: str
    times: int
    first_at: datetime
    last_at: datetime
    near: tuple[str, ...]
    done_at: datetime | None = None
    """When it was dealt with; None while it is open."""
    done_by: str = ""
    """By whom; SYSTEM when the article `answered_by` was found to answer it."""
    answered_by: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to the article of `code`, whichever version of it is served.

    Until somebody else than who added it has passed it, trainers alone see it.
    """

    id: str
    """Random: who does not know it cannot guess it."""
    code: str
    name: str
    media_type: str
    size: int
    sha256: str
    added_by: str
    added_at: datetime
    reviewer: str = ""
    """Who passed it; empty as long as nobody has."""


@dataclass(frozen=True)
class Opinion:
    """How often an article was called useful and useless."""

    code: str
    useful: int
    useless: int


def moved(state: State, event: Event) -> State:
    """Return the state after `event`; raises KnowledgeRefused when it is not allowed."""
    try:
        return MOVES[state, event]
    except KeyError:
        raise KnowledgeRefused("move", state=state.value, event=event.value) from None
