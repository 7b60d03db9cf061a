"""The edge of every action: it always answers, whatever happens (style.md pitfall 4)."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import (
    ActionExecuted,
    ActiveLoop,
    EventType,
    FollowupAction,
    SlotSet,
    UserUttered,
)
from rasa_sdk.executor import CollectingDispatcher

from accounts.errors import AccountError, AmountRefused
from actions import carriers, demands, handing_over, refusals, slots
from actions.cases.carrying import came_back
from actions.confirmation import set_aside, settled
from actions.services import services
from actions.turn import LISTEN, TAKEN_UP, Message, Reply, Turn

_log = structlog.get_logger(__name__)


class ServiceAction(Action, ABC):  # type: ignore[misc]  # rasa_sdk is untyped
    """One action: `serve` turns a `Turn` into a `Reply`; the rest is the same for all.

    A known refusal is worded by `actions.refusals`; anything else is logged without its message
    (which may hold personal data) and answered with the ``busy`` script and the offer of a
    person. After the answer an active form is run again, so that it repeats its question.
    """

    NAME: ClassVar[str]
    """The name in domain.yml."""
    INTERLUDE: ClassVar[bool] = False
    """True when what the bot last asked stays open, as after "please wait"."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return self.NAME

    @abstractmethod
    def serve(self, turn: Turn) -> Reply:
        """Answer the turn; runs in a worker thread and may raise AccountError."""

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Return slots to set whether the answer succeeds, is refused or waits for identity."""
        return {}

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        """Answer through `dispatcher` and return the events; never raises for a served turn."""
        turn = Turn.of(tracker, services())
        reply = self.close(turn, await asyncio.to_thread(self.answered, turn))
        for message in reply.messages:
            _utter(dispatcher, message)
        events: list[EventType] = [SlotSet(name, value) for name, value in reply.slots.items()]
        if reply.leaves_form:
            events += [ActiveLoop(None), SlotSet(slots.REQUESTED_SLOT, None)]
        if reply.takes_up is not None:
            events += _said_again(turn, reply.takes_up)
        elif reply.followup:
            events.append(FollowupAction(reply.followup))
        return events

    def answered(self, turn: Turn) -> Reply:
        """Return the reply of `serve`, or the words for what it raised."""
        try:
            return self._served(turn)
        except Exception as error:  # noqa: BLE001 - the edge: the customer always gets an answer
            _log.error(
                "action_failed",
                action=self.NAME,
                conversation_id=turn.caller.conversation_id,
                error=type(error).__name__,
                where=_origin(error),
            )
            return self.failing(turn, refusals.busy(turn))

    def failing(self, turn: Turn, apology: Reply) -> Reply:
        """Return the answer to a failure of ours: a person goes on, if one is there (§6)."""
        return replace(handing_over.after_failure(turn, apology), failed=True)

    def _served(self, turn: Turn) -> Reply:
        carried = self.carried(turn)
        if carried is not None:
            return carried
        remembered = self.remember(turn)
        try:
            reply = self.serve(turn)
        except AccountError as error:
            reply = refusals.reply_to(error, turn, self.NAME)
            # Another amount may be named; anything else ends here.
            reply = replace(reply, failed=not isinstance(error, AmountRefused))
        if reply.leaves_form:
            # Given up, not put off: six digits said later are no answer to what was asked here.
            turn.services.accounts.identity.abandon(turn.caller.conversation_id)
        return reply.with_slots(**remembered)

    def carried(self, turn: Turn) -> Reply | None:
        """Return the reply when the message is for another action after all, or None."""
        # After people nothing was said: the gateway gives the bot its turn.
        return handing_over.came_back(turn) or carriers.carried(turn, self.NAME)

    def close(self, turn: Turn, reply: Reply) -> Reply:
        """Complete a reply: offer more help, forget what is settled, choose what runs next."""
        if reply.followup or reply.takes_up:
            # The action that runs next decides what is settled.
            moved = replace(reply, messages=_with_notice(turn, reply.messages))
            if slots.PENDING_ACTION not in reply.slots:
                return moved
            displaced = demands.onward(turn, reply, over=False, holds=False)
            return moved.with_slots(**{slots.OPEN_DEMANDS: demands.as_slot(displaced.still)})
        reply = came_back(turn, reply, self.NAME)
        closed: dict[str, Any] = {slots.MISUNDERSTOOD: 0}
        leaves = reply.leaves_form
        if leaves:
            closed[slots.OPEN_CASE] = None
        if not self.INTERLUDE:
            closed |= {**self._question_closed(turn), slots.MORE_HELP_ASKED: False}
            if turn.active_loop:
                closed[slots.IDENTITY_REFUSALS] = turn.count(slots.IDENTITY_REFUSALS) + 1
                closed[slots.FORM_ASIDES] = turn.count(slots.FORM_ASIDES) + 1
                leaves = leaves or _moved_on(turn, reply)
        loop = None if leaves else turn.active_loop
        if leaves or turn.slots.get(slots.PENDING_ACTION) == self.NAME:
            closed[slots.PENDING_ACTION] = None
        over = loop is None and (reply.finished or reply.failed)
        holds = self.INTERLUDE or loop is not None
        onward = demands.onward(turn, reply, over=over, holds=holds)
        messages = reply.messages
        if onward.following is not None:
            messages = (*messages, demands.announced(turn, onward.following))
        elif reply.finished and loop is None and not demands.handed_over(reply):
            closed[slots.MORE_HELP_ASKED] = True
            messages = _with_more_help(turn, messages)
        left = {slots.OPEN_DEMANDS: demands.as_slot(onward.still)}
        changed = {
            name: value
            for name, value in {**closed, **reply.slots, **left}.items()
            if turn.slots.get(name) != value
        }
        return replace(
            reply,
            messages=_with_notice(turn, messages),
            slots=changed,
            followup=loop or LISTEN,
            leaves_form=leaves,
            takes_up=onward.following,
        )

    def _question_closed(self, turn: Turn) -> Mapping[str, Any]:
        """Return the slots for the open question: acted on by its own action, else set aside."""
        pending = turn.slots.get(slots.PENDING_CONFIRMATION)
        return settled() if pending and pending["action"] == self.NAME else set_aside(turn)


class InnerAction(ServiceAction, ABC):
    """An action that Rasa runs inside a form or before another action.

    It leaves open questions open, and what runs next to the form or to its own reply.
    """

    INTERLUDE: ClassVar[bool] = True

    def carried(self, turn: Turn) -> None:
        """Return None: what Rasa runs here was not chosen by the message."""

    def failing(self, turn: Turn, apology: Reply) -> Reply:
        """Apologise and offer a person: what runs next is not for this action to say."""
        return replace(apology, failed=True)

    def close(self, turn: Turn, reply: Reply) -> Reply:
        """Return the reply as it is."""
        return reply


class QueryAction(ServiceAction, ABC):
    """An action that answers one question about one number and may be followed up.

    Follow-ups (``那上个月呢``, ``换个号码查``) run the last one again with the new value.
    """

    def serve(self, turn: Turn) -> Reply:
        """Answer for the number the turn is about and remember that number."""
        number = turn.number()
        return self.answer(turn, number).with_slots(**{slots.ACCOUNT_NUMBER: number})

    @abstractmethod
    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer for `number`; the service called checks that the caller may ask."""

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Keep the topic and its parameters for a follow-up or for after verification."""
        return {
            slots.QUERY_TOPIC: self.NAME,
            slots.QUERY_MONTHS: [str(month) for month in turn.months(self.NAME)],
            slots.QUERY_RESOURCE: self.resource(turn),
            # Kept over other questions: 催一下 means the ticket that was spoken of last.
            slots.TICKET_ID: self.ticket_id(turn) or turn.slots.get(slots.TICKET_ID),
        }

    def resource(self, turn: Turn) -> str | None:
        """Return the resource asked for (data, voice, sms), or None for all."""
        return turn.inherited("resource", slots.QUERY_RESOURCE, self.NAME)

    def ticket_id(self, turn: Turn) -> str | None:
        """Return the ticket asked about, or None."""
        return turn.inherited("ticket_id", slots.TICKET_ID, self.NAME)


def _moved_on(turn: Turn, reply: Reply) -> bool:
    """Tell whether the customer has left the form's matter for another one.

    So it is when the other matter asks a question of its own (only one at a time, handbook §1),
    and at the second matter in a row.
    """
    asked = (slots.PENDING_CONFIRMATION, slots.OPEN_CASE)
    asks = any(reply.slots.get(slot) is not None for slot in asked)
    return asks or turn.count(slots.FORM_ASIDES) > 0


def _with_more_help(turn: Turn, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Put "anything else?" at the end of the last text, so that its buttons stay last."""
    line = turn.say("more_help")
    for index in range(len(messages) - 1, -1, -1):
        text = messages[index].text
        if text is not None:
            extended = replace(messages[index], text=f"{text}\n{line}")
            return (*messages[:index], extended, *messages[index + 1 :])
    return (*messages, Message(text=line))


def _with_notice(turn: Turn, messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Put the warning first when the customer sent a secret that nobody asked for (handbook §3)."""
    if not turn.secret_unasked:
        return messages
    key = "personal_unasked" if turn.is_personal else "secret_unasked"
    if turn.said_already(key):
        # By the action that sent the message on to this one.
        return () if turn.is_only_secret else messages
    notice = turn.message(key)
    return (notice,) if turn.is_only_secret else (notice, *messages)


def _said_again(turn: Turn, demand: Mapping[str, Any]) -> list[EventType]:
    """Return the events by which `demand` is the customer's next message.

    Same turn, same caller; no credential, for it was redeemed already.
    """
    metadata = {**turn.metadata, "credential": None, "opened": False, TAKEN_UP: demand["place"]}
    intent = {"name": demand["intent"], "confidence": 1.0}
    parsed = {
        "text": demand["text"],
        "intent": intent,
        "intent_ranking": [intent],
        "entities": demand["entities"],
        "metadata": metadata,
    }
    said = {**UserUttered(demand["text"], parsed), "metadata": metadata}
    return [ActionExecuted(LISTEN), said]


def _utter(dispatcher: CollectingDispatcher, message: Message) -> None:
    dispatcher.utter_message(
        text=message.text,
        buttons=[{"title": b.title, "payload": b.payload} for b in message.buttons],
        json_message=dict(message.custom) if message.custom else None,
    )


def _origin(error: Exception) -> str:
    """Return where `error` was raised as ``file:line``, for the log."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    if frame is None:
        return ""
    return f"{frame.tb_frame.f_code.co_name}:{frame.tb_lineno}"
