"""What was not understood, but the knowledge base knows: an article, or a piece of the last one."""

from __future__ import annotations

from actions import slots
from actions.knowledge.followup import followed_piece
from actions.knowledge.names import ANSWER
from actions.turn import Turn
from bot.knowledge.model import Reader

PLAINLY = 0.40
"""Probability from which an article answers a message whose intent was not understood."""
_AMONG = 3
"""Likeliest intents among which a general question must be."""


def answered_after_all(turn: Turn) -> bool:
    """Tell whether the knowledge base answers a message that was not understood.

    A follow-up of what was told last (那要带什么), or plainly an article's question that may be
    a general one by its likeliest intents.
    """
    if turn.active_loop or turn.text.startswith("/"):
        return False
    if turn.slots.get(slots.QUERY_TOPIC) == ANSWER and followed_piece(turn, turn.text) is not None:
        return True
    likeliest = {str(each.get("name")) for each in turn.ranking[: _AMONG + 1]}
    if "faq" not in likeliest:
        return False
    found = turn.services.knowledge.search(turn.text, Reader.CUSTOMER, 1, turn.known)
    return bool(found) and found[0].score >= PLAINLY
