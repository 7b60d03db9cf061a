"""What happens when the identity form ends: the action that waited for it runs."""

from __future__ import annotations

from actions import slots
from actions.base import LISTEN, InnerAction
from actions.forms.identity import ACCEPTED
from actions.turn import Reply, Turn


class Resume(InnerAction):
    """Runs the pending action once the number is verified; otherwise waits for the customer."""

    NAME = "action_resume"

    def serve(self, turn: Turn) -> Reply:
        """Say nothing: the pending action answers, or the form has said why it ended."""
        pending = turn.slots.get(slots.PENDING_ACTION)
        if pending and turn.slots.get(slots.IDENTITY_CREDENTIAL) == ACCEPTED:
            return Reply(followup=str(pending))
        return Reply(slots={slots.PENDING_ACTION: None}, followup=LISTEN)
