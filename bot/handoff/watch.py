"""Looks after the desk: offers, what lapses, who has vanished, and what customers are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import structlog
from async_timeout import timeout

from bot.conversation.handoffs import Handoff, HandoffRefused, HandoffState, Outcome
from bot.handoff.core import DeskCore
from bot.handoff.crew import Crew
from bot.handoff.look import Look

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 1.0


class HandoffWatch:
    """Offers as soon as somebody waits or is free, and looks at everything every second.

    All it knows is in the database: several processes may watch, and a restart loses nothing.
    """

    def __init__(self, core: DeskCore, crew: Crew) -> None:
        """Watch over `core`, with the agents of `crew`."""
        self._core = core
        self._crew = crew

    async def run(self) -> None:
        """Look again and again until cancelled; one failed look does not end the watch."""
        last = 0.0
        while True:
            try:
                now = asyncio.get_running_loop().time()
                if now - last >= LOOK_EVERY_SECONDS:
                    last = now
                    await self.tick()
                else:
                    await self._core.offer_all()
            except Exception:  # the edge of a background task
                log.exception("handoff_watch_failed")
                await asyncio.sleep(LOOK_EVERY_SECONDS)
            try:
                async with timeout(LOOK_EVERY_SECONDS):
                    await self._core.wanted.wait()
            except asyncio.TimeoutError:
                continue

    async def tick(self) -> None:
        """Do whatever is due now; what fails for one does not keep it from the others."""
        now = self._core.ports.clock.now()
        await self._crew.lose_the_vanished(now)
        await self._crew.find_orphans()
        look = await self._core.look()
        for handoff in look.handoffs:
            await self._tended(handoff, look)
        await self._core.offer_all()

    async def _tended(self, handoff: Handoff, look: Look) -> None:
        try:
            await self._tend(handoff, look)
        except Exception:  # the edge to accounts and wording; the next look tries again
            log.exception("handoff_not_tended", handoff_id=handoff.id)

    async def _tend(self, handoff: Handoff, look: Look) -> None:
        if handoff.agent is not None:
            await self._with_agent(handoff, look)
        if handoff.state is HandoffState.OFFERED:
            await self._lapsed(handoff, look)
        elif handoff.message_seq is not None and not handoff.leaving:
            await self._core.finish_message(handoff.id)
        elif handoff.state is HandoffState.WAITING:
            await self._waiting(handoff, look)

    async def _lapsed(self, handoff: Handoff, look: Look) -> None:
        agent, until = handoff.offered_to, handoff.offered_until
        if agent is not None and until is not None and until <= look.now:
            verb = partial(self._core.serving.decline, agent=agent, lapsed=True)
            await self._step(handoff, verb, look)

    async def _with_agent(self, handoff: Handoff, look: Look) -> None:
        """Excuse an agent who has not written yet, and renew a hold (handbook §1)."""
        patience, serving = self._core.patience, self._core.serving
        accepted, told = handoff.accepted_at, handoff.hold_told_at
        if handoff.answered_at is None and handoff.nudged_at is None and accepted is not None:
            if look.now - accepted >= patience.first_words:
                await self._step(handoff, serving.excuse, look)
        elif told is not None and handoff.hold_since is not None:
            held = look.now - handoff.hold_since
            asked = told - handoff.hold_since >= patience.consent
            # Once consent was asked for, the customer is not to be told the same every 30 s.
            if look.now - told >= patience.hold and not asked:
                verb = partial(serving.renew_hold, consent=held >= patience.consent)
                await self._step(handoff, verb, look)

    async def _waiting(self, handoff: Handoff, look: Look) -> None:
        """Call back who has waited too long; tell who has come forward where they are."""
        patience = self._core.patience
        if look.now - handoff.waiting_since >= patience.give_up:
            await self._core.give_up(handoff)
            return
        told_at, told = handoff.notice_at, handoff.notice_position
        if told is None or told_at is None or look.now - told_at < patience.notice:
            return
        position = look.position(handoff)
        if position < told:
            minutes = look.minutes(handoff)
            verb = partial(self._core.room.told, position=position, minutes=minutes)
            await self._step(handoff, verb, look)

    async def _step(self, handoff: Handoff, verb: Callable[..., Outcome], look: Look) -> None:
        step = partial(verb, handoff_id=handoff.id, at=look.now)
        try:
            await self._core.do(handoff.conversation_id, step)
        except HandoffRefused as refused:
            log.info("watch_too_late", reason=refused.reason)
