"""From one pair of hands to another: transfers, and what supervisors may do (handbook §6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.conversation.agents import Status
from bot.conversation.handoffs import (
    Handoff,
    HandoffRefused,
    HandoffState,
    Outcome,
    Transfer,
    moved_to,
)
from bot.conversation.messages import Author, Content
from bot.conversation.model import Owner, moved
from bot.conversation.outlet import say
from bot.conversation.ports import Transaction, Wording
from bot.handoff import reasons
from bot.handoff.requests import HandoffRequest, opened
from bot.handoff.serving import FRESH, check_room, present
from bot.handoff.steps import about, actor_of, named, owned, released
from bot.handoff.waiting import queue_card

TRANSFER, WHISPER = "transfer", "whisper"
"""Kinds of notes besides ``note``."""


class Moving:
    """Steps that give a conversation to other agents."""

    def __init__(self, wording: Wording) -> None:
        """Say everything in `wording`."""
        self._wording = wording

    def note(self, tx: Transaction, author: str, kind: str, text: str, at: datetime) -> Outcome:
        """Keep a note of staff; customers never see one."""
        note = tx.put_note(author, kind, text, at=at)
        handoff = tx.handoff()
        if handoff is None:
            return Outcome(note=note)
        event = about("note", handoff, handoff.agent, handoff.offered_to, author, note=note.id)
        return Outcome(note=note, events=(event,))

    def transfer_to_agent(
        self,
        tx: Transaction,
        agent: str,
        *,
        to_agent: str,
        note: str,
        until: datetime,
        at: datetime,
    ) -> Outcome:
        """Offer the conversation to a colleague; the giver keeps it until that one accepts.

        Raises HandoffRefused: ``not_yours``, ``gone`` when the colleague is not there or is the
        giver, ``no_capacity``, or ``illegal_move`` while it is being offered to another.
        """
        handoff = owned(tx, agent)
        if handoff.state is not HandoffState.ACTIVE:
            raise HandoffRefused("illegal_move")
        if to_agent == agent:
            raise HandoffRefused("gone")
        return self._offered(tx, handoff, agent, to_agent, note=note, until=until, at=at)

    def transfer_to_group(
        self, tx: Transaction, agent: str, *, to_group: str, note: str, at: datetime
    ) -> Outcome:
        """Put the conversation first in the queue of another group.

        Raises HandoffRefused: ``not_yours``, or ``gone`` for a group that there is not.
        """
        handoff = owned(tx, agent)
        if to_group not in reasons.GROUPS:
            raise HandoffRefused("gone")
        withdrawn = _withdrawn(handoff)
        tx.save(moved(tx.conversation, Owner.QUEUE, at))
        values = {
            **FRESH,
            "agent": None,
            "front": True,
            "waiting_since": at,
            "passed": (agent,),
            "skill_group": to_group,
            "transfer": Transfer(agent, None, to_group, note),
        }
        given = moved_to(handoff, HandoffState.WAITING, **values)
        tx.put_handoff(given)
        kept = tx.put_note(agent, TRANSFER, note, at=at) if note else None
        detail = {"to_group": to_group}
        tx.note_event(given, actor_of(agent), "transferred", at=at, detail=detail)
        released(tx, agent, at)
        line = replace(self._line("agent_transfer_group"), custom=queue_card("waiting"))
        said = say(tx, Author.SYSTEM, (line,), at)
        moved_on = about("transferred", given, agent, to_group=to_group)
        return Outcome(said, note=kept, events=(*withdrawn, moved_on, about("queue", given)))

    def take_over(
        self, tx: Transaction, supervisor: str, request: HandoffRequest, at: datetime
    ) -> Outcome:
        """Give the conversation to a supervisor, whoever has it; the bot's too.

        What the bot is thinking about is answered no more. Raises HandoffRefused("gone") for a
        closed conversation.
        """
        owner = tx.conversation.owner
        if owner is Owner.CLOSED:
            raise HandoffRefused("gone")
        if tx.conversation.agent == supervisor:
            return Outcome()
        if owner is Owner.BOT:
            opened(tx, request, at)
            tx.save(moved(tx.conversation, Owner.QUEUE, at))
        handoff = tx.handoff()
        if handoff is None:
            raise HandoffRefused("gone")
        giver, withdrawn = handoff.agent, _withdrawn(handoff)
        tx.save(moved(tx.conversation, Owner.AGENT, at, agent=supervisor))
        values = {**FRESH, "agent": supervisor, "accepted_at": at, "front": False, "passed": ()}
        taken = moved_to(handoff, HandoffState.ACTIVE, **values)
        tx.put_handoff(taken)
        detail = {"from": giver} if giver else {}
        tx.note_event(taken, actor_of(supervisor), "taken_over", at=at, detail=detail)
        released(tx, giver, at)
        opening = self._line("agent_opening", agent=supervisor)
        said = say(tx, Author.SYSTEM, (opening,), at, agent=supervisor)
        return Outcome(said, events=(*withdrawn, about("taken_over", taken, supervisor, giver)))

    def assign(
        self,
        tx: Transaction,
        handoff_id: str,
        supervisor: str,
        *,
        to_agent: str,
        until: datetime,
        at: datetime,
    ) -> Outcome:
        """Offer a handoff to the agent whom a supervisor names, whoever was offered it before.

        One that an agent has is transferred from them. Raises HandoffRefused: ``gone``,
        ``not_online``, ``no_capacity``.
        """
        handoff = named(tx, handoff_id)
        if to_agent in (handoff.agent, handoff.offered_to):
            return Outcome()
        withdrawn = _withdrawn(handoff)
        outcome = self._offered(tx, handoff, supervisor, to_agent, note="", until=until, at=at)
        return replace(outcome, events=(*withdrawn, *outcome.events))

    def _offered(
        self,
        tx: Transaction,
        handoff: Handoff,
        by: str,
        to_agent: str,
        *,
        note: str,
        until: datetime,
        at: datetime,
    ) -> Outcome:
        if present(tx, to_agent).status is Status.OFFLINE:
            raise HandoffRefused("not_online")
        check_room(tx, to_agent, 1)
        transfer = None if handoff.agent is None else Transfer(by, to_agent, None, note)
        offered = moved_to(
            handoff,
            HandoffState.OFFERED,
            offered_to=to_agent,
            offered_until=until,
            transfer=transfer,
        )
        tx.put_handoff(offered)
        kept = tx.put_note(by, TRANSFER, note, at=at) if note else None
        detail = {"agent": to_agent, "by": by}
        tx.note_event(offered, actor_of(by), "offered", at=at, detail=detail)
        giver = () if handoff.agent is None else (about("transferring", offered, handoff.agent),)
        return Outcome(note=kept, events=(about("offer", offered, to_agent), *giver))

    def _line(self, key: str, **values: Any) -> Content:
        return Content(text=self._wording.text(key, **values))


def _withdrawn(handoff: Handoff) -> tuple[Any, ...]:
    """Return what is told to whom the handoff was being offered."""
    if handoff.offered_to is None:
        return ()
    return (about("offer_gone", handoff, handoff.offered_to),)
