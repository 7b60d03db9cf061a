"""要钱不, 要等几天, 怎么加 after an article: they name no matter, so they are about that one."""

from __future__ import annotations

from actions import slots
from actions.knowledge.followup import kept, section_named
from actions.knowledge.matter import names_no_matter
from actions.knowledge.names import ANSWER
from actions.turn import Reply, Turn

_OWN = frozenset({"affirm", "deny", "stop", "request_human", "file_complaint"})
"""Intents that are meant whatever was told before."""
_OPEN = (slots.PENDING_CONFIRMATION, slots.PENDING_ACTION, slots.OPEN_CASE)


def carried(turn: Turn, action: str) -> Reply | None:
    """Send a question without a matter, or a heading, to the article told last; else return None.

    Whatever is open comes first, and so does what else is named in the message.
    """
    if (
        action == ANSWER
        or turn.slots.get(slots.QUERY_TOPIC) != ANSWER
        or not kept(turn).get("code")
    ):
        return None
    if turn.active_loop or any(turn.slots.get(each) for each in _OPEN):
        return None
    alone = names_no_matter(turn.text) and not turn.entities and turn.intent not in _OWN
    # The heading of a section, word for word, is its button typed.
    return Reply(followup=ANSWER) if alone or section_named(turn, turn.text) else None
