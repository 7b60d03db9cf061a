"""The agent's side: offered, accepted, talking, given back or closed (handbook §1, §6).

Each step runs inside a transaction of its conversation and either does all of it or raises
HandoffRefused and nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.conversation.agents import Presence, Status
from bot.conversation.handoffs import (
    DeskEvent,
    Ending,
    Handoff,
    HandoffRefused,
    HandoffState,
    Outcome,
    moved_to,
)
from bot.conversation.messages import Author, Content
from bot.conversation.model import Owner, moved
from bot.conversation.outlet import say
from bot.conversation.ports import Transaction, Wording
from bot.handoff.steps import (
    SYSTEM,
    about,
    actor_of,
    ended,
    named,
    owned,
    released,
    return_turn,
)
from bot.handoff.waiting import queue_card

RATING_REQUEST = {"type": "rating", "scale": 5, "solved": True}
"""After people the customer is also asked whether the matter is solved."""

FRESH = {
    "offered_to": None,
    "offered_until": None,
    "answered_at": None,
    "nudged_at": None,
    "hold_since": None,
    "hold_told_at": None,
    "leaving": False,
    "message_seq": None,
    "transfer": None,
}
"""What begins anew whenever a handoff gets, or loses, an agent."""


@dataclass(frozen=True)
class Summary:
    """How an agent closes a conversation (会话小结): code, note, and whether it is solved."""

    code: str
    note: str = ""
    solved: bool | None = None
    """The agent's own view; what the customer says is kept apart."""


class Serving:
    """Steps that agents take."""

    def __init__(self, wording: Wording) -> None:
        """Say everything in `wording`."""
        self._wording = wording

    def offer(
        self, tx: Transaction, handoff_id: str, agent: str, until: datetime, at: datetime
    ) -> Outcome:
        """Offer who waits to an agent until that moment.

        Raises HandoffRefused: ``gone``, ``taken``, ``not_online`` or ``no_capacity``.
        """
        handoff = named(tx, handoff_id)
        if handoff.state is not HandoffState.WAITING:
            raise HandoffRefused("taken")
        if present(tx, agent).status is not Status.ONLINE:
            raise HandoffRefused("not_online")
        check_room(tx, agent, 1)
        offered = moved_to(handoff, HandoffState.OFFERED, offered_to=agent, offered_until=until)
        tx.put_handoff(offered)
        tx.note_event(offered, SYSTEM, "offered", at=at, detail={"agent": agent})
        return Outcome(events=(about("offer", offered, agent),))

    def accept(self, tx: Transaction, handoff_id: str, agent: str, at: datetime) -> Outcome:
        """Give the conversation to the agent; accepted again by the same one, nothing changes.

        What nobody is offered may be taken by anyone who has room. Raises HandoffRefused:
        ``gone``, ``taken``, ``not_yours``, ``not_online`` or ``no_capacity``.
        """
        handoff = named(tx, handoff_id)
        if handoff.state is HandoffState.ACTIVE:
            if handoff.agent == agent:
                return Outcome()
            raise HandoffRefused("taken")
        if present(tx, agent).status is Status.OFFLINE:
            raise HandoffRefused("not_online")
        if handoff.state is HandoffState.OFFERED and handoff.offered_to != agent:
            raise HandoffRefused("not_yours")
        check_room(tx, agent, 0 if handoff.state is HandoffState.OFFERED else 1)
        giver = handoff.agent
        tx.save(moved(tx.conversation, Owner.AGENT, at, agent=agent))
        taken = moved_to(
            handoff,
            HandoffState.ACTIVE,
            **{**FRESH, "agent": agent, "accepted_at": at, "front": False, "passed": ()},
        )
        tx.put_handoff(taken)
        waited = (at - handoff.waiting_since).total_seconds()
        detail = {"from": giver} if giver else {"waited_seconds": waited}
        tx.note_event(taken, actor_of(agent), "accepted", at=at, detail=detail)
        released(tx, giver, at)
        key = "agent_opening_transfer" if giver else "agent_opening"
        # The number stands beside the line, for a page that shows who serves now.
        said = say(tx, Author.SYSTEM, (self._line(key, agent=agent),), at, agent=agent)
        return Outcome(said, events=(about("accepted", taken, agent, giver),))

    def decline(
        self, tx: Transaction, handoff_id: str, agent: str, at: datetime, *, lapsed: bool = False
    ) -> Outcome:
        """Take the offer back from an agent who will not, or did not in time (`lapsed`).

        A transfer goes back to who gave it, anything else to the queue. Raises HandoffRefused.
        """
        handoff = named(tx, handoff_id)
        if handoff.state is not HandoffState.OFFERED or handoff.offered_to != agent:
            raise HandoffRefused("not_yours")
        actor = SYSTEM if lapsed else actor_of(agent)
        kind = "lapsed" if lapsed else "declined"
        gone = about("offer_gone", handoff, agent, how=kind)
        if handoff.agent is not None:
            back = moved_to(
                handoff, HandoffState.ACTIVE, offered_to=None, offered_until=None, transfer=None
            )
            tx.put_handoff(back)
            tx.note_event(back, actor, f"transfer_{kind}", at=at, detail={"agent": agent})
            refused = about("transfer_refused", back, handoff.agent, agent, how=kind)
            return Outcome(events=(gone, refused))
        passed = (*(each for each in handoff.passed if each != agent), agent)
        back = moved_to(
            handoff, HandoffState.WAITING, offered_to=None, offered_until=None, passed=passed
        )
        tx.put_handoff(back)
        tx.note_event(back, actor, kind, at=at, detail={"agent": agent})
        return Outcome(events=(gone, about("queue", back)))

    def say(self, tx: Transaction, agent: str, text: str, client_id: str, at: datetime) -> Outcome:
        """Put an agent's words into the log; the same `client_id` again returns the first.

        Raises HandoffRefused: ``not_yours``, or ``bad_id`` when the customer has used that id.
        """
        own_id = f"{actor_of(agent)}:{client_id}"
        known = tx.by_client_id(own_id)
        if known is not None:
            if known.author is not Author.AGENT:
                raise HandoffRefused("bad_id")
            return Outcome((known,))
        handoff = owned(tx, agent)
        said = say(tx, Author.AGENT, (Content(text=text),), at, agent=agent, client_id=own_id)
        self._answered(tx, handoff, agent, at, read_seq=said[-1].seq)
        seq = said[-1].seq
        return Outcome(said, events=(about("message", handoff, agent, seq=seq, author="agent"),))

    def hold(self, tx: Transaction, agent: str, at: datetime) -> Outcome:
        """Ask the customer to wait while the agent looks something up; raises HandoffRefused."""
        handoff = owned(tx, agent)
        said = say(tx, Author.AGENT, (self._line("agent_hold"),), at, agent=agent)
        self._answered(tx, handoff, agent, at, hold_since=at, hold_told_at=at)
        return Outcome(said, events=(about("hold", handoff, agent),))

    def excuse(self, tx: Transaction, handoff_id: str, at: datetime) -> Outcome:
        """Tell the customer that the agent, who has not written yet, will at once; said once."""
        handoff = named(tx, handoff_id)
        if handoff.agent is None or handoff.answered_at is not None or handoff.nudged_at:
            return Outcome()
        tx.put_handoff(replace(handoff, nudged_at=at))
        tx.note_event(handoff, SYSTEM, "excused", at=at, detail={"agent": handoff.agent})
        said = say(tx, Author.SYSTEM, (self._line("agent_waiting"),), at)
        return Outcome(said, events=(about("excused", handoff, handoff.agent),))

    def renew_hold(self, tx: Transaction, handoff_id: str, consent: bool, at: datetime) -> Outcome:
        """Say again that the agent is looking it up, or ask for consent to wait on."""
        handoff = named(tx, handoff_id)
        if handoff.agent is None or handoff.hold_since is None:
            return Outcome()
        tx.put_handoff(replace(handoff, hold_told_at=at))
        key = "agent_hold_consent" if consent else "agent_hold_again"
        return Outcome(say(tx, Author.SYSTEM, (self._line(key),), at))

    def read(self, tx: Transaction, agent: str, seq: int, at: datetime) -> Outcome:
        """Note up to which message the agent has read; raises HandoffRefused("not_yours")."""
        handoff = owned(tx, agent)
        up_to = min(seq, tx.conversation.last_seq)
        if up_to > handoff.read_seq:
            tx.put_handoff(replace(handoff, read_seq=up_to))
        return Outcome()

    def give_back(self, tx: Transaction, agent: str, settled: str, at: datetime) -> Outcome:
        """Give the conversation to the bot, which begins with what was settled.

        Raises HandoffRefused("not_yours").
        """
        handoff = owned(tx, agent)
        said = say(tx, Author.SYSTEM, (self._line("agent_returned", agent=agent),), at)
        over = ended(tx, handoff, Ending.RETURNED, Owner.BOT, at=at)
        tx.note_event(over, actor_of(agent), "returned", at=at, detail={"settled": settled})
        turn = return_turn(tx, handoff, said[-1].seq, settled=settled, agent=agent)
        return Outcome(said, turn=turn, events=_over("returned", handoff))

    def close(self, tx: Transaction, agent: str, summary: Summary, at: datetime) -> Outcome:
        """Close with a summary, the closing script and the request for a rating (handbook §1).

        Raises HandoffRefused("not_yours").
        """
        handoff = owned(tx, agent)
        thanks = self._line("agent_closing", agent=agent)
        rating = replace(self._line("agent_rating_ask"), custom=RATING_REQUEST)
        said = say(tx, Author.SYSTEM, (thanks, rating), at)
        over = ended(
            tx,
            handoff,
            Ending.CLOSED,
            Owner.CLOSED,
            at=at,
            wrap_up_code=summary.code,
            wrap_up_note=summary.note,
        )
        detail = {"wrap_up_code": summary.code, "solved": summary.solved}
        tx.note_event(over, actor_of(agent), "closed", at=at, detail=detail)
        return Outcome(said, events=_over("closed", handoff), closed=True)

    def requeue(self, tx: Transaction, handoff_id: str, agent: str, at: datetime) -> Outcome:
        """Put a conversation before all others because its agent has vanished (handbook §6).

        Nothing when the agent no longer has it. Raises HandoffRefused("gone").
        """
        handoff = named(tx, handoff_id)
        if handoff.agent != agent:
            return Outcome()
        tx.save(moved(tx.conversation, Owner.QUEUE, at))
        values = {**FRESH, "agent": None, "front": True, "passed": (agent,), "waiting_since": at}
        back = moved_to(handoff, HandoffState.WAITING, **values)
        tx.put_handoff(back)
        tx.note_event(back, SYSTEM, "requeued", at=at, detail={"agent": agent})
        released(tx, agent, at)
        lost = replace(self._line("agent_lost"), custom=queue_card("waiting"))
        said = say(tx, Author.SYSTEM, (lost,), at)
        return Outcome(said, events=(*_over("requeued", handoff), about("queue", back)))

    def _answered(
        self, tx: Transaction, handoff: Handoff, agent: str, at: datetime, **values: Any
    ) -> None:
        """Note that the agent has spoken, which ends a hold and the wait for the first words."""
        if handoff.answered_at is None and handoff.accepted_at is not None:
            seconds = (at - handoff.accepted_at).total_seconds()
            detail = {"after_seconds": seconds}
            tx.note_event(handoff, actor_of(agent), "answered", at=at, detail=detail)
        fresh: dict[str, Any] = {"hold_since": None, "hold_told_at": None, **values}
        tx.put_handoff(replace(handoff, answered_at=handoff.answered_at or at, **fresh))

    def _line(self, key: str, **values: Any) -> Content:
        return Content(text=self._wording.text(key, **values))


def present(tx: Transaction, agent: str) -> Presence:
    """Return an agent's presence, locked; raises HandoffRefused("not_online") without any."""
    presence = tx.agent(agent)
    if presence is None:
        raise HandoffRefused("not_online")
    return presence


def check_room(tx: Transaction, agent: str, more: int) -> None:
    """Refuse (no_capacity) when `more` conversations are too many; the presence is locked."""
    if tx.load_of(agent) + more > present(tx, agent).capacity:
        raise HandoffRefused("no_capacity")


def _over(kind: str, handoff: Handoff) -> tuple[DeskEvent, ...]:
    """Return what is told when an agent's conversation ends, with an offer of it under way."""
    event = about(kind, handoff, handoff.agent)
    if handoff.offered_to is None:
        return (event,)
    return (about("offer_gone", handoff, handoff.offered_to), event)
