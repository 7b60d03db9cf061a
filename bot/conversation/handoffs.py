"""Handing over to people: one handoff, its table of moves, and what is written down about it.

Plain data and the table alone; the rules of queue and desk are in `bot/handoff`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from bot.conversation.messages import Logged, PendingTurn
from bot.errors import XiaotongError


class HandoffState(str, Enum):
    """How far a handoff is; what each state means for the conversation stands in `OWNED_BY`."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACTIVE = "active"
    ENDED = "ended"


class Ending(str, Enum):
    """Why a handoff ended."""

    CLOSED = "closed"
    RETURNED = "returned"
    """The agent gave the conversation back to the bot."""
    LEFT_MESSAGE = "left_message"
    ABANDONED = "abandoned"
    BACK_TO_BOT = "back_to_bot"
    """The customer went back to the bot from the queue."""


MOVES: Mapping[HandoffState, frozenset[HandoffState]] = {
    HandoffState.WAITING: frozenset(
        {HandoffState.OFFERED, HandoffState.ACTIVE, HandoffState.ENDED}
    ),
    HandoffState.OFFERED: frozenset(
        {HandoffState.OFFERED, HandoffState.WAITING, HandoffState.ACTIVE, HandoffState.ENDED}
    ),
    HandoffState.ACTIVE: frozenset(
        {HandoffState.OFFERED, HandoffState.WAITING, HandoffState.ACTIVE, HandoffState.ENDED}
    ),
    HandoffState.ENDED: frozenset(),
}
"""From a state to those that may follow.

Waiting becomes active without an offer only when a supervisor takes over. Offered to offered is
another agent's turn; active to offered a transfer to a colleague, during which the giver still
owns; active to active a transfer accepted or a supervisor who takes over.
"""


class HandoffRefused(XiaotongError):
    """A verb of the desk is refused; nothing was changed. `reason` is for machines.

    ``taken`` somebody else has it, ``gone`` it is over or was never there (the same words, so
    that nothing leaks), ``not_yours``, ``no_capacity``, ``not_online``, ``unknown_agent``,
    ``illegal_move``, ``bad_id`` a message id that the customer has used.
    """

    code = "handoff_refused"

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Transfer:
    """A transfer under way: who gives, to which agent or group, and what they said of it."""

    giver: str
    to_agent: str | None
    to_group: str | None
    note: str


@dataclass(frozen=True)
class Handoff:
    """One handoff as stored; a conversation has at most one that has not ended. Times are UTC."""

    id: str
    conversation_id: str
    reason: str
    skill_group: str
    priority: int
    requested_at: datetime
    waiting_since: datetime
    """Since when the customer has waited for whoever is next."""
    state: HandoffState = HandoffState.WAITING
    stars: int | None = None
    front: bool = False
    """Queued again after an agent was lost: before everybody who was not."""
    offered_to: str | None = None
    offered_until: datetime | None = None
    passed: tuple[str, ...] = ()
    """Agents who declined or let an offer lapse in this round; asked last."""
    agent: str | None = None
    accepted_at: datetime | None = None
    answered_at: datetime | None = None
    """When the present agent first wrote; None while the customer still waits for that."""
    nudged_at: datetime | None = None
    """When the customer was last told that the agent will be with them at once."""
    hold_since: datetime | None = None
    hold_told_at: datetime | None = None
    notice_at: datetime | None = None
    notice_position: int | None = None
    acknowledged: bool = False
    """What the customer wrote while waiting has been acknowledged."""
    leaving: bool = False
    """The customer chose to leave a message: the next text is it."""
    message_seq: int | None = None
    """The message that was left, until its ticket is there."""
    read_seq: int = 0
    """Up to which message the agent has read."""
    ended_at: datetime | None = None
    ending: Ending | None = None
    wrap_up_code: str | None = None
    wrap_up_note: str | None = None
    solved: bool | None = None
    """What the customer says of it; the agent's own view is in the closing event."""
    rating: int | None = None
    number: str | None = field(default=None, repr=False)
    """The recognised or proved number; for the desk only."""
    recognised: bool = False
    """The channel itself had bound `number` (handbook §3); else it was proved, if it is known."""
    matter: Mapping[str, Any] | None = field(default=None, repr=False)
    """What the bot knew when it handed over, frozen then (`bot.handoff.matter`)."""
    transfer: Transfer | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state is not HandoffState.ENDED


def moved_to(handoff: Handoff, state: HandoffState, **values: Any) -> Handoff:
    """Return the handoff in `state` with `values`; raises HandoffRefused("illegal_move")."""
    if state not in MOVES[handoff.state]:
        raise HandoffRefused("illegal_move")
    return replace(handoff, state=state, **values)


@dataclass(frozen=True)
class HandoffEvent:
    """One line of the append-only record from which figures and webhooks are made."""

    id: int
    handoff_id: str
    conversation_id: str
    at: datetime
    actor: str
    """customer, bot, system or agent:NUMBER."""
    event: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Note:
    """What staff write about a conversation among themselves; never part of the customer's log."""

    id: int
    conversation_id: str
    at: datetime
    author: str
    kind: str
    """note, whisper or transfer."""
    text: str = field(repr=False)


@dataclass(frozen=True)
class DeskEvent:
    """Something that open desks may have to show; told after the commit (`DeskAnnouncer`)."""

    kind: str
    """requested, offer, offer_gone, accepted, message, note, hold, transferred, requeued,
    returned, closed, left, rated, presence or queue."""
    conversation_id: str | None = None
    handoff_id: str | None = None
    agents: tuple[str, ...] = ()
    """Staff numbers whom it concerns; the queue and presences concern everybody."""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a step of the desk did inside a transaction; `Desk.after` acts on it once committed."""

    messages: tuple[Logged, ...] = ()
    turn: PendingTurn | None = None
    """A turn that the bot owes now, because the conversation is its own again."""
    events: tuple[DeskEvent, ...] = ()
    closed: bool = False
    """The conversation is closed: what it had proved ends with it."""
    left_message: bool = False
    """A message was left whose ticket is still to be opened."""
    pressed: tuple[str, str, int] | None = None
    """A button of another face: its name, its argument and the message that pressed it."""
    note: Note | None = None
    """The note that was written."""
