"""The customer's side of the queue (handbook §6): told, heard, may leave a message or go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from bot.conversation.handoffs import DeskEvent, Ending, Handoff, HandoffState, Outcome
from bot.conversation.messages import Author, Button, Content, Logged
from bot.conversation.model import Owner, moved
from bot.conversation.outlet import say
from bot.conversation.ports import DESK_BUTTON, Transaction, Wording
from bot.handoff.ports import LeftMessage
from bot.handoff.requests import CLOSED, UNSTAFFED, HandoffRequest, opened
from bot.handoff.steps import CUSTOMER, SYSTEM, about, ended, named, return_turn
from bot.text.contacts import callback_number_of

LEAVE_MESSAGE = f"{DESK_BUTTON}leave_message"
BACK_TO_BOT = f"{DESK_BUTTON}back_to_bot"
_TAKEN = ("message_taken", "message_taken_anonymous")
_GIVEN_UP = ("queue_given_up", "queue_given_up_anonymous")
"""What is said to those who can be called back, and to those whom nobody could call."""
"""Payloads of the buttons in the queue."""


def queue_card(
    state: str, position: int | None = None, minutes: int | None = None
) -> Mapping[str, Any]:
    """Return what a page that can draws of the queue: waiting, unstaffed or closed."""
    return {"type": "queue", "state": state, "position": position, "minutes": minutes}


class WaitingRoom:
    """Steps that customers take, each inside a transaction of their conversation."""

    def __init__(self, wording: Wording) -> None:
        """Say everything in `wording`."""
        self._wording = wording

    def enter(self, tx: Transaction, request: HandoffRequest, at: datetime) -> Outcome:
        """Move the conversation from the bot to the queue and say how things stand there."""
        handoff = opened(tx, request, at)
        tx.save(moved(tx.conversation, Owner.QUEUE, at))
        said = say(tx, Author.SYSTEM, (self._entered(request),), at)
        return Outcome(said, events=(about("requested", handoff),))

    def heard(self, tx: Transaction, logged: Logged, at: datetime) -> Outcome:
        """Take what a customer wrote while people own the conversation."""
        handoff = tx.handoff()
        if handoff is None:
            return Outcome()
        event = about("message", handoff, handoff.agent, seq=logged.seq, author=CUSTOMER)
        if tx.conversation.owner is not Owner.QUEUE:
            return Outcome(events=(event,))
        text = (logged.content.text or "").strip()
        for payload, title in ((LEAVE_MESSAGE, "button_leave"), (BACK_TO_BOT, "button_back")):
            if text == self._wording.text(title):
                return self.pressed(tx, payload, logged, at)
        if handoff.leaving:
            return self._message(tx, handoff, logged, at, event)
        if handoff.acknowledged:
            return Outcome(events=(event,))
        tx.put_handoff(replace(handoff, acknowledged=True))
        line = self._line("queue_heard", self._buttons())
        return Outcome(say(tx, Author.SYSTEM, (line,), at, reply_to=logged.seq), events=(event,))

    def pressed(self, tx: Transaction, payload: str, logged: Logged, at: datetime) -> Outcome:
        """Take a button of the queue; one that no longer fits is said to be over."""
        answer = partial(say, tx, Author.SYSTEM, at=at, reply_to=logged.seq)
        handoff = tx.handoff()
        if handoff is None or tx.conversation.owner is not Owner.QUEUE:
            return Outcome(answer(contents=(self._line("button_expired"),)))
        if payload == LEAVE_MESSAGE:
            tx.put_handoff(replace(handoff, leaving=True))
            key = "message_ask" if handoff.number else "message_ask_anonymous"
            return Outcome(answer(contents=(self._line(key, self._back_button()),)))
        if payload == BACK_TO_BOT and handoff.message_seq is not None:
            # It was said to have arrived: it becomes a ticket, and the bot goes on after that.
            tx.put_handoff(replace(handoff, leaving=False))
            return Outcome(left_message=True)
        if payload == BACK_TO_BOT:
            return self._back(tx, handoff, logged, at)
        return Outcome(answer(contents=(self._line("button_expired"),)))

    def told(
        self, tx: Transaction, handoff_id: str, position: int, minutes: int | None, at: datetime
    ) -> Outcome:
        """Say that the customer has come forward, if they still wait."""
        handoff = named(tx, handoff_id)
        if tx.conversation.owner is not Owner.QUEUE or handoff.leaving:
            return Outcome()
        tx.put_handoff(replace(handoff, notice_at=at, notice_position=position))
        if minutes is None:
            return Outcome()
        line = self._line("queue_forward", self._buttons(), position=position, minutes=minutes)
        card = queue_card("waiting", position, minutes)
        return Outcome(say(tx, Author.SYSTEM, (replace(line, custom=card),), at))

    def message_taken(
        self, tx: Transaction, handoff_id: str, left: LeftMessage, ending: Ending, at: datetime
    ) -> Outcome:
        """End the waiting with a ticket: a message was left, or nobody came in time."""
        handoff = named(tx, handoff_id)
        if tx.conversation.owner is not Owner.QUEUE:
            return Outcome()
        line = self._taken(handoff, left, ending)
        line = replace(line, custom={"type": "queue", "state": "left"})
        said = say(tx, Author.SYSTEM, (line,), at, reply_to=handoff.message_seq)
        over = ended(tx, handoff, ending, Owner.BOT, at=at, message_seq=None)
        actor = CUSTOMER if ending is Ending.LEFT_MESSAGE else SYSTEM
        tx.note_event(over, actor, ending.value, at=at, detail={"ticket": left.ticket})
        return Outcome(said, events=_left(handoff))

    def _message(
        self, tx: Transaction, handoff: Handoff, logged: Logged, at: datetime, event: DeskEvent
    ) -> Outcome:
        """Take the message that is left; of a customer nobody could call, ask once for a number."""
        if handoff.message_seq is not None:
            tx.put_handoff(replace(handoff, leaving=False))
            return Outcome(events=(event,), left_message=True)
        known = handoff.number or callback_number_of(logged.content.text or "")
        tx.put_handoff(replace(handoff, leaving=not known, message_seq=logged.seq))
        if known:
            return Outcome(events=(event,), left_message=True)
        line = self._line("message_contact_ask", self._back_button())
        said = say(tx, Author.SYSTEM, (line,), at, reply_to=logged.seq)
        return Outcome(said, events=(event,))

    def _taken(self, handoff: Handoff, left: LeftMessage, ending: Ending) -> Content:
        """Promise only what can be kept: nobody can call a number that nobody knows."""
        values: dict[str, Any] = {"ticket": left.ticket, "due": left.due_at}
        if handoff.number is None and left.contact is not None:
            return self._line("message_taken_contact", contact=left.contact, **values)
        known, nobody = _TAKEN if ending is Ending.LEFT_MESSAGE else _GIVEN_UP
        return self._line(nobody if handoff.number is None else known, **values)

    def _back(self, tx: Transaction, handoff: Handoff, logged: Logged, at: datetime) -> Outcome:
        over = ended(tx, handoff, Ending.BACK_TO_BOT, Owner.BOT, at=at)
        tx.note_event(over, CUSTOMER, Ending.BACK_TO_BOT.value, at=at)
        turn = return_turn(tx, handoff, logged.seq, settled="", agent=None)
        return Outcome(turn=turn, events=_left(handoff))

    def _entered(self, request: HandoffRequest) -> Content:
        position, minutes = request.position, request.minutes
        if request.standing == CLOSED:
            key = "queue_closed" if request.who.number else "queue_closed_anonymous"
            line = self._line(key, self._back_button(), hours=request.hours)
            return replace(line, custom=queue_card("closed"))
        if request.standing == UNSTAFFED or minutes is None:
            line = self._line("queue_unstaffed", self._buttons(), position=position)
            return replace(line, custom=queue_card("unstaffed", position))
        line = self._line("queue_entered", self._buttons(), position=position, minutes=minutes)
        return replace(line, custom=queue_card("waiting", position, minutes))

    def _buttons(self) -> tuple[Button, ...]:
        leave = self._button("button_leave", LEAVE_MESSAGE)
        return (leave, self._button("button_back", BACK_TO_BOT))

    def _back_button(self) -> tuple[Button, ...]:
        return (self._button("button_back", BACK_TO_BOT),)

    def _button(self, key: str, payload: str) -> Button:
        return Button(self._wording.text(key), payload)

    def _line(self, key: str, buttons: tuple[Button, ...] = (), **values: Any) -> Content:
        return Content(text=self._wording.text(key, **values), buttons=buttons)


def _left(handoff: Handoff) -> tuple[DeskEvent, ...]:
    """Return what the desks are told when somebody waits no longer."""
    gone = about("left", handoff)
    if handoff.state is HandoffState.OFFERED:
        return (about("offer_gone", handoff, handoff.offered_to), gone)
    return (gone,)
