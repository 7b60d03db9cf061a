"""The router's side of the desk: implements `bot.conversation.ports.Desk`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog

from bot.conversation.handoffs import Handoff, Outcome
from bot.conversation.messages import Logged, PendingTurn
from bot.conversation.ports import DESK_BUTTON, Transaction
from bot.handoff.core import DeskCore
from bot.handoff.reasons import UNKNOWN, known, priority
from bot.handoff.requests import HandoffRequest

log = structlog.get_logger(__name__)


class RouterDesk:
    """Takes conversations over from the bot and hears customers while people own them."""

    def __init__(self, core: DeskCore) -> None:
        """Share `core` with the agents' verbs."""
        self._core = core

    async def standing(self) -> str:
        """Return how the desk stands: staffed, unstaffed or closed."""
        return await self._core.standing()

    async def prepare(self, turn: PendingTurn, data: Mapping[str, Any]) -> HandoffRequest:
        """Gather what the handoff has to know; what cannot be had is left out and logged."""
        reason = known(str(data.get("reason") or UNKNOWN))
        request = HandoffRequest(reason)
        try:
            who = await asyncio.to_thread(
                self._core.ports.staffing.customers.who,
                turn.conversation_id,
                turn.channel,
                turn.recognised_number,
            )
            request = replace(request, who=who)
        except Exception:  # the edge to the accounts: nobody waits for their stars
            log.exception("handoff_without_customer")
        try:
            matter = await self._core.ports.staffing.recollection.of(turn.conversation_id)
            request = replace(request, matter=matter)
        except Exception:  # the edge to the engine: the transcript is there anyway
            log.exception("handoff_without_matter")
        try:
            look = await self._core.look()
            standing = await self._core.standing()
            newcomer = _newcomer(turn.conversation_id, request, look.now)
            request = replace(
                request,
                standing=standing,
                hours=await self._core.hours_today(),
                position=look.position(newcomer),
                minutes=look.minutes(newcomer),
            )
        except Exception:  # the edge to the records: the place in the queue is told later
            log.exception("handoff_without_place")
        return request

    def queue(self, tx: Transaction, request: HandoffRequest, at: datetime) -> Outcome:
        """Move the conversation to the queue and tell the customer how things stand there."""
        return self._core.room.enter(tx, request, at)

    def heard(self, tx: Transaction, logged: Logged, at: datetime) -> Outcome:
        """Take what a customer wrote while people own the conversation."""
        return self._core.room.heard(tx, logged, at)

    def pressed(self, tx: Transaction, payload: str, logged: Logged, at: datetime) -> Outcome:
        """Take a button of the desk; the handler of another face gets its own after the commit."""
        name, _, argument = payload.removeprefix(DESK_BUTTON).partition(":")
        if name in self._core.handlers:
            return replace(
                self._core.room.heard(tx, logged, at), pressed=(name, argument, logged.seq)
            )
        return self._core.room.pressed(tx, payload, logged, at)

    async def after(self, conversation_id: str, outcome: Outcome) -> None:
        """Tell the desks, and finish what was left to do."""
        await self._core.after(conversation_id, outcome)


def _newcomer(conversation_id: str, request: HandoffRequest, now: datetime) -> Handoff:
    """Return the handoff that is about to begin, for finding its place."""
    return Handoff(
        id="",
        conversation_id=conversation_id,
        reason=request.reason,
        skill_group=request.group,
        priority=priority(request.reason, request.who.stars),
        requested_at=now,
        waiting_since=now,
    )
