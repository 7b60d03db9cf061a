"""Matters that a specialist finishes: said so, agreed to, registered (handbook §4, §5).

Nothing is registered without an explicit yes; every registration names its number and due time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.errors import IdentityNeeded
from accounts.tickets import Ticket
from actions import demands, slots
from actions.agreed import AgreedAction
from actions.base import ServiceAction
from actions.confirmation import awaiting, once, yes_button
from actions.handing_over import ASKED, FIVE_STARS, handed_over, has_desk, over, reason_to_ask
from actions.offers import OPEN_TICKET
from actions.refusals import person
from actions.turn import Message, Reply, Turn, command

ANSWER_HOURS = 48
"""Hours within which a matter is answered (handbook §5)."""
CALLBACK_HOURS = 24
"""Hours within which a person calls back: a choice of ours, half of `ANSWER_HOURS`."""
SUMMARY_CHARS = 200
"""Longest part of the customer's own words that goes into a ticket."""

_ANONYMOUS = frozenset({"suggestion", "consult"})
"""Kinds of tickets that concern no account: they can be followed by their number alone."""
_FIVE = 5
_JOINED = "fault"
"""Kind of tickets whose repetition joins the open one (handbook §5)."""
_MIXED = frozenset({"business", "consult", "suggestion"})
"""Kinds under which matters of every sort are registered, told apart by their title."""
CLOSED = ("resolved", "confirmed")
"""States in which a ticket is over."""


class OpenTicket(AgreedAction):
    """Registers what was agreed to and repeats the ticket's number and due time."""

    NAME = OPEN_TICKET

    def act(self, turn: Turn, data: Mapping[str, Any]) -> Reply:
        """Open the ticket, once the caller has proved a number when the matter needs one.

        A matter that is registered already is told instead of registered again.
        """
        number = _answered_at(turn, data)
        earlier = None if number is None else _registered(turn, number, data)
        if earlier:
            return _already(turn, earlier, data)
        ticket = turn.services.accounts.tickets.open(
            once(turn),
            number,
            kind=str(data["kind"]),
            summary=str(data["summary"]),
            due_hours=int(data["hours"]),
            subject=data.get("subject"),
            details=data.get("details"),
            join=data["kind"] == _JOINED,
        )
        key = "ticket_opened" if number else "ticket_opened_anonymous"
        key = "ticket_opened_case" if data.get("subject") else key
        progress = turn.button("button_progress", "query_progress", ticket_id=ticket.id)
        told = turn.message(key, progress, ticket=ticket.id, due=ticket.due_at)
        kept: dict[str, Any] = {slots.TICKET_ID: ticket.id}
        if data["kind"] == _JOINED and number:
            # Reported again in this conversation, it is known which number is meant.
            kept[slots.ACCOUNT_NUMBER] = number
        if (turn.slots.get(slots.OPEN_CASE) or {}).get("kind") == data["kind"]:
            kept[slots.OPEN_CASE] = None
        return Reply((told, *_with_agent(turn, number, data)), slots=kept, finished=True)


def _with_agent(turn: Turn, number: str | None, data: Mapping[str, Any]) -> tuple[Message, ...]:
    """Return the hand-over of a five-star customer's complaint (handbook §6); why is not told."""
    if number is None or data["kind"] != "complaint":
        return ()
    stars = turn.services.accounts.grading.stars(turn.caller, number)
    return over(turn, FIVE_STARS) if stars == _FIVE else ()


def _answered_at(turn: Turn, data: Mapping[str, Any]) -> str | None:
    """Return the number at which the matter is answered; raises IdentityNeeded.

    A fault is answered at the number that is named: who has no signal receives no code.
    """
    proved = turn.services.accounts.identity.verified_number(turn.caller)
    named = data.get("number")
    if data["kind"] == _JOINED and named:
        return str(named)
    if proved is None and data["kind"] not in _ANONYMOUS:
        # Nobody could answer a matter of an account that names no account.
        about = named or turn.slots.get(slots.ACCOUNT_NUMBER)
        raise IdentityNeeded(about, needs_password=False)
    return proved


def _registered(turn: Turn, number: str, data: Mapping[str, Any]) -> Ticket | None:
    """Return the open ticket of `number` that the agreed one would repeat, or None.

    A ticket of this very question is none: the same yes said twice. Of the kinds that hold many
    matters, only one with the same title is the same.
    """
    if data.get("anew") or data["kind"] == _JOINED:
        return None
    matter = str(data.get("matter") or "") if data["kind"] in _MIXED else ""
    asked = turn.slots[slots.PENDING_CONFIRMATION].get("at")
    try:
        known = turn.services.accounts.tickets.of(turn.caller, number)
    except IdentityNeeded:
        # A caller who is only recognised may register, but is not told of what is on file.
        return None
    for ticket in known:
        same = ticket.kind == data["kind"] and ticket.summary.startswith(matter)
        same = same and data.get("subject") in (None, ticket.subject)
        before = asked is None or ticket.opened_at < datetime.fromisoformat(asked)
        if same and before and ticket.state not in CLOSED:
            return ticket
    return None


def _already(turn: Turn, ticket: Ticket, data: Mapping[str, Any]) -> Reply:
    """Tell the open `ticket` and ask whether this is another matter, to be registered too."""
    key = "ticket_already_late" if ticket.overdue(turn.now) else "ticket_already"
    buttons = (
        turn.button("button_progress", "query_progress", ticket_id=ticket.id),
        yes_button(turn, "button_register_anew"),
        person(turn),
    )
    asked = awaiting(turn, OPEN_TICKET, **{**data, "anew": True})
    return Reply((turn.message(key, *buttons, ticket=ticket.id, due=ticket.due_at),), slots=asked)


class RequestHuman(ServiceAction):
    """Honours the wish for a person at once: a callback is registered, and the gateway told."""

    NAME = "action_request_human"

    def serve(self, turn: Turn) -> Reply:
        """Hand over; without a desk, open one callback ticket, or repeat its number."""
        if has_desk(turn):
            return self._connected(turn)
        opened = turn.slots.get(slots.CALLBACK_TICKET)
        if opened:
            message = turn.message("human_again", ticket=str(opened))
            rest = {slots.OPEN_DEMANDS: demands.as_slot(demands.besides_human(turn))}
            return Reply((message,), slots=rest, leaves_form=True, finished=True)
        number = turn.services.accounts.identity.verified_number(turn.caller)
        ticket = turn.services.accounts.tickets.open(
            turn.caller,
            number,
            kind="callback",
            summary=_summary(turn, _wish(turn)),
            due_hours=CALLBACK_HOURS,
            details=(turn.slots.get(slots.OPEN_CASE) or {}).get("data"),
        )
        key = "human_called" if number else "human_called_anonymous"
        message = turn.message(key, ticket=ticket.id, due=ticket.due_at)
        return Reply(
            (message, *_others(turn), command("handoff", ASKED)),
            slots={
                slots.CALLBACK_TICKET: ticket.id,
                slots.OPEN_DEMANDS: demands.as_slot(demands.besides_human(turn)),
            },
            leaves_form=True,
            finished=True,
        )

    def _connected(self, turn: Turn) -> Reply:
        """Say that a person comes; the gateway tells the place in the queue."""
        rest = {slots.OPEN_DEMANDS: demands.as_slot(demands.besides_human(turn))}
        told = turn.message("human_connecting")
        return handed_over(reason_to_ask(turn), told).with_slots(**rest)


def _wish(turn: Turn) -> str:
    """Return the summary's matter: a person, and what else was asked for and is not done."""
    rest = demands.besides_human(turn)
    if not rest:
        return turn.say("callback_summary")
    matters = " · ".join(demands.title(turn, each) for each in rest)
    return turn.say("callback_summary_demands", matters=matters)


def _others(turn: Turn) -> tuple[Message, ...]:
    """Return what to say of the demands that are not done, or nothing without any."""
    rest = demands.besides_human(turn)
    if not rest:
        return ()
    return (turn.message("demands_for_person", *demands.buttons(turn, rest)),)


def _summary(turn: Turn, title: str) -> str:
    """Return the matter and the customer's own words, so that nothing has to be said twice."""
    said = "" if turn.text.startswith("/") else turn.text[:SUMMARY_CHARS]
    return turn.say("ticket_summary", matter=title, words=said) if said else title
