"""The router's side of the desk: implements `bot.conversation.ports.Desk`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.conversation.handoffs import Outcome
from bot.conversation.messages import Logged, PendingTurn
from bot.conversation.ports import DESK_BUTTON, Transaction
from bot.handoff.core import DeskCore
from bot.handoff.gathering import gathered
from bot.handoff.reasons import UNKNOWN
from bot.handoff.requests import HandoffRequest


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
        return await gathered(
            self._core,
            turn.conversation_id,
            str(data.get("reason") or UNKNOWN),
            channel=turn.channel,
            recognised_number=turn.recognised_number,
        )

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

    def redeem(self, conversation_id: str, secret: str) -> None:
        """Have an awaited code or password judged by whoever asked for it at the desk."""
        self._core.redeem(conversation_id, secret)

    async def after(self, conversation_id: str, outcome: Outcome) -> None:
        """Tell the desks, and finish what was left to do."""
        await self._core.after(conversation_id, outcome)
