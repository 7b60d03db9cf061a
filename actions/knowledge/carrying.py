"""要钱不, 要等几天, 怎么加 after an article: they name no matter, so they are about that one."""

from __future__ import annotations

from actions import slots
from actions.knowledge.followup import kept
from actions.knowledge.matter import names_no_matter
from actions.knowledge.names import ANSWER
from actions.turn import Reply, Turn

_OWN = frozenset({"affirm", "deny", "stop", "request_human", "file_complaint"})
"""Intents that are meant whatever was told before."""
_OPEN = (slots.PENDING_CONFIRMATION, slots.PENDING_ACTION, slots.OPEN_CASE)


def carried(turn: Turn, action: str) -> Reply | None:
    """Send a question without a matter of its own to the article told last; else return None.

    Whatever is open, or named in the message, comes first.
    """
    if (
        action == ANSWER
        or turn.slots.get(slots.QUERY_TOPIC) != ANSWER
        or not kept(turn).get("code")
    ):
        return None
    taken = turn.active_loop or turn.entities or any(turn.slots.get(each) for each in _OPEN)
    if taken or turn.intent in _OWN or not names_no_matter(turn.text):
        return None
    return Reply(followup=ANSWER)
