"""One look at the whole desk: who waits, who is there, what each carries. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.conversation.agents import Presence, Status
from bot.conversation.handoffs import Handoff, HandoffState
from bot.handoff.assignment import Desk, Offer, assign, serves
from bot.handoff.ports import AGENT, Member
from bot.handoff.queue import order
from bot.handoff.wait import USUAL, expected_minutes


@dataclass(frozen=True)
class Look:
    """What was there at `now`."""

    now: datetime
    handoffs: tuple[Handoff, ...] = ()
    """All that have not ended."""
    presences: tuple[Presence, ...] = ()
    members: Mapping[str, Member] = field(default_factory=dict)
    length: timedelta = USUAL
    """How long a conversation takes."""

    @property
    def waiting(self) -> tuple[Handoff, ...]:
        """Those whom nobody is offered, the next one first."""
        waiting = [each for each in self.handoffs if each.state is HandoffState.WAITING]
        return order(waiting, self.now)

    @property
    def loads(self) -> Counter[str]:
        """How many conversations each agent holds, offers included."""
        return Counter(
            number
            for each in self.handoffs
            for number in {each.agent, each.offered_to}
            if number is not None
        )

    @property
    def desks(self) -> tuple[Desk, ...]:
        """The agents who are online; supervisors are offered nothing."""
        loads = self.loads
        return tuple(
            Desk(
                number=each.number,
                groups=self.members[each.number].groups,
                capacity=each.capacity,
                load=loads[each.number],
                idle_since=each.idle_since or each.since,
            )
            for each in self.presences
            if each.status is Status.ONLINE
            and each.number in self.members
            and self.members[each.number].role == AGENT
        )

    def offers(self) -> tuple[Offer, ...]:
        """Return who is to be offered whom."""
        takers = [each for each in self.waiting if each.message_seq is None]
        return assign(takers, self.desks, self.now)

    def position(self, handoff: Handoff) -> int:
        """Return the place of one who waits, or would wait, among those of the same group."""
        same = [
            each
            for each in self.handoffs
            if each.state is HandoffState.WAITING
            and each.skill_group == handoff.skill_group
            and each.id != handoff.id
        ]
        return [each.id for each in order((*same, handoff), self.now)].index(handoff.id) + 1

    def minutes(self, handoff: Handoff) -> int | None:
        """Return the expected wait in minutes, None when nobody online may serve the matter."""
        desks = self.desks
        staffed = frozenset().union(*(desk.groups for desk in desks)) if desks else frozenset()
        seats = sum(desk.capacity for desk in desks if serves(desk, handoff.skill_group, staffed))
        return expected_minutes(self.position(handoff), seats, self.length)
