"""查本机号码: told masked to whom it is known, else how to find it out (handbook §3)."""

from __future__ import annotations

from actions.base import ServiceAction
from actions.dialogue.menu import menu_buttons
from actions.refusals import person
from actions.security.names import OWN_NUMBER
from actions.turn import Reply, Turn


class OwnNumber(ServiceAction):
    """Says which number this conversation is known to have, without the middle of it.

    The rest is for eyes that the channel or a credential does not vouch for: whoever holds the
    telephone finds it there.
    """

    NAME = OWN_NUMBER
    INTERLUDE = True

    def carried(self, turn: Turn) -> None:
        """Return None: chosen by what the message says, whatever is open."""

    def serve(self, turn: Turn) -> Reply:
        """Tell the recognised or proved number, or the ways to learn it."""
        proved = turn.services.accounts.identity.verified_number(turn.caller)
        number = turn.caller.recognised_number or proved
        if number is None:
            hotline = turn.services.accounts.catalogue.operator().hotline
            return Reply((turn.message("own_number_ways", person(turn), hotline=hotline),))
        key = "own_number" if turn.caller.recognised_number else "own_number_proved"
        buttons = () if turn.active_loop else menu_buttons(turn)
        return Reply((turn.message(key, *buttons, number=number),))
