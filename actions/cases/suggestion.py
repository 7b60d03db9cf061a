"""建议与表扬: thanked for and recorded; no account is touched, so no yes is asked for."""

from __future__ import annotations

from accounts.tickets import promised_hours
from actions import slots
from actions.base import ServiceAction
from actions.cases import asking
from actions.cases import case as cases
from actions.cases.asking import WHAT
from actions.cases.case import PATIENCE, Case, words
from actions.turn import Reply, Turn
from bot.text.wishes import has_substance, is_nothing

_CHARS = 300
_SHORTEST = 10
"""Characters from which words beside an open question are a suggestion: nothing is asked before it
is registered, so in doubt it is not."""


class GiveSuggestion(ServiceAction):
    """Records a suggestion in the customer's own words; asks for it when it was only announced."""

    NAME = cases.ACTIONS[cases.SUGGESTION]

    def serve(self, turn: Turn) -> Reply:
        """Record, or ask what it is; after two answers that say nothing, leave it."""
        case, said = Case.of(turn, cases.SUGGESTION), words(turn)
        if case is None and _is_aside(turn, said):
            return Reply(followup="action_clarify")
        declined = case is not None and _declines(turn, said)
        if has_substance(said) and not declined:
            return _recorded(turn, said[:_CHARS])
        if case is None:
            begun = Case.begin(turn, cases.SUGGESTION)
            return asking.put(turn, begun.asked(WHAT))
        if declined or turn.intent == "deny" or case.tries >= PATIENCE:
            return Reply((turn.message("at_ease"),), slots=cases.CLOSED, finished=True)
        return asking.put(turn, case.tried())


def _is_aside(turn: Turn, said: str) -> bool:
    """Tell whether few words beside an open question only sound like a suggestion (我得考虑下)."""
    open_ones = (slots.PENDING_CONFIRMATION, slots.SHOWN_ITEMS)
    asked = turn.active_loop or any(turn.slots.get(slot) for slot in open_ones)
    return bool(asked) and len(said) < _SHORTEST


def _declines(turn: Turn, said: str) -> bool:
    """Tell whether the customer would rather say nothing: few words of no are no suggestion."""
    return is_nothing(said) or (turn.intent == "deny" and len(said) < _SHORTEST)


def _recorded(turn: Turn, said: str) -> Reply:
    title = turn.services.scripts.title("give_suggestion") or ""
    ticket = turn.services.accounts.tickets.open(
        turn.caller,
        turn.services.accounts.identity.verified_number(turn.caller),
        kind=cases.SUGGESTION,
        summary=turn.say("ticket_summary", matter=title, words=said),
        due_hours=promised_hours(cases.SUGGESTION, None),
        details={WHAT: said},
    )
    thanks = turn.message("suggestion_taken", ticket=ticket.id, words=said)
    return Reply((thanks,), slots={**cases.CLOSED, slots.TICKET_ID: ticket.id}, finished=True)
