"""办理进度 (handbook §5): the state first, then the promised time; being late is apologised for."""

from __future__ import annotations

from contextlib import suppress

from accounts.errors import NotFound
from accounts.tickets import Ticket
from actions import slots
from actions.base import QueryAction
from actions.cases.asking import ask_result
from actions.cases.case import answered
from actions.orders.names import ORDER_ID
from actions.orders.standing import order_lines, order_told, revoke_buttons
from actions.refusals import person
from actions.ticket_words import kind_of, state_of
from actions.turn import Button, Message, Reply, Turn, payload
from bot.text.pressing import urges

MOST_LINES = 5
MOST_BUTTONS = 3
URGE = "action_urge_ticket"


class QueryProgress(QueryAction):
    """Says how one ticket stands, or lists those of the number."""

    NAME = "action_query_progress"

    def serve(self, turn: Turn) -> Reply:
        """Answer for the ticket named, which needs no number when this conversation opened it."""
        ticket_id = self.ticket_id(turn)
        if ticket_id is not None and ticket_id.startswith(ORDER_ID):
            return order_told(turn, ticket_id)
        if answered(turn) == ("urge", "yes") or (
            turn.intent == "query_progress" and urges(turn.text)
        ):
            return Reply(followup=URGE)
        tickets = turn.services.accounts.tickets
        if ticket_id is None:
            opened_here = _opened_here(turn)
            return _answer(turn, opened_here) if opened_here else super().serve(turn)
        try:
            ticket = tickets.progress(turn.caller, ticket_id)
        except NotFound:
            # Perhaps it is theirs and they have not said who they are: verification comes first,
            # whether or not there is such a ticket.
            number = turn.number()
            tickets.of(turn.caller, number)
            raise
        return _answer(turn, ticket)

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the tickets of `number`."""
        found = turn.services.accounts.tickets.of(turn.caller, number)
        ordered = order_lines(turn, number)
        if not found and ordered:
            buttons = (*revoke_buttons(turn, number), person(turn))
            return Reply((Message("\n".join(ordered), buttons),), finished=True)
        if not found:
            none = turn.message("progress_none", person(turn), number=number)
            return Reply((none,), finished=True)
        if len(found) == 1 and not ordered:
            return _answer(turn, found[0])
        open_ones = [each for each in found if not each.is_over]
        head = turn.say("progress_list", number=number, open=len(open_ones), count=len(found))
        lines = (head, *(_line(turn, each) for each in found[:MOST_LINES]), *ordered)
        buttons = tuple(_button(turn, each) for each in (open_ones or found)[:MOST_BUTTONS])
        return Reply((Message("\n".join(lines), buttons),), finished=True)


def _opened_here(turn: Turn) -> Ticket | None:
    """Return the ticket spoken of last, for a customer who has proved no number and names none."""
    last = turn.slots.get(slots.TICKET_ID)
    proved = turn.services.accounts.identity.verified_number(turn.caller)
    if not last or proved or turn.value("phone_number") or turn.values("reference"):
        return None
    with suppress(NotFound):
        return turn.services.accounts.tickets.progress(turn.caller, str(last))
    return None


def _answer(turn: Turn, ticket: Ticket) -> Reply:
    """Tell how one ticket stands; of a resolved one ask whether it is solved (handbook §5)."""
    kept = {slots.TICKET_ID: ticket.id}
    if ticket.state == "resolved":
        asked, outcome = ask_result(turn, ticket.id), ticket.history[-1].note
        told = (turn.message("progress_outcome", words=outcome),) if outcome else ()
        return Reply((*told, *asked.messages), slots={**kept, **asked.slots})
    return Reply((_one(turn, ticket),), slots=kept, finished=True)


def _state_line(turn: Turn, ticket: Ticket) -> str:
    values = {"kind": kind_of(turn, ticket), "state": state_of(turn, ticket)}
    return turn.say("progress_state", ticket=ticket.id, **values)


def _one(turn: Turn, ticket: Ticket) -> Message:
    urge = turn.button("button_urge", "query_progress", ticket_id=ticket.id, answer="urge:yes")
    buttons = (person(turn),) if ticket.is_over else (urge, person(turn))
    return Message(f"{_state_line(turn, ticket)}\n{_times(turn, ticket)}", buttons)


def _times(turn: Turn, ticket: Ticket) -> str:
    if ticket.state == "confirmed":
        return turn.say("progress_confirmed", opened=ticket.opened_at)
    key = "progress_overdue" if ticket.overdue(turn.now) else "progress_due"
    return turn.say(key, opened=ticket.opened_at, due=ticket.due_at)


def _line(turn: Turn, ticket: Ticket) -> str:
    words = {"ticket": ticket.id, "kind": kind_of(turn, ticket), "state": state_of(turn, ticket)}
    if ticket.overdue(turn.now):
        return turn.say("progress_line_overdue", **words, due=ticket.due_at)
    return turn.say("progress_line", **words, opened=ticket.opened_at)


def _button(turn: Turn, ticket: Ticket) -> Button:
    title = turn.say("button_ticket", ticket=ticket.id)
    return Button(title, payload("query_progress", ticket_id=ticket.id))
