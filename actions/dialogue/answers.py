"""Yes, no and bare values: what they mean depends on what was asked or spoken of last."""

from __future__ import annotations

from dataclasses import replace

from actions import demands, slots
from actions.base import ServiceAction
from actions.confirmation import open_question, overtaken, settled
from actions.dialogue.clarify import likely_intents
from actions.dialogue.closing import closing, farewell
from actions.dialogue.menu import menu_buttons, please_tell
from actions.forms.account import late_entry
from actions.forms.identity import late_outcome
from actions.offers import PAY_BILL, late
from actions.turn import Reply, Turn
from bot.text.pressing import refuses_matter

FOLLOW_UP = "action_follow_up"
USAGE = "action_query_usage"
TAKES_RESOURCE = frozenset({USAGE, "action_query_bill_detail"})


class Affirm(ServiceAction):
    """Carries out what was read back; a yes that comes too late has it read back again."""

    NAME = "action_affirm"
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Run the action that waits for this yes."""
        action = open_question(turn)
        if turn.metadata.get("opened"):
            # Read back before the conversation was closed; a yes now answers the opening line.
            return Reply((turn.message("greet_opened"),), slots=settled())
        if action and turn.slots.get(slots.PENDING_ACTION) != action:
            return Reply(followup=action)
        if turn.active_loop:
            return Reply()
        question = overtaken(turn)
        if question:
            return late(turn, question).with_slots(**{slots.MORE_HELP_ASKED: False})
        return please_tell(turn).with_slots(**{slots.MORE_HELP_ASKED: False})


class Deny(ServiceAction):
    """Drops what was read back or leaves the form; after "anything else?" it means goodbye.

    A no that brings a value is a correction (``不是这个月，是上个月``).
    """

    NAME = "action_deny"

    def serve(self, turn: Turn) -> Reply:
        """Decide by what was open; nothing is done without a yes."""
        if _topic_of(turn):
            return Reply(followup=FOLLOW_UP)
        if turn.active_loop or open_question(turn):
            dropped = Reply((turn.message("dropped"),), leaves_form=True, finished=True)
            return dropped.with_slots(**settled())
        if turn.metadata.get("opened"):
            return farewell(turn)
        if refuses_matter(turn.text) or turn.slots.get(slots.OPEN_DEMANDS):
            dropped = Reply((turn.message("dropped"),), finished=True)
            return dropped.with_slots(**settled())
        if turn.slots.get(slots.MORE_HELP_ASKED):
            return closing(turn)
        return Reply((turn.message("at_ease"),), slots=settled())


class FollowUp(ServiceAction):
    """Runs the last topic again with a new value, or the topic that the value belongs to.

    The topic inherits month, number and resource (`Turn.continues`).
    """

    NAME = FOLLOW_UP
    INTERLUDE = True

    def serve(self, turn: Turn) -> Reply:
        """Choose the topic; a number without one is kept and the matter asked for."""
        entry = late_entry(turn)
        if entry is not None:
            return entry
        told = late_outcome(turn)
        asked = demands.asked_beside(turn)
        if told and asked:
            begun = demands.course(demands.queued(asked, demands.open_demands(turn)))
            kept = {slots.OPEN_DEMANDS: demands.as_slot(begun.still)}
            return replace(told, takes_up=begun.following).with_slots(**kept)
        if told:
            return replace(told, messages=(*told.messages, *please_tell(turn).messages))
        topic = _topic_of(turn)
        if topic:
            return Reply(followup=topic)
        number = turn.value("phone_number")
        if number:
            message = turn.message("number_noted", *menu_buttons(turn), number=number)
            return Reply((message,), slots={slots.ACCOUNT_NUMBER: number})
        return Reply() if turn.active_loop else Reply(followup="action_clarify")


def _topic_of(turn: Turn) -> str | None:
    """Return the action that the values of this message ask for, or None without any."""
    last = turn.slots.get(slots.QUERY_TOPIC)
    if turn.value("ticket_id"):
        return "action_query_progress"
    if turn.value("amount") and (
        last == PAY_BILL or next(iter(likely_intents(turn)), "") == "pay_bill"
    ):
        return PAY_BILL
    if turn.value("resource"):
        return str(last) if last in TAKES_RESOURCE else USAGE
    if turn.value("month"):
        return str(last or "action_query_bill")
    if turn.value("phone_number") or "other_number" in turn.values("reference"):
        return str(last) if last else None
    return None
