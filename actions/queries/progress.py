"""办理进度 (handbook §5): the state first, then the promised time; being late is apologised for."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.errors import NotFound
from accounts.tickets import Ticket
from actions import slots
from actions.base import QueryAction
from actions.refusals import person
from actions.turn import Button, Message, Reply, Turn, payload

MOST_LINES = 5
MOST_BUTTONS = 3
DISPUTE = "dispute"
"""Kind of the tickets that question a charge."""
_OVER = ("resolved", "confirmed")
_KINDS: Mapping[str, str] = {
    "fault": "ticket_kind_fault",
    "complaint": "ticket_kind_complaint",
    DISPUTE: "ticket_kind_dispute",
    "business": "ticket_kind_business",
    "callback": "ticket_kind_callback",
    "suggestion": "ticket_kind_suggestion",
    "consult": "ticket_kind_consult",
}
_STATES: Mapping[str, str] = {
    "submitted": "ticket_state_submitted",
    "assigned": "ticket_state_assigned",
    "processing": "ticket_state_processing",
    "resolved": "ticket_state_resolved",
    "confirmed": "ticket_state_confirmed",
    "reopened": "ticket_state_reopened",
}


class QueryProgress(QueryAction):
    """Says how one ticket stands, or lists those of the number."""

    NAME = "action_query_progress"

    def serve(self, turn: Turn) -> Reply:
        """Answer for the ticket named, which needs no number when this conversation opened it."""
        ticket_id = self.ticket_id(turn)
        if ticket_id is None:
            return super().serve(turn)
        tickets = turn.services.accounts.tickets
        try:
            ticket = tickets.progress(turn.caller, ticket_id)
        except NotFound:
            # Perhaps it is theirs and they have not said who they are: verification comes first,
            # whether or not there is such a ticket.
            number = turn.number()
            tickets.of(turn.caller, number)
            raise
        return Reply((_one(turn, ticket),), slots={slots.TICKET_ID: ticket.id}, finished=True)

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the tickets of `number`."""
        found = turn.services.accounts.tickets.of(turn.caller, number)
        if not found:
            none = turn.message("progress_none", person(turn), number=number)
            return Reply((none,), finished=True)
        if len(found) == 1:
            return Reply((_one(turn, found[0]),), finished=True)
        open_ones = [each for each in found if each.state not in _OVER]
        head = turn.say("progress_list", number=number, open=len(open_ones), count=len(found))
        lines = (head, *(_line(turn, each) for each in found[:MOST_LINES]))
        buttons = tuple(_button(turn, each) for each in (open_ones or found)[:MOST_BUTTONS])
        return Reply((Message("\n".join(lines), buttons),), finished=True)


def _one(turn: Turn, ticket: Ticket) -> Message:
    state = turn.say(
        "progress_state", ticket=ticket.id, kind=_kind(turn, ticket), state=_state(turn, ticket)
    )
    return Message(f"{state}\n{_times(turn, ticket)}", (person(turn),))


def _times(turn: Turn, ticket: Ticket) -> str:
    if ticket.state == "resolved":
        return turn.say("progress_resolved", opened=ticket.opened_at)
    if ticket.state == "confirmed":
        return turn.say("progress_confirmed", opened=ticket.opened_at)
    key = "progress_overdue" if ticket.overdue(turn.now) else "progress_due"
    return turn.say(key, opened=ticket.opened_at, due=ticket.due_at)


def _line(turn: Turn, ticket: Ticket) -> str:
    words = {"ticket": ticket.id, "kind": _kind(turn, ticket), "state": _state(turn, ticket)}
    if ticket.overdue(turn.now):
        return turn.say("progress_line_overdue", **words, due=ticket.due_at)
    return turn.say("progress_line", **words, opened=ticket.opened_at)


def _button(turn: Turn, ticket: Ticket) -> Button:
    title = turn.say("button_ticket", ticket=ticket.id)
    return Button(title, payload("query_progress", ticket_id=ticket.id))


def _kind(turn: Turn, ticket: Ticket) -> str:
    return turn.say(_KINDS.get(ticket.kind, "ticket_kind_other"))


def _state(turn: Turn, ticket: Ticket) -> str:
    return turn.say(_STATES[ticket.state])
