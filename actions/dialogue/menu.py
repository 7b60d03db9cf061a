"""What the bot can do, as a text and as quick replies."""

from __future__ import annotations

from actions.base import ServiceAction
from actions.confirmation import lapsed
from actions.refusals import person
from actions.turn import Button, Reply, Turn

MENU = (
    ("button_bill", "query_bill"),
    ("button_usage", "query_usage"),
    ("button_balance", "query_balance"),
    ("button_package", "query_current_package"),
    ("button_points", "query_points"),
    ("button_pay", "pay_bill"),
)

EVERYTHING = (
    ("button_bill", "query_bill"),
    ("button_usage", "query_usage"),
    ("button_pay", "pay_bill"),
    ("button_browse_packages", "browse_packages"),
    ("button_complain", "file_complaint"),
    ("button_report_fault", "report_fault"),
    ("button_progress", "query_progress"),
    ("button_report_loss", "report_loss"),
)
"""One of each kind, for whoever asks what there is."""

PATIENCE = 2
"""Times in a row that "what would you like?" is asked before a person is offered."""


def menu_buttons(turn: Turn) -> tuple[Button, ...]:
    """Return the most wanted matters as buttons."""
    return tuple(turn.button(key, intent) for key, intent in MENU)


def please_tell(turn: Turn) -> Reply:
    """Ask what is wanted; asked in vain again and again, offer a person instead."""
    if turn.running("please_tell") + turn.running("please_tell_person") >= PATIENCE:
        return Reply((turn.message("please_tell_person", person(turn), *menu_buttons(turn)),))
    return Reply((turn.message("please_tell", *menu_buttons(turn)),))


class AskMenu(ServiceAction):
    """Tells what can be done here."""

    NAME = "action_ask_menu"
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Name every kind of matter, with one of each as a button."""
        buttons = (turn.button(key, intent) for key, intent in EVERYTHING)
        return Reply((turn.message("menu", *buttons, person(turn)),), lapsed(turn))


class Greet(ServiceAction):
    """Greets back; after the gateway's opening line it does not greet twice."""

    NAME = "action_greet"
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Greet, or say no more than that it listens."""
        if turn.metadata.get("opened"):
            # The opening line has greeted and shown the menu; a second menu would ask twice.
            return Reply((turn.message("greet_opened"),), lapsed(turn))
        return Reply((turn.message("greet", *menu_buttons(turn)),), lapsed(turn))
