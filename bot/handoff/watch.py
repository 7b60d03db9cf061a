"""Looks after the desk: offers, what lapses, who has vanished, and what customers are told."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog

from bot.conversation.handoffs import Handoff, HandoffRefused, HandoffState
from bot.handoff.core import DeskCore, Step
from bot.handoff.crew import Crew

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
                await asyncio.wait_for(self._core.wanted.wait(), LOOK_EVERY_SECONDS)
            except asyncio.TimeoutError:
                continue

    async def tick(self) -> None:
        """Do whatever is due now."""
        now = self._core.ports.clock.now()
        await self._crew.lose_the_vanished(now)
        for handoff in await self._core.ports.records.open_handoffs():
            await self._lapsed(handoff)
            if handoff.message_seq is not None:
                await self._core.finish_message(handoff.id)
        await self._core.offer_all()

    async def _lapsed(self, handoff: Handoff) -> None:
        now = self._core.ports.clock.now()
        agent, until = handoff.offered_to, handoff.offered_until
        if handoff.state is not HandoffState.OFFERED or agent is None or until is None:
            return
        if until <= now:
            verb = partial(self._core.serving.decline, agent=agent, lapsed=True)
            await self._step(handoff, partial(verb, handoff_id=handoff.id, at=now))

    async def _step(self, handoff: Handoff, step: Step) -> None:
        try:
            await self._core.do(handoff.conversation_id, step)
        except HandoffRefused as refused:
            log.info("watch_too_late", reason=refused.reason)
