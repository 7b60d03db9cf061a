"""Who is there: status of the agents, when they were seen, and what becomes of who leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.conversation.agents import Presence, Status
from bot.conversation.handoffs import DeskEvent, Handoff, HandoffRefused
from bot.handoff.core import DeskCore

log = structlog.get_logger(__name__)

WRITE_SEEN_EVERY = timedelta(seconds=10)
"""How exactly the database knows when an agent was seen."""
SUPERVISING = "supervising"
"""The reason of a supervisor who is there for what they took over, and is offered nothing."""
VANISHED = "vanished"
"""The reason of whoever is offline because they were seen no more."""


class Crew:
    """Keeps the presences."""

    def __init__(self, core: DeskCore) -> None:
        """Share `core` with the verbs; nobody can have been seen before now."""
        self._core = core
        self._started = core.ports.clock.now()
        self._seen: dict[str, datetime] = {}

    async def set_status(self, agent: str, status: Status, reason: str = "") -> Presence:
        """Take what an agent says of themselves; who goes offline leaves their conversations.

        Whoever is not online is offered nothing, and what they were offered goes on to others.
        Raises HandoffRefused("unknown_agent").
        """
        member = (await self._core.members()).get(agent)
        if member is None:
            raise HandoffRefused("unknown_agent")
        now = self._core.ports.clock.now()

        def work(before: Presence | None) -> Presence:
            same = before is not None and before.status is status and before.reason == reason
            online = before is not None and before.status is Status.ONLINE
            return Presence(
                number=agent,
                status=status,
                since=before.since if before is not None and same else now,
                last_seen_at=now,
                capacity=member.capacity,
                reason=reason,
                idle_since=before.idle_since if before is not None and online else now,
            )

        self._seen[agent] = now
        presence = await self._changed(agent, work)
        if presence is None:
            raise HandoffRefused("unknown_agent")
        if status is not Status.ONLINE:
            await self.let_go(agent, conversations=status is Status.OFFLINE)
        return presence

    async def at_hand(self, number: str) -> None:
        """Make sure that somebody who takes over counts as there, so that they can vanish."""
        found = await self._core.ports.records.presences()
        if not any(each.number == number and each.status is not Status.OFFLINE for each in found):
            await self.set_status(number, Status.BUSY, SUPERVISING)

    async def seen(self, agent: str) -> None:
        """Note that an agent is there; written down every ten seconds at most."""
        now = self._core.ports.clock.now()
        last = self._seen.get(agent)
        if last is not None and now - last < WRITE_SEEN_EVERY:
            return
        self._seen[agent] = now

        def work(before: Presence | None) -> Presence | None:
            return None if before is None else replace(before, last_seen_at=now)

        await self._core.ports.records.change_presence(agent, work)

    async def lose_the_vanished(self, now: datetime) -> None:
        """Put those not seen for too long offline, and their conversations before all others.

        Nobody could be seen while the server was down: that time does not count.
        """
        limit = now - self._core.patience.vanished
        for presence in await self._core.ports.records.presences():
            last = max(presence.last_seen_at, self._started)
            if presence.status is Status.OFFLINE or last > limit:
                continue
            log.info("agent_vanished", agent=presence.number)

            def work(before: Presence | None) -> Presence | None:
                if before is None or max(before.last_seen_at, self._started) > limit:
                    return None
                return replace(before, status=Status.OFFLINE, reason=VANISHED, since=now)

            if await self._changed(presence.number, work) is not None:
                await self.let_go(presence.number, conversations=True)

    async def find_orphans(self) -> None:
        """Put before all others what belongs to somebody who is not there.

        It does when the process ended between an agent's leaving and what follows from it.
        """
        found = await self._core.ports.records.presences()
        there = {each.number for each in found if each.status is not Status.OFFLINE}
        for handoff in await self._core.ports.records.open_handoffs():
            if handoff.agent is not None and handoff.agent not in there:
                await self._step(handoff, partial(self._core.serving.requeue, agent=handoff.agent))
            elif handoff.offered_to is not None and handoff.offered_to not in there:
                verb = partial(self._core.serving.decline, agent=handoff.offered_to, lapsed=True)
                await self._step(handoff, verb)

    async def let_go(self, agent: str, *, conversations: bool) -> None:
        """Take back what an agent is offered, and with `conversations` what they have."""
        for handoff in await self._core.ports.records.open_handoffs():
            if handoff.offered_to == agent:
                await self._step(handoff, partial(self._core.serving.decline, agent=agent))
            if conversations and handoff.agent == agent:
                await self._step(handoff, partial(self._core.serving.requeue, agent=agent))

    async def _changed(
        self, agent: str, work: Callable[[Presence | None], Presence | None]
    ) -> Presence | None:
        presence = await self._core.ports.records.change_presence(agent, work)
        if presence is not None:
            self._core.ports.desks.changed(DeskEvent("presence", agents=(agent,)))
            self._core.wanted.set()
        return presence

    async def _step(self, handoff: Handoff, verb: partial) -> None:  # type: ignore[type-arg]
        step = partial(verb, handoff_id=handoff.id, at=self._core.ports.clock.now())
        try:
            await self._core.do(handoff.conversation_id, step)
        except HandoffRefused as refused:
            log.info("not_let_go", reason=refused.reason)
