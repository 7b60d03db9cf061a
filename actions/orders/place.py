"""The yes: orders what was read back, once, or revokes it; and says how it can be followed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.changes import ZERO
from accounts.errors import OrderRefused
from accounts.orders.model import ADDON, CANCEL, PACKAGE, Order, Wish
from actions import slots
from actions.agreed import AgreedAction
from actions.confirmation import once
from actions.orders.names import PLACE
from actions.orders.read_back import again, what
from actions.turn import Button, Message, Reply, Turn, payload


class PlaceOrder(AgreedAction):
    """Does what was agreed to; the same yes twice does it once."""

    NAME = PLACE

    def act(self, turn: Turn, data: Mapping[str, Any]) -> Reply:
        """Order or revoke; on terms that hold no longer, read back anew instead."""
        if "revoke" in data:
            return _revoked(turn, data)
        wishes = [Wish(str(kind), str(code), str(mark)) for kind, code, mark in data["wishes"]]
        try:
            made = turn.services.accounts.orders.place(once(turn), str(data["number"]), wishes)
        except OrderRefused as refused:
            if refused.reason != "changed":
                raise
            return again(turn, data, "order_changed")
        return _placed(turn, made)


def _revoked(turn: Turn, data: Mapping[str, Any]) -> Reply:
    orders = turn.services.accounts.orders
    order = orders.revoke(turn.caller, str(data["number"]), str(data["revoke"]))
    text = turn.say("revoked", order=order.id, what=what(turn, order))
    packages = turn.button("button_browse_packages", "browse_packages")
    return Reply((Message(text, (packages,)),), finished=True)


def _placed(turn: Turn, made: Sequence[Order]) -> Reply:
    first = made[0]
    if first.kind == PACKAGE:
        lines = [
            turn.say(
                "change_done",
                order=first.id,
                before=first.from_name or "",
                item=first.name,
                day=first.effective_at,
            )
        ]
    elif first.kind == CANCEL:
        lines = [turn.say("cancel_done", order=o.id, item=o.name, day=o.effective_at) for o in made]
    else:
        lines = [_ordered(turn, order) for order in made]
    lines.append(turn.say("order_follow" if first.pending else "order_message_sent"))
    # The list it was chosen from is over: "the second" means nothing any more.
    over = {slots.SHOWN_ITEMS: None, slots.ORDER_WISH: None, slots.REFUSED_ORDER: None}
    return Reply((Message("\n".join(lines), _buttons(turn, made)),), slots=over, finished=True)


def _ordered(turn: Turn, order: Order) -> str:
    key = "addon_done" if order.kind == ADDON else "service_done"
    if order.charged == ZERO:
        return turn.say("order_done_free", order=order.id, item=order.name)
    return turn.say(key, order=order.id, item=order.name, fee=order.charged)


def _buttons(turn: Turn, made: Sequence[Order]) -> tuple[Button, ...]:
    first = made[0]
    if first.pending:
        return (
            *(revoke_button(turn, each) for each in made[:1] if len(made) == 1),
            turn.button("button_progress", "query_progress"),
        )
    usage = turn.button("button_usage", "query_usage")
    return (usage,) if first.kind == ADDON else (turn.button("button_balance", "query_balance"),)


def revoke_button(turn: Turn, order: Order) -> Button:
    """Return the button that asks to revoke `order`."""
    return Button(turn.say("button_revoke"), payload("cancel_service", ticket_id=order.id))
