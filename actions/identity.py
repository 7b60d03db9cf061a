"""What happens when the identity form ends: the action that waited for it runs."""

from __future__ import annotations

from actions import demands, slots
from actions.base import InnerAction
from actions.forms.identity import ACCEPTED
from actions.turn import LISTEN, Reply, Turn


class Resume(InnerAction):
    """Runs the pending action once the number is verified; otherwise waits for the customer."""

    NAME = "action_resume"

    def serve(self, turn: Turn) -> Reply:
        """Say nothing: the pending action answers, or the form has said why it ended."""
        pending = turn.slots.get(slots.PENDING_ACTION)
        if pending and turn.slots.get(slots.IDENTITY_CREDENTIAL) == ACCEPTED:
            return Reply(followup=str(pending))
        ended = {slots.PENDING_ACTION: None}
        rest = [each for each in demands.open_demands(turn) if not each["begun"]]
        if not rest:
            left = {slots.OPEN_DEMANDS: None} if demands.open_demands(turn) else {}
            return Reply(slots={**ended, **left}, followup=LISTEN)
        # Most demands need the same number: they wait until the customer takes one up.
        kept = turn.message("demands_kept", *demands.buttons(turn, rest))
        return Reply((kept,), slots={**ended, slots.OPEN_DEMANDS: rest}, followup=LISTEN)
