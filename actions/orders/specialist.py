"""What people set up and no catalogue sells (副卡, 呼叫转移): pre-accepted (handbook §4)."""

from __future__ import annotations

from actions.queries.registering import offer_registration
from actions.tickets import ANSWER_HOURS, SUMMARY_CHARS
from actions.turn import Reply, Turn


def for_specialist(turn: Turn) -> Reply:
    """Offer to register the matter of this message; a yes opens a ticket."""
    title = turn.services.scripts.title(turn.intent) or ""
    words = "" if turn.text.startswith("/") else turn.text[:SUMMARY_CHARS]
    summary = turn.say("ticket_summary", matter=title, words=words) if words else title
    text = turn.say("order_by_specialist", hours=ANSWER_HOURS)
    return offer_registration(turn, text, kind="business", summary=summary, hours=ANSWER_HOURS)
