"""What the desk needs of its database and of the engine; adapters live elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.conversation.handoffs import HandoffEvent
from bot.conversation.messages import Logged
from bot.desk.model import (
    Delivery,
    Digest,
    Held,
    Meant,
    Proposal,
    Read,
    Row,
    Search,
    Sifted,
    Suggested,
    Today,
)


class Archive(Protocol):
    """Reads over many conversations."""

    async def digests(self, handoff_ids: Sequence[str]) -> tuple[Digest, ...]:
        """Return the conversations of these handoffs, in any order."""
        ...

    async def before(self, conversation_id: str, seq: int, limit: int) -> tuple[Logged, ...]:
        """Return the newest messages before `seq`, oldest first."""
        ...

    async def found(self, search: Search, *, offset: int, limit: int) -> tuple[Row, ...]:
        """Return the conversations looked for, the newest first."""
        ...

    async def count(self, search: Search) -> int:
        """Return how many conversations are looked for."""
        ...

    async def figures(self, since: datetime, until: datetime, within: float) -> Today:
        """Return what the desk did from `since` up to `until`; `within` are seconds."""
        ...


class Papers(Protocol):
    """What the desk keeps: proposals, suggestions, held drafts, deliveries."""

    async def put_proposal(self, proposal: Proposal) -> None:
        """Keep a new proposal; others of the conversation that are open become withdrawn."""
        ...

    async def settle_proposal(
        self, proposal_id: str, state: str, *, seq: int | None = None, result: str | None = None
    ) -> Proposal | None:
        """Bring an open proposal to `state` and return it; None when it is over already."""
        ...

    async def said_proposal(self, proposal_id: str, seq: int) -> None:
        """Note which message read the proposal back."""
        ...

    async def proposal(self, proposal_id: str) -> Proposal | None:
        """Return one proposal, or None."""
        ...

    async def proposals_of(self, conversation_id: str) -> tuple[Proposal, ...]:
        """Return the proposals of a conversation, oldest first."""
        ...

    async def open_proposals(self) -> tuple[Proposal, ...]:
        """Return every open proposal, oldest first."""
        ...

    async def suggested_for(self, conversation_id: str, seq: int) -> tuple[Suggested, ...]:
        """Return what was suggested for a message, best first."""
        ...

    async def put_suggested(self, suggested: Sequence[Suggested]) -> None:
        """Keep suggestions."""
        ...

    async def judge_suggested(self, suggestion_id: str, agent: str, outcome: str) -> bool:
        """Note what `agent` did with a suggestion of theirs; False when there is none."""
        ...

    async def put_held(self, held: Held) -> None:
        """Count a draft that was held, or sent all the same."""
        ...

    async def enlist(
        self, after: Callable[[HandoffEvent], tuple[str, Mapping[str, Any]] | None], now: datetime
    ) -> int:
        """Make deliveries of the handoff events since the last call; return how many.

        `after` returns name and data of the webhook's event, or None for one that is not told.
        Each event is enlisted once, whatever dies meanwhile.
        """
        ...

    async def due(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Return the deliveries whose time has come, oldest first."""
        ...

    async def delivered(self, delivery_id: str) -> None:
        """Take a delivery off the list."""
        ...

    async def put_off(self, delivery_id: str, until: datetime | None, status: int | None) -> None:
        """Try a delivery again at `until`, or, without, never: it is given up and kept."""
        ...


class Understanding(Protocol):
    """Tells what a text means, without touching any conversation."""

    async def intents_of(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return intents with confidences, the likeliest first; empty when it cannot be told."""
        ...


class NoUnderstanding:
    """Implements `Understanding` where there is no engine to ask."""

    async def intents_of(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return nothing."""
        return ()


class Readings(Protocol):
    """What the bot made of customers' messages."""

    async def of(self, conversation_id: str) -> Mapping[int, Read]:
        """Return what was made of the messages of a conversation, by their places in its log."""
        ...

    async def found(self, meant: Meant, since: datetime | None, until: datetime | None) -> Sifted:
        """Return the conversations with such a message in the span, and whether those are all."""
        ...
