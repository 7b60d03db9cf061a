"""What is not a matter of the centre: small talk, other trades, "are you a robot?", anger.

Each says something of its own, so a "yes" after it is no longer the answer to what was read back
before: the question lapses and is read back again (`actions.confirmation`).
"""

from __future__ import annotations

from actions import slots
from actions.base import ServiceAction
from actions.cases.case import Case
from actions.confirmation import lapsed
from actions.dialogue.menu import menu_buttons
from actions.handing_over import ANGER, TWICE, handed_over, is_staffed
from actions.offers import offered_again, ticket_offer
from actions.refusals import person
from actions.turn import Reply, Turn


class BotChallenge(ServiceAction):
    """Says honestly that it is a robot, and that a person can be had."""

    NAME = "action_bot_challenge"
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Name the service and offer a person."""
        service = turn.services.accounts.catalogue.operator().service_name
        line = turn.message("bot_challenge", person(turn), service=service)
        return Reply((line,), lapsed(turn))


class Chitchat(ServiceAction):
    """Answers kindly and leads back."""

    NAME = "action_chitchat"
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Say a friendly line with the menu."""
        return Reply((turn.message("chitchat", *menu_buttons(turn)),), lapsed(turn))


class OutOfScope(ServiceAction):
    """Says what can be done here instead."""

    NAME = "action_out_of_scope"
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Say that this is another trade, with the menu."""
        return Reply((turn.message("out_of_scope", *menu_buttons(turn)),), lapsed(turn))


class ExpressAnger(ServiceAction):
    """Acknowledges the feeling first; at the second sign offers a person (handbook §1)."""

    NAME = "action_express_anger"
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Empathise and ask for the matter, or offer a person."""
        signs = turn.count(slots.ANGER_SIGNS) + 1
        kept = {slots.ANGER_SIGNS: signs}
        offer = ticket_offer(turn)
        if offer and not turn.active_loop:
            # A remedy is on the table: asking what happened would take it away again.
            return offered_again(turn, "offer_anger", offer).with_slots(**kept)
        if signs >= TWICE and is_staffed(turn):
            return handed_over(ANGER, turn.message("anger_connecting"))
        key = "anger_again" if signs > 1 else "anger_first"
        if Case.of(turn) or turn.active_loop:
            # What happened is being asked already; the question follows of itself.
            key = "anger_in_case" if signs == 1 else "anger_again_in_case"
        buttons = (person(turn),) if signs > 1 else ()
        return Reply((turn.message(key, *buttons),), slots={**kept, **lapsed(turn)})
