"""What a ticket is, and the table of the states it may go through (handbook §5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from accounts.errors import AccountError

SUBMITTED, ASSIGNED, PROCESSING = "submitted", "assigned", "processing"
RESOLVED, CONFIRMED, REOPENED = "resolved", "confirmed", "reopened"
STATES = (SUBMITTED, ASSIGNED, PROCESSING, RESOLVED, CONFIRMED, REOPENED)
OVER = (RESOLVED, CONFIRMED)
"""States in which nothing is promised any longer."""

MOVES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        SUBMITTED: frozenset({ASSIGNED}),
        ASSIGNED: frozenset({PROCESSING}),
        PROCESSING: frozenset({RESOLVED}),
        RESOLVED: frozenset({CONFIRMED, REOPENED}),
        # A customer may find out after the yes that it is not solved, or rate it low.
        CONFIRMED: frozenset({REOPENED}),
        REOPENED: frozenset({ASSIGNED, PROCESSING}),
    }
)
"""From a state to those that may follow; every other move is refused."""

BY_STAFF = frozenset({ASSIGNED, PROCESSING, RESOLVED})
"""States that staff bring a ticket to; the others are the customer's."""

OPENED, MOVED, JOINED, URGED, RATED, WARNED = (
    "opened",
    "moved",
    "joined",
    "urged",
    "rated",
    "warned",
)
"""What a line of a ticket's history tells."""

CUSTOMER, SYSTEM = "customer", "system"
"""Actors of a history line beside the bot and the staff."""

LOW_RATING = 2
"""Up to so many stars a ticket is reopened with a senior agent (handbook §5)."""
BEST_RATING = 5
WARN_BEFORE = timedelta(hours=8)
"""So long before the promised time supervisors are warned (handbook §5)."""
URGE_EVERY = timedelta(hours=1)
"""An urge within so long of the last is answered, but raises no priority: a choice of ours."""
SENIOR_PRIORITY = 2
"""What a low rating adds to a ticket's priority; an urge adds 1."""

_DAY = 24
_FIXED_NETWORK = frozenset({"broadband", "iptv"})


class TicketRefused(AccountError):
    """The ticket is in `state`, from which `wanted` does not follow."""

    code = "ticket_refused"

    def __init__(self, ticket_id: str, state: str, wanted: str) -> None:
        """Keep the ticket, its state and what was wanted of it."""
        super().__init__(f"{self.code}: {ticket_id}: {state} -> {wanted}")
        self.ticket_id = ticket_id
        self.state = state
        self.wanted = wanted


@dataclass(frozen=True)
class TicketStep:
    """One line of a ticket's history: `actor` did `event`, which left it in `state`."""

    at: datetime
    actor: str
    state: str
    note: str = field(repr=False)
    event: str = MOVED


@dataclass(frozen=True)
class Ticket:
    """A matter under way; `history` is oldest first.

    `subject` tells a fault's or a complaint's type; `details`, what the customer said of it by
    name (what, when, wish, place, evidence, tried). `reports` counts how often it was reported,
    `urges` how often it was urged. `senior` asks for a senior agent.
    """

    id: str
    kind: str
    subject: str | None
    state: str
    summary: str = field(repr=False)
    opened_at: datetime
    due_at: datetime
    history: tuple[TicketStep, ...]
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)
    priority: int = 0
    senior: bool = False
    assignee: str | None = None
    reports: int = 1
    urges: int = 0
    rating: int | None = None
    number: str | None = field(default=None, repr=False)

    @property
    def is_over(self) -> bool:
        """Whether nothing is promised any longer."""
        return self.state in OVER

    def overdue(self, now: datetime) -> bool:
        """Tell whether the promised time has passed without a result."""
        return now > self.due_at and not self.is_over


@dataclass(frozen=True)
class Urge:
    """An urged ticket as it stands; `counted` tells that its priority rose."""

    ticket: Ticket
    counted: bool


def check_move(ticket_id: str, state: str, wanted: str) -> None:
    """Raise TicketRefused unless `wanted` may follow `state`."""
    if wanted not in MOVES[state]:
        raise TicketRefused(ticket_id, state, wanted)


def promised_hours(kind: str, subject: str | None) -> int:
    """Return within how many hours the handbook promises a result: 48, for mobile faults 24."""
    return _DAY if kind == "fault" and subject not in _FIXED_NETWORK else 2 * _DAY
