"""After the work (handbook §5): urging, whether it is solved, the rating, reopening."""

from __future__ import annotations

from accounts.errors import NotFound
from accounts.tickets import Ticket, TicketRefused
from actions import slots
from actions.base import QueryAction, ServiceAction
from actions.cases import asking
from actions.cases import case as cases
from actions.cases.asking import RATING, SOLVED, ask_result
from actions.cases.case import PATIENCE, Case, answered, words
from actions.queries.progress import URGE
from actions.refusals import person
from actions.ticket_words import state_of
from actions.turn import Button, Reply, Turn, payload
from bot.text.score import score_of
from bot.text.trying import outcome_of

MOST_BUTTONS = 3
_TICKET = "ticket"


class UrgeTicket(QueryAction):
    """催单: raises the priority, at most once an hour, and tells how it stands."""

    NAME = URGE

    def serve(self, turn: Turn) -> Reply:
        """Urge the ticket named, the one spoken of last, or the only open one of the number."""
        named = self.ticket_id(turn)
        ticket_id = named or turn.slots.get(slots.TICKET_ID)
        if ticket_id:
            try:
                return self._urged(turn, str(ticket_id))
            except NotFound:
                # Perhaps theirs: verification comes first, whether or not there is such a ticket.
                number = turn.number()
                turn.services.accounts.tickets.of(turn.caller, number)
                if named:
                    raise
        return super().serve(turn)

    def answer(self, turn: Turn, number: str) -> Reply:
        """Urge the only open ticket of `number`, or ask which."""
        known = turn.services.accounts.tickets.of(turn.caller, number)
        alive = [each for each in known if not each.is_over]
        if len(alive) == 1:
            return self._urged(turn, alive[0].id)
        if alive:
            buttons = (_urge_button(turn, each) for each in alive[:MOST_BUTTONS])
            return Reply((turn.message("ticket_urge_which", *buttons),))
        resolved = next((each for each in known if each.state == "resolved"), None)
        if resolved:
            return ask_result(turn, resolved.id)
        return Reply((turn.message("ticket_urge_none", person(turn)),), finished=True)

    def _urged(self, turn: Turn, ticket_id: str) -> Reply:
        urged = turn.services.accounts.tickets.urge(turn.caller, ticket_id)
        ticket = urged.ticket
        if ticket.state == "resolved":
            return ask_result(turn, ticket.id)
        if ticket.is_over:
            return Reply(followup="action_query_progress")
        late = ticket.overdue(turn.now)
        again = "ticket_urged_late" if late else "ticket_urged"
        told = turn.message(
            again if urged.counted else "ticket_urged_again",
            turn.button("button_progress", "query_progress", ticket_id=ticket.id),
            person(turn),
            ticket=ticket.id,
            state=state_of(turn, ticket),
            due=ticket.due_at,
        )
        return Reply((told,), slots={slots.TICKET_ID: ticket.id}, finished=True)


class TicketResult(ServiceAction):
    """Takes the customer's word on a resolved ticket: solved and rated, or reopened."""

    NAME = cases.ACTIONS[cases.RESULT]

    def serve(self, turn: Turn) -> Reply:
        """Confirm, reopen or rate the ticket that was asked about."""
        case = Case.of(turn, cases.RESULT)
        if case is None or case.asking is None:
            return Reply((turn.message("case_over"),))
        try:
            if case.asking == RATING:
                return self._rated(turn, case)
            return self._judged(turn, case)
        except TicketRefused:
            # Another device, or staff, moved it meanwhile.
            ticket = turn.services.accounts.tickets.progress(turn.caller, str(case.data[_TICKET]))
            told = turn.message("ticket_not_over", ticket=ticket.id, state=state_of(turn, ticket))
            return Reply((told,), slots=cases.CLOSED, finished=True)

    def _judged(self, turn: Turn, case: Case) -> Reply:
        tickets, ticket_id = turn.services.accounts.tickets, str(case.data[_TICKET])
        pressed, said = answered(turn), outcome_of(words(turn))
        if pressed and pressed[0] == SOLVED:
            solved: bool | None = pressed[1] == "yes"
        elif said in ("solved", "unsolved"):
            solved = said == "solved"
        else:
            solved = {"affirm": True, "deny": False}.get(turn.intent)
        if solved is None:
            return _unclear(turn, case)
        if solved:
            tickets.confirm(turn.caller, ticket_id)
            return asking.put(turn, case.told().asked(RATING))
        ticket = tickets.reopen(turn.caller, ticket_id, words(turn))
        told = turn.message(
            "ticket_reopened_now", person(turn), ticket=ticket.id, due=ticket.due_at
        )
        return Reply((told,), slots=cases.CLOSED, finished=True)

    def _rated(self, turn: Turn, case: Case) -> Reply:
        pressed = answered(turn)
        score = int(pressed[1]) if pressed and pressed[0] == RATING else score_of(words(turn))
        if score is None:
            return _unclear(turn, case)
        rated = turn.services.accounts.tickets.rate(turn.caller, str(case.data[_TICKET]), score)
        if rated.state == "reopened":
            low = {"ticket": rated.id, "due": rated.due_at}
            told = turn.message("ticket_rated_low", person(turn), **low)
        else:
            told = turn.message("ticket_rated", score=score)
        return Reply((told,), slots=cases.CLOSED, finished=True)


def _unclear(turn: Turn, case: Case) -> Reply:
    if case.tries >= PATIENCE:
        return Reply((turn.message("at_ease"),), slots=cases.CLOSED, finished=True)
    return asking.put(turn, case.tried())


def _urge_button(turn: Turn, ticket: Ticket) -> Button:
    title = turn.say("button_urge_ticket", ticket=ticket.id)
    return Button(title, payload("query_progress", ticket_id=ticket.id, answer="urge:yes"))
