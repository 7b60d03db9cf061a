"""曝光, 工信部, 起诉, 报警 (handbook §6): acknowledged, then handed over at once."""

from __future__ import annotations

from actions import slots
from actions.base import ServiceAction
from actions.cases import case as cases
from actions.cases.asking import WHAT
from actions.cases.carrying import THREAT
from actions.cases.case import Case, words
from actions.cases.complaint import begun
from actions.handing_over import THREAT as THREAT_REASON
from actions.handing_over import handed_over, is_staffed, over
from actions.turn import Reply, Turn

CALL_WITHIN_HOURS = 4
"""Hours within which a senior agent calls somebody who threatens: a choice of ours."""
_CHARS = 300


class HandleThreat(ServiceAction):
    """Hands over to a person with reason ``threat``; a call back is registered with it.

    Without a desk the conversation stays here: a complaint under way can be gone on with.
    """

    NAME = THREAT
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Open one callback a conversation; said again, repeat its number and hand over again."""
        if is_staffed(turn):
            told = turn.message("threat_connecting")
            return handed_over(THREAT_REASON, told).with_slots(**_case(turn).as_slot())
        opened = turn.slots.get(slots.CALLBACK_TICKET)
        kept = {**_case(turn).as_slot(), slots.ANGER_SIGNS: turn.count(slots.ANGER_SIGNS) + 1}
        on = turn.button("button_go_on_complaint", "file_complaint")
        to_person = over(turn, THREAT_REASON)
        if opened:
            again = turn.message("threat_again", on, ticket=str(opened))
            return Reply((again, *to_person), slots=kept, leaves_form=True)
        ticket = turn.services.accounts.tickets.open(
            turn.caller,
            turn.services.accounts.identity.verified_number(turn.caller),
            kind="callback",
            summary=turn.say("threat_summary", words=words(turn)[:_CHARS]),
            due_hours=CALL_WITHIN_HOURS,
            subject="threat",
        )
        told = turn.message("threat_heard", on, ticket=ticket.id, due=ticket.due_at)
        kept |= {slots.CALLBACK_TICKET: ticket.id, slots.TICKET_ID: ticket.id}
        return Reply((told, *to_person), slots=kept, leaves_form=True)


def _case(turn: Turn) -> Case:
    """Return the complaint as far as it was told, with nothing asked: a person goes on."""
    case, said = Case.of(turn, cases.COMPLAINT), words(turn)
    if case is None:
        return begun(turn)
    before = case.get(WHAT)
    return case.told(**{WHAT: (f"{before}；{said}" if before else said)[:_CHARS]}).asked(None)
