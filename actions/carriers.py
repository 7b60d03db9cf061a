"""Messages that are for another action than the one their intent's rule chose.

The NLU hears one message at a time; what it is for depends on what was asked before. Each carrier
knows one such kind of context. The edge (`actions.base`) asks them in the order of `CARRIERS`, and
the first that takes the message decides.

The contract of a carrier, which `tests/unit/actions/test_carriers.py` checks of all:

- it gets the turn and the name of the action chosen, and returns None to leave the message there;
- else it returns the reply in place of that action's: a `followup` to the action that the message
  is for, or an answer of its own that leaves what is open as it was;
- it only reads, raises nothing, and never sends a message on to the action it was chosen for: the
  next action is asked alike, and would go round in circles;
- a button of ours is no words: carriers judge by what was said, or by the button's own entity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actions import demands, offers
from actions.cases import carrying as cases
from actions.cases import noting
from actions.knowledge import carrying as knowledge
from actions.orders import choosing
from actions.security import carrying as security
from actions.turn import Reply, Turn

Carrier = Callable[[Turn, str], Reply | None]
"""Turn and chosen action → the reply in its place, or None."""

CARRIERS: Mapping[str, Carrier] = {
    # 查本机号码, asked in the middle of anything.
    "own_number": security.asks_number,
    # A word of court or police, or the answer to what a complaint or fault asks.
    "cases": cases.carried,
    # Several demands at once, a question beside a code, or some demands dropped.
    "demands": demands.carried,
    # More of the story, told while the number of a complaint is verified.
    "noting": noting.carried,
    # 谁查过我的信息, a corrected value, the no that declines to stay.
    "security": security.carried,
    # A name, a price, a number of things or a place in the list told last.
    "choosing": choosing.carried,
    # An amount for, or a remark on, the question that is open.
    "offers": offers.carried,
    # A question that names no matter, asked after an article of the knowledge base.
    "knowledge": knowledge.carried,
}
"""Asked in this order: the narrower the context, the earlier."""


def carried(turn: Turn, action: str) -> Reply | None:
    """Return the reply when the message is for another action than `action` after all, or None."""
    for carry in CARRIERS.values():
        reply = carry(turn, action)
        if reply is not None:
            return reply
    return None
