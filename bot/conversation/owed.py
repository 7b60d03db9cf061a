"""What the bot still owes for a customer's message that a crash or a failing log left behind."""

from __future__ import annotations

import enum
from datetime import datetime

from bot.conversation.messages import Author, Content, Logged, PendingTurn
from bot.conversation.model import Owner
from bot.conversation.outlet import say
from bot.conversation.ports import Transaction, Wording


class Debt(enum.Enum):
    """What is due for a turn that was not answered in its time."""

    NOTHING = "nothing"
    ANSWER = "answer"
    EXCUSE = "excuse"


def debt_of(tx: Transaction, *, turn: PendingTurn) -> Debt:
    """Return what the bot owes for `turn`: nothing where it is answered or people own.

    Once a later message has been answered, the old one is answered no more: an old "yes" would
    agree to what was asked since. The customer is told instead; a turn that is no message, but was
    given back by people, is settled in silence.
    """
    if tx.conversation.owner is not Owner.BOT or tx.owed(turn.seq) is None:
        return Debt.NOTHING
    if not tx.has_answered_after(turn.seq):
        return Debt.ANSWER
    if turn.returned is None:
        return Debt.EXCUSE
    # Not a message: the bot was to take up what people gave back, and has by answering.
    tx.settle(turn.seq)
    return Debt.NOTHING


def excused(
    tx: Transaction, *, turn: PendingTurn, wording: Wording, at: datetime
) -> tuple[Logged, ...]:
    """Settle `turn` with words that ask the customer to say it again; nothing if settled since."""
    if debt_of(tx, turn=turn) is not Debt.EXCUSE:
        return ()
    tx.settle(turn.seq)
    line = Content(text=wording.text("turn_overtaken", variant=turn.seq))
    return say(tx, Author.BOT, (line,), at, reply_to=turn.seq)
