"""What a handoff knows when it begins, and the opening of one inside a transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.conversation.handoffs import Handoff
from bot.conversation.ports import Transaction
from bot.handoff import reasons
from bot.handoff.ports import Who

STAFFED, UNSTAFFED, CLOSED = "staffed", "unstaffed", "closed"
"""How the desk stands: somebody is online; nobody is though it is open; closed by the hours."""


@dataclass(frozen=True)
class HandoffRequest:
    """Gathered before the transaction; everything that takes time to find out."""

    reason: str
    who: Who = field(default_factory=Who)
    matter: Mapping[str, Any] = field(default_factory=dict, repr=False)
    standing: str = STAFFED
    position: int = 1
    minutes: int | None = None
    """The expected wait, None when nobody is there to tell by."""
    hours: str = ""
    """Today's working hours."""

    @property
    def group(self) -> str:
        """The skill group that the matter needs."""
        return reasons.skill_group(self.reason, self.who.stars, self.matter)


def opened(tx: Transaction, request: HandoffRequest, at: datetime) -> Handoff:
    """Begin a handoff, waiting, and let the conversation name it; the caller moves the owner.

    The bot owes this conversation nothing any longer: people answer from here on.
    """
    who = request.who
    handoff = Handoff(
        id=uuid.uuid4().hex,
        conversation_id=tx.conversation.id,
        reason=request.reason,
        skill_group=request.group,
        priority=reasons.priority(request.reason, who.stars),
        requested_at=at,
        waiting_since=at,
        stars=who.stars,
        number=who.number,
        recognised=who.recognised,
        matter=dict(request.matter) or None,
        notice_at=at,
        notice_position=request.position,
        leaving=request.standing == CLOSED,
        read_seq=0,
    )
    tx.settle_all()
    tx.put_handoff(handoff)
    tx.save(replace(tx.conversation, handoff_id=handoff.id, idle_asked_at=None))
    detail = {
        "reason": handoff.reason,
        "skill_group": handoff.skill_group,
        "priority": handoff.priority,
        "stars": handoff.stars,
        "standing": request.standing,
    }
    actor = "customer" if handoff.reason == reasons.ASKED else "bot"
    tx.note_event(handoff, actor, "requested", at=at, detail=detail)
    return handoff
