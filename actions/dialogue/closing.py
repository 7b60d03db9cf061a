"""Ending: goodbye, thanks, and stopping what was begun (handbook §1, closing)."""

from __future__ import annotations

from actions import demands, slots
from actions.base import ServiceAction
from actions.confirmation import settled
from actions.dialogue.menu import menu_buttons
from actions.turn import Message, Reply, Turn, command

RATING_SCALE = 5


def closing(turn: Turn) -> Reply:
    """Return the closing script with the request for a rating, and close the conversation.

    Only for a customer who has said that nothing more is needed.
    """
    rating = Message(custom={"type": "rating", "scale": RATING_SCALE})
    ended = command("close", "customer_done")
    return Reply((turn.message("closing"), rating, ended), leaves_form=True)


def farewell(turn: Turn) -> Reply:
    """Return a short goodbye to a customer whose conversation has not begun again.

    They have been asked for a rating already, or have said nothing to be rated.
    """
    return Reply((turn.message("farewell"),))


class Goodbye(ServiceAction):
    """Closes when the customer says goodbye, whatever was open: it can be taken up again."""

    NAME = "action_goodbye"

    def serve(self, turn: Turn) -> Reply:
        """Say the closing script, or only goodbye when nothing was spoken of."""
        return farewell(turn) if turn.metadata.get("opened") else closing(turn)


class Thanks(ServiceAction):
    """Answers thanks; after a finished matter they end the conversation."""

    NAME = "action_thanks"
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Close after "anything else?", stay in an unfinished matter, else ask for more."""
        if turn.metadata.get("opened"):
            return farewell(turn)
        if turn.slots.get(slots.MORE_HELP_ASKED):
            return closing(turn).with_slots(**{slots.MORE_HELP_ASKED: False})
        waiting = (slots.PENDING_CONFIRMATION, slots.OPEN_DEMANDS)
        unfinished = turn.active_loop or any(turn.slots.get(slot) for slot in waiting)
        return Reply((turn.message("thanks"),), finished=not unfinished)


class Stop(ServiceAction):
    """Stops what was begun; nothing of it is done."""

    NAME = "action_stop"

    def serve(self, turn: Turn) -> Reply:
        """Say that it is stopped and what else can be done; of several demands, all stop."""
        rest = [each for each in demands.open_demands(turn) if not each["begun"]]
        stopped = turn.message("stopped", *(demands.buttons(turn, rest) or menu_buttons(turn)))
        kept = {**settled(), slots.OPEN_DEMANDS: None, slots.REFUSED_ORDER: None}
        return Reply((stopped,), slots=kept, leaves_form=True, finished=True)


class Wait(ServiceAction):
    """Waits; everything stays open."""

    NAME = "action_wait"
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Say that there is no hurry."""
        return Reply((turn.message("wait"),))
