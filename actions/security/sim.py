"""补卡换卡 (handbook §3): what is needed, and a pre-acceptance (预受理) for a call back."""

from __future__ import annotations

from dataclasses import replace

from actions import slots
from actions.base import ServiceAction
from actions.queries.registering import offer_registration
from actions.tickets import ANSWER_HOURS, SUMMARY_CHARS
from actions.turn import Button, Reply, Turn
from bot.text.suspending import lost_something


class ReplaceSim(ServiceAction):
    """Says what a new card takes and offers to register it; a yes opens a ticket."""

    NAME = "action_replace_sim"

    def serve(self, turn: Turn) -> Reply:
        """Offer; who has lost the card is shown first how to stop it."""
        lost = lost_something(turn.text)
        text = turn.say("sim_offer_lost" if lost else "sim_offer", hours=ANSWER_HOURS)
        more = (turn.button("button_loss", "report_loss"),) if lost else ()
        return pre_accepted(turn, text, more=more)


def pre_accepted(turn: Turn, text: str, *, more: tuple[Button, ...] = ()) -> Reply:
    """Return the offer to register the matter of this message for a specialist (§4)."""
    title = turn.services.scripts.title(turn.intent) or turn.say("pre_acceptance")
    words = "" if turn.text.startswith("/") else turn.text[:SUMMARY_CHARS]
    summary = turn.say("ticket_summary", matter=title, words=words) if words else title
    offered = offer_registration(
        turn, text, kind="business", summary=summary, hours=ANSWER_HOURS, more=more
    )
    asked = offered.slots[slots.PENDING_CONFIRMATION]
    # The title alone tells this matter from others of its kind, whatever words came with it.
    named = {**asked, "data": {**asked["data"], "matter": title}}
    return replace(offered, slots={**offered.slots, slots.PENDING_CONFIRMATION: named})
