"""What every step of a handoff rests on: looking it up, ending it, giving an agent back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.conversation.handoffs import (
    DeskEvent,
    Ending,
    Handoff,
    HandoffRefused,
    HandoffState,
    moved_to,
)
from bot.conversation.messages import PendingTurn
from bot.conversation.model import Owner, moved
from bot.conversation.ports import Transaction

CUSTOMER, BOT, SYSTEM = "customer", "bot", "system"
"""Actors of events besides the agents."""

RETURN_PAYLOAD = "/ask_menu"
"""What the engine is given when the bot has the conversation back; `returned` says the rest."""


def actor_of(agent: str) -> str:
    """Return an agent as the actor of an event."""
    return f"agent:{agent}"


def named(tx: Transaction, handoff_id: str) -> Handoff:
    """Return the open handoff of that id; raises HandoffRefused("gone")."""
    handoff = tx.handoff()
    if handoff is None or handoff.id != handoff_id or not handoff.is_open:
        raise HandoffRefused("gone")
    return handoff


def owned(tx: Transaction, agent: str) -> Handoff:
    """Return the handoff by which `agent` owns the conversation; raises HandoffRefused.

    ``not_yours`` also when nobody does: a stranger's conversation looks like none.
    """
    handoff = tx.handoff()
    if tx.conversation.owner is not Owner.AGENT or tx.conversation.agent != agent:
        raise HandoffRefused("not_yours")
    if handoff is None:
        raise HandoffRefused("gone")
    return handoff


def about(kind: str, handoff: Handoff, *agents: str | None, **detail: Any) -> DeskEvent:
    """Return the event that tells those agents of the handoff."""
    concerned = tuple(agent for agent in agents if agent is not None)
    return DeskEvent(kind, handoff.conversation_id, handoff.id, concerned, detail)


def released(tx: Transaction, agent: str | None, at: datetime) -> None:
    """Note that an agent has one conversation less, so is idle since now if it was the last."""
    presence = None if agent is None else tx.agent(agent)
    if presence is not None:
        tx.put_agent(replace(presence, idle_since=at))


def ended(
    tx: Transaction,
    handoff: Handoff,
    ending: Ending,
    owner: Owner,
    *,
    at: datetime,
    **values: Any,
) -> Handoff:
    """End the handoff and give the conversation to `owner`; what it was offered to is free.

    The bot has it as if it had just spoken: silence among people is not silence towards the bot.
    """
    over = moved_to(
        handoff,
        HandoffState.ENDED,
        ending=ending,
        ended_at=at,
        offered_to=None,
        offered_until=None,
        transfer=None,
        leaving=False,
        hold_since=None,
        **values,
    )
    tx.put_handoff(over)
    conversation = moved(tx.conversation, owner, at)
    if owner is Owner.BOT:
        conversation = replace(conversation, handoff_id=None, last_bot_at=at)
    tx.save(conversation)
    released(tx, handoff.agent, at)
    return over


def return_turn(
    tx: Transaction, handoff: Handoff, seq: int, *, settled: str, agent: str | None
) -> PendingTurn:
    """Owe the customer the bot's first words after people, in answer to message `seq`."""
    turn = PendingTurn(
        conversation_id=tx.conversation.id,
        seq=seq,
        text=RETURN_PAYLOAD,
        channel=tx.conversation.channel,
        recognised_number=handoff.number if handoff.recognised else None,
        returned={"settled": settled, "agent": agent},
    )
    tx.owe(turn)
    return turn
