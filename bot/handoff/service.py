"""What agents and supervisors may do: the verbs of the desk, each one transaction.

A verb raises `HandoffRefused` and changes nothing when it is not allowed. What it did is
committed, then announced, then the queue is looked at again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import structlog

from bot.conversation.agents import Presence, Status
from bot.conversation.handoffs import (
    Handoff,
    HandoffEvent,
    HandoffRefused,
    HandoffState,
    Note,
    Outcome,
)
from bot.conversation.messages import Logged, PendingTurn
from bot.handoff.core import DeskCore, Step
from bot.handoff.crew import Crew
from bot.handoff.gathering import gathered
from bot.handoff.look import Look
from bot.handoff.ports import Member
from bot.handoff.reasons import SUPERVISOR
from bot.handoff.serving import Summary
from bot.handoff.together import Together
from bot.handoff.wait import expected_minutes

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AgentView:
    """One of the staff as supervisors see them."""

    member: Member
    presence: Presence | None
    """None for somebody who was never there."""
    load: int


@dataclass(frozen=True)
class QueueView:
    """The queue in figures."""

    waiting: int
    by_group: dict[str, int]
    offered: int
    active: int
    longest_wait_seconds: float
    expected_seconds: int | None
    """What somebody who comes now has to wait; None when nobody is online."""
    online: int
    free_seats: int


class HandoffService:
    """The desk's verbs and reads for the faces of agents and supervisors."""

    def __init__(self, core: DeskCore) -> None:
        """Share `core` with the router's side."""
        self._core = core
        self.crew = Crew(core)
        self._look = Together(core.look)
        self._open_ones = Together(core.ports.records.open_handoffs)

    def resume_with(self, resume: Callable[[PendingTurn], Awaitable[None]]) -> None:
        """Have the bot answer what it owes with `resume` when it is given a conversation back."""
        self._core.resume = resume

    def on_secret(self, redeemer: Callable[[str, str], Awaitable[None]]) -> None:
        """Have awaited codes and passwords judged by `redeemer(conversation_id, secret)`."""
        self._core.redeemer = redeemer

    def on_button(self, name: str, handler: Callable[[str, str, int], Awaitable[None]]) -> None:
        """Call `handler` with conversation, argument and `seq` for the button ``desk:name:…``.

        It is called once the press is stored; the customer's press is in the log by its title.
        """
        self._core.handlers[name] = handler

    async def accept(self, handoff_id: str, agent: str) -> Handoff:
        """Give the conversation to `agent`, who was offered it, and greet the customer.

        Raises HandoffRefused: ``gone``, ``taken``, ``not_yours``, ``not_online``, ``no_capacity``.
        """
        await self._by_id(handoff_id, partial(self._core.serving.accept, agent=agent))
        return await self.handoff(handoff_id)

    async def decline(self, handoff_id: str, agent: str) -> None:
        """Refuse an offer: it goes to the next agent. Raises HandoffRefused."""
        await self._by_id(handoff_id, partial(self._core.serving.decline, agent=agent))

    async def say(self, conversation_id: str, agent: str, text: str, client_id: str) -> Logged:
        """Store the agent's words and tell the customer; the same `client_id` says them once.

        Raises HandoffRefused: ``not_yours``, ``gone``, ``bad_id``.
        """
        verb = partial(self._core.serving.say, agent=agent, text=text, client_id=client_id)
        outcome = await self._core.do(conversation_id, self._now(verb))
        return outcome.messages[0]

    async def read(self, conversation_id: str, agent: str, seq: int) -> None:
        """Note up to which message the agent has read; raises HandoffRefused("not_yours")."""
        await self._do(conversation_id, partial(self._core.serving.read, agent=agent, seq=seq))

    async def typing(self, conversation_id: str, agent: str, *, on: bool) -> None:
        """Show the customer that the agent is writing, or no longer; nothing is stored."""
        conversation = await self._core.ports.store.conversation(conversation_id)
        if conversation is None or conversation.agent != agent:
            raise HandoffRefused("not_yours")
        self._core.ports.pages.typing(conversation_id, on=on)

    async def hold(self, conversation_id: str, agent: str) -> Logged:
        """Ask the customer to wait and return the line; renewed until the agent writes.

        Raises HandoffRefused("not_yours").
        """
        verb = partial(self._core.serving.hold, agent=agent)
        return (await self._do(conversation_id, verb)).messages[0]

    async def give_back(self, conversation_id: str, agent: str, settled: str) -> None:
        """Give the conversation to the bot, which begins with `settled`. Raises HandoffRefused."""
        verb = partial(self._core.serving.give_back, agent=agent, settled=settled)
        await self._do(conversation_id, verb)

    async def close(
        self,
        conversation_id: str,
        agent: str,
        wrap_up_code: str,
        note: str,
        solved: bool | None,
    ) -> tuple[Logged, ...]:
        """Close with a summary, thank the customer and ask for a rating; return those lines.

        Raises HandoffRefused("not_yours").
        """
        summary = Summary(wrap_up_code, note, solved)
        verb = partial(self._core.serving.close, agent=agent, summary=summary)
        return (await self._do(conversation_id, verb)).messages

    async def note(self, conversation_id: str, author: str, text: str, kind: str = "note") -> Note:
        """Keep a note or whisper of staff, who may see the conversation; the face checks that.

        Raises HandoffRefused("gone") for an unknown conversation.
        """
        verb = partial(self._core.moving.note, author=author, kind=kind, text=text)
        note = (await self._do(conversation_id, verb)).note
        if note is None:
            raise HandoffRefused("gone")
        return note

    async def transfer(
        self,
        conversation_id: str,
        agent: str,
        *,
        to_agent: str | None = None,
        to_group: str | None = None,
        note: str = "",
    ) -> None:
        """Give the conversation to a colleague, who has to accept, or to a group's queue.

        Exactly one of `to_agent` and `to_group`. Declined or not accepted in time, it is the
        giver's again, who has it all the while. Raises HandoffRefused: ``not_yours``, ``gone``,
        ``not_online``, ``no_capacity``, ``illegal_move``.
        """
        moving = self._core.moving
        verb: partial[Outcome]
        if to_agent is not None and to_group is None:
            until = self._core.ports.clock.now() + self._core.patience.offer
            verb = partial(moving.transfer_to_agent, to_agent=to_agent, until=until)
        elif to_group is not None and to_agent is None:
            verb = partial(moving.transfer_to_group, to_group=to_group)
        else:
            raise HandoffRefused("gone")
        await self._do(conversation_id, partial(verb, agent=agent, note=note))

    async def take_over(self, conversation_id: str, supervisor: str) -> Handoff:
        """Give the conversation to a supervisor, whoever has it; raises HandoffRefused("gone")."""
        conversation = await self._core.ports.store.conversation(conversation_id)
        if conversation is None:
            raise HandoffRefused("gone")
        await self.crew.at_hand(supervisor)
        request = await gathered(
            self._core, conversation_id, SUPERVISOR, channel=conversation.channel
        )
        verb = partial(self._core.moving.take_over, supervisor=supervisor, request=request)
        await self._do(conversation_id, verb)
        found = await self.of(conversation_id)
        if found is None:
            raise HandoffRefused("gone")
        return found

    async def assign(self, handoff_id: str, supervisor: str, to_agent: str) -> None:
        """Offer a handoff to the agent whom a supervisor names.

        Raises HandoffRefused: ``gone``, ``not_online``, ``no_capacity``.
        """
        until = self._core.ports.clock.now() + self._core.patience.offer
        verb = partial(
            self._core.moving.assign, supervisor=supervisor, to_agent=to_agent, until=until
        )
        await self._by_id(handoff_id, verb)

    async def set_status(self, agent: str, status: str, reason: str = "") -> Presence:
        """Take an agent's status; raises HandoffRefused("unknown_agent") or ValueError."""
        return await self.crew.set_status(agent, Status(status), reason)

    async def force_status(
        self, agent: str, status: str, supervisor: str, reason: str = ""
    ) -> Presence:
        """Set an agent's status for them, with the reason that they are told; it is logged."""
        log.info("status_forced", agent=agent, status=status, supervisor=supervisor)
        return await self.crew.set_status(agent, Status(status), reason)

    async def seen(self, agent: str) -> None:
        """Note that the agent is there."""
        await self.crew.seen(agent)

    async def open_ones(self) -> tuple[Handoff, ...]:
        """Return every handoff that has not ended, the longest waiting first."""
        return await self._open_ones()

    async def mine(self, agent: str) -> tuple[Handoff, ...]:
        """Return the handoffs whose conversations `agent` owns, oldest first."""
        found = await self._open_ones()
        return tuple(each for each in found if each.agent == agent)

    async def offers(self, agent: str) -> tuple[Handoff, ...]:
        """Return what `agent` is offered now."""
        found = await self._open_ones()
        return tuple(each for each in found if each.offered_to == agent)

    async def waiting(self) -> tuple[Handoff, ...]:
        """Return those who wait, offered or not, the next one first."""
        look = await self._look()
        offered = tuple(each for each in look.handoffs if each.state is HandoffState.OFFERED)
        return (*(each for each in offered if each.agent is None), *look.waiting)

    async def agents(self) -> tuple[AgentView, ...]:
        """Return agents and supervisors with their presence and load, by number."""
        look = await self._look()
        present = {each.number: each for each in look.presences}
        loads = look.loads
        return tuple(
            AgentView(member, present.get(number), loads[number])
            for number, member in sorted(look.members.items())
        )

    async def queue_view(self) -> QueueView:
        """Return the queue in figures."""
        look = await self._look()
        by_group: dict[str, int] = {}
        for each in look.waiting:
            by_group[each.skill_group] = by_group.get(each.skill_group, 0) + 1
        unserved = [each for each in look.handoffs if each.agent is None]
        longest = max((look.now - each.waiting_since for each in unserved), default=None)
        return QueueView(
            waiting=len(look.waiting),
            by_group=by_group,
            offered=sum(each.state is HandoffState.OFFERED for each in look.handoffs),
            active=sum(each.agent is not None for each in look.handoffs),
            longest_wait_seconds=0.0 if longest is None else longest.total_seconds(),
            expected_seconds=_expected(look),
            online=len(look.desks),
            free_seats=sum(max(desk.free, 0) for desk in look.desks),
        )

    async def handoff(self, handoff_id: str) -> Handoff:
        """Return a handoff, open or ended; raises HandoffRefused("gone")."""
        found = await self._core.ports.records.handoff(handoff_id)
        if found is None:
            raise HandoffRefused("gone")
        return found

    async def of(self, conversation_id: str) -> Handoff | None:
        """Return the conversation's newest handoff, open or ended, or None."""
        found = await self._core.ports.records.handoffs_of(conversation_id)
        return found[-1] if found else None

    async def notes_of(self, conversation_id: str) -> tuple[Note, ...]:
        """Return the staff's notes on a conversation, oldest first."""
        return await self._core.ports.records.notes_of(conversation_id)

    async def events_of(self, handoff_id: str) -> tuple[HandoffEvent, ...]:
        """Return what happened in a handoff, oldest first."""
        return await self._core.ports.records.events_of(handoff_id)

    async def offer_all(self) -> int:
        """Offer everybody who waits to whoever is free; the watch does so by itself."""
        return await self._core.offer_all()

    async def settle(self) -> None:
        """Wait for what the verbs have started."""
        await self._core.settle()

    async def _by_id(self, handoff_id: str, verb: partial[Outcome]) -> None:
        conversation_id = await self._core.handoff_of(handoff_id)
        await self._do(conversation_id, partial(verb, handoff_id=handoff_id))

    async def _do(self, conversation_id: str, verb: partial[Outcome]) -> Outcome:
        return await self._core.do(conversation_id, self._now(verb))

    def _now(self, verb: partial[Outcome]) -> Step:
        return partial(verb, at=self._core.ports.clock.now())


def _expected(look: Look) -> int | None:
    seats = sum(desk.capacity for desk in look.desks)
    free = sum(max(desk.free, 0) for desk in look.desks)
    ahead = len(look.waiting)
    if free > ahead:
        return 0
    minutes = expected_minutes(ahead + 1, seats, look.length)
    return None if minutes is None else minutes * 60
