"""Handing over to people (handbook §6): when, for what reason, and coming back from them.

The gateway says in the metadata how the desk stands. What the customer asked for is done as soon
as there is a desk at all; of its own accord the bot hands over only to somebody who is there.
"""

from __future__ import annotations

from dataclasses import replace

from actions import demands, slots
from actions.confirmation import set_aside
from actions.offers import OPEN_TICKET
from actions.turn import LISTEN, Message, Reply, Turn, command

ASKED, NOT_UNDERSTOOD, ANGER, THREAT = "customer_asked", "not_understood", "anger", "threat"
FAILED, LOCKED, OUTSIDE = "action_failed", "locked", "outside_channel"
RETENTION, FIVE_STARS = "retention", "five_star_complaint"
"""Reasons that go with the command and are recorded with the handoff."""

STAFFED = "staffed"
TWICE = 2
"""Failed understandings, or signs of anger, after which a person goes on."""


def has_desk(turn: Turn) -> bool:
    """Tell whether there is a desk to hand over to, whoever is at it now."""
    return turn.metadata.get("desk") is not None


def is_staffed(turn: Turn) -> bool:
    """Tell whether somebody is online to take over."""
    return bool(turn.metadata.get("desk") == STAFFED)


def over(turn: Turn, reason: str) -> tuple[Message, ...]:
    """Return the command that hands over, or nothing when nobody is there to.

    Without a desk it is said all the same: whoever runs the bot alone may act on it.
    """
    return (command("handoff", reason),) if is_staffed(turn) or not has_desk(turn) else ()


def handed_over(reason: str, *messages: Message) -> Reply:
    """Return the reply that ends in people's hands.

    Nothing is asked any more, and nothing is dropped: form, case and question stay for the
    matter that the agent is shown, and for a customer who comes back without having had one.
    """
    counted = {slots.MISUNDERSTOOD: 0, slots.ANGER_SIGNS: 0}
    return Reply((*messages, command("handoff", reason)), slots=counted, followup=LISTEN)


def reason_to_ask(turn: Turn) -> str:
    """Return why the customer wants a person: what a button was offered for, else their wish."""
    if not turn.text.startswith("/"):
        return ASKED
    if turn.count(slots.MISUNDERSTOOD) >= TWICE:
        return NOT_UNDERSTOOD
    if turn.count(slots.ANGER_SIGNS) >= TWICE:
        return ANGER
    pending = turn.slots.get(slots.PENDING_CONFIRMATION)
    return OUTSIDE if pending and pending.get("action") == OPEN_TICKET else ASKED


def after_failure(turn: Turn, reply: Reply) -> Reply:
    """Hand over after a failure of ours, worded by `reply`, when somebody is there."""
    if not is_staffed(turn):
        return reply
    told = tuple(replace(each, buttons=()) for each in reply.messages)
    return handed_over(FAILED, *told)


def came_back(turn: Turn) -> Reply | None:
    """Return the bot's first words after people, or None in any other turn.

    After an agent it begins with what they settled, and everything that was open is theirs: it is
    not asked again. Who came back from the queue alone goes on where they were.
    """
    returned = turn.metadata.get("returned")
    if not returned:
        return None
    counted = {slots.MISUNDERSTOOD: 0, slots.ANGER_SIGNS: 0}
    if not returned.get("agent"):
        return Reply((turn.message("back_from_queue"),), slots={**counted, **set_aside(turn)})
    settled = str(returned.get("settled") or "").strip()
    told = turn.message("back_settled", settled=settled) if settled else turn.message("back_plain")
    kept = {
        **counted,
        slots.PENDING_CONFIRMATION: None,
        slots.LAPSED_QUESTION: None,
        slots.OPEN_CASE: None,
        slots.OPEN_DEMANDS: demands.as_slot(()),
        slots.CALLBACK_TICKET: None,
        slots.ACCOUNT_WISH: None,
        slots.MORE_HELP_ASKED: True,
    }
    return Reply((told,), slots=kept, leaves_form=True)
