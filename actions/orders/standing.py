"""How orders stand, as lines of other answers: package, subscriptions, progress (handbook §4).

The lines need the credential that orders need; who holds a lesser one gets the answer without them.
"""

from __future__ import annotations

from accounts.errors import IdentityNeeded, NotFound
from accounts.orders.model import CANCEL, EFFECTIVE, PACKAGE, PENDING, REVOKED, Order
from actions import slots
from actions.orders.place import revoke_button
from actions.orders.read_back import what
from actions.refusals import person
from actions.turn import Button, Message, Reply, Turn

_DATED = {PENDING: "order_state_pending", EFFECTIVE: "order_state_effective"}
MOST = 3
"""Orders listed beside tickets."""


def orders_known(turn: Turn, number: str) -> tuple[Order, ...]:
    """Return the orders of `number`, newest first; none for a caller who may not be told."""
    try:
        return turn.services.accounts.orders.of(turn.caller, number)
    except IdentityNeeded:
        return ()


def pending_package(turn: Turn, number: str) -> tuple[str, ...]:
    """Return the line about a package change that has not taken effect, or nothing."""
    return tuple(
        turn.say("pending_package", item=each.name, day=each.effective_at, order=each.id)
        for each in orders_known(turn, number)
        if each.pending and each.kind == PACKAGE
    )


def pending_cancellations(turn: Turn, number: str) -> tuple[str, ...]:
    """Return a line for each thing that is given up and still in use."""
    return tuple(
        turn.say("pending_cancel", item=each.name, day=each.effective_at, order=each.id)
        for each in orders_known(turn, number)
        if each.pending and each.kind == CANCEL
    )


def one_order(turn: Turn, order: Order) -> Message:
    """Return how one order stands, with the way to revoke it as long as there is one."""
    text = turn.say(
        "progress_order",
        order=order.id,
        what=what(turn, order),
        state=_state(turn, order),
        ordered=order.ordered_at,
    )
    return Message(text, (revoke_button(turn, order),) if order.pending else (person(turn),))


def order_told(turn: Turn, order_id: str) -> Reply:
    """Return how the order `order_id` stands; raises IdentityNeeded before NotFound.

    Perhaps it is theirs and they have not said who they are: so verification comes first, whether
    or not there is such an order.
    """
    orders = turn.services.accounts.orders
    try:
        order = orders.progress(turn.caller, order_id)
    except NotFound:
        orders.of(turn.caller, turn.number())
        raise
    return Reply((one_order(turn, order),), slots={slots.TICKET_ID: order_id}, finished=True)


def order_lines(turn: Turn, number: str) -> tuple[str, ...]:
    """Return the last orders, a line each under a head, or nothing without any."""
    known = orders_known(turn, number)[:MOST]
    lines = (
        turn.say(
            "progress_order_line", order=each.id, what=what(turn, each), state=_state(turn, each)
        )
        for each in known
    )
    return (turn.say("progress_orders_head"), *lines) if known else ()


def revoke_buttons(turn: Turn, number: str) -> tuple[Button, ...]:
    """Return a button for the one pending order; with several the customer names which."""
    pending = [each for each in orders_known(turn, number) if each.pending]
    return (revoke_button(turn, pending[0]),) if len(pending) == 1 else ()


def _state(turn: Turn, order: Order) -> str:
    if order.state in _DATED:
        return turn.say(_DATED[order.state], day=order.effective_at)
    return turn.say("order_state_revoked" if order.state == REVOKED else "order_state_void")
