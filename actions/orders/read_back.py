"""The read-back before an order (handbook §4): from, to, difference, what is lost, when, how much.

What is agreed to are the terms' marks: when they hold no longer, the order is refused and read back
anew (`accounts.orders`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from accounts.changes import ZERO
from accounts.orders.model import ADDON, CANCEL, PACKAGE, Order, Terms
from actions.base import ServiceAction
from actions.confirmation import awaiting, overtaken, yes_button
from actions.dialogue.menu import please_tell
from actions.orders.listing import included
from actions.orders.names import PLACE, READ_BACK
from actions.queries.months import joined
from actions.queries.resources import RESOURCES, name_of, spoken
from actions.turn import Button, Message, Reply, Turn


class ReadBackOrder(ServiceAction):
    """Reads an order back again when the yes came too late for it."""

    NAME = READ_BACK

    def serve(self, turn: Turn) -> Reply:
        """Put the question again on the terms of now; raises OrderRefused when there are none."""
        question = overtaken(turn)
        if question is None or question["action"] != PLACE:
            return please_tell(turn)
        return again(turn, question["data"], str(question["data"].get("lead") or "order_late"))


def again(turn: Turn, data: Mapping[str, Any], key: str) -> Reply:
    """Return the question of `data` read back on present terms, the line `key` before it."""
    number, orders = str(data["number"]), turn.services.accounts.orders
    if "revoke" in data:
        asked = ask_revoke(turn, number, orders.progress(turn.caller, str(data["revoke"])))
    else:
        wanted = [(str(kind), str(code)) for kind, code, _ in data["wishes"]]
        asked = ask_order(turn, number, orders.terms_together(turn.caller, number, wanted))
    first = asked.messages[0]
    said = replace(first, text=f"{turn.say(key)}\n{first.text}")
    return replace(asked, messages=(said, *asked.messages[1:]))


def ask_order(turn: Turn, number: str, terms: Sequence[Terms]) -> Reply:
    """Read `terms` back and ask for the yes that orders all of them."""
    lines = _lines(turn, number, terms)
    if terms[0].kind == PACKAGE:
        yes, others = (
            "button_change_confirm",
            turn.button("button_browse_packages", "browse_packages"),
        )
    elif terms[0].kind == CANCEL:
        yes, others = "button_cancel_confirm", None
    else:
        yes, others = "button_order_confirm", None
    owing = any(each.charged for each in terms) and terms[-1].balance_after < ZERO
    buttons: tuple[Button, ...] = (yes_button(turn, yes),)
    if owing:
        buttons = (*buttons, turn.button("button_pay", "pay_bill"))
    if others is not None:
        buttons = (*buttons, others)
    buttons = (*buttons, turn.button("button_not_now", "deny"))
    wishes = [[each.kind, each.code, each.mark] for each in terms]
    asked = awaiting(turn, PLACE, number=number, wishes=wishes)
    return Reply((Message("\n".join(lines), buttons),), slots=asked)


def ask_revoke(turn: Turn, number: str, order: Order) -> Reply:
    """Read a pending order back and ask for the yes that revokes it."""
    text = turn.say("revoke_read_back", order=order.id, what=what(turn, order))
    buttons = (yes_button(turn, "button_revoke_confirm"), turn.button("button_keep", "deny"))
    asked = awaiting(turn, PLACE, number=number, revoke=order.id)
    return Reply((Message(text, buttons),), slots=asked)


def what(turn: Turn, order: Order) -> str:
    """Return what an order does, in a few words."""
    if order.kind == PACKAGE:
        return turn.say("order_what_package", before=order.from_name or "", item=order.name)
    key = "order_what_cancel" if order.kind == CANCEL else "order_what_addon"
    return turn.say(key, item=order.name)


def _lines(turn: Turn, number: str, terms: Sequence[Terms]) -> list[str]:
    if terms[0].kind == PACKAGE:
        return _package(turn, number, terms[0])
    if terms[0].kind == CANCEL:
        return _cancel(turn, number, terms)
    return _addons(turn, number, terms)


def _package(turn: Turn, number: str, terms: Terms) -> list[str]:
    lines = [
        turn.say(
            "change_read_back",
            number=number,
            before=terms.from_name or "",
            before_fee=terms.from_fee,
            item=terms.name,
            fee=terms.fee,
            difference=_difference(turn, terms),
        ),
        turn.say("change_effective", day=terms.effective_at),
    ]
    moved = _moved(turn, terms)
    if moved:
        lines.insert(1, turn.say("change_allowances", changes=moved))
    if not terms.from_on_sale:
        lines.append(turn.say("change_no_way_back", before=terms.from_name or ""))
    if terms.termination_fee and terms.contract_end is not None:
        fee, end = terms.termination_fee, terms.contract_end
        lines.append(turn.say("change_termination", fee=fee, end=end))
    elif terms.contract_goes_on and terms.contract_end is not None:
        lines.append(turn.say("change_no_fee", end=terms.contract_end))
    lines += _new_contract(turn, terms)
    return [*lines, turn.say("change_ask")]


def _new_contract(turn: Turn, terms: Terms) -> list[str]:
    if not terms.new_contract_months:
        return []
    values = {"item": terms.name, "count": terms.new_contract_months}
    if terms.new_termination_fee is None:
        return [turn.say("change_new_contract", **values)]
    return [turn.say("change_new_contract_fee", **values, fee=terms.new_termination_fee)]


def _difference(turn: Turn, terms: Terms) -> str:
    if not terms.difference:
        return turn.say("change_same_fee")
    key = "change_dearer" if terms.difference > 0 else "change_cheaper"
    return turn.say(key, difference=abs(terms.difference))


def _moved(turn: Turn, terms: Terms) -> str:
    """Return the allowances that change, each from and to."""
    amounts = {
        "data": (terms.before.data_mb, terms.after.data_mb),
        "voice": (terms.before.voice_min, terms.after.voice_min),
        "sms": (terms.before.sms, terms.after.sms),
    }
    words = []
    for kind in RESOURCES:
        before, after = amounts[kind]
        if before == after:
            continue
        values = {"resource": name_of(turn, kind), "before": spoken(turn, kind, before)}
        key = "change_moved" if after else "change_lost"
        words.append(
            turn.say(key, **values, **({"after": spoken(turn, kind, after)} if after else {}))
        )
    return joined(turn, words)


def _addons(turn: Turn, number: str, terms: Sequence[Terms]) -> list[str]:
    lines = [turn.say("order_read_back", number=number)]
    for each, count in _counted(terms):
        values: dict[str, Any] = {"item": each.name, "fee": each.fee}
        if each.kind != ADDON:
            lines.append(turn.say("order_item_service", **values))
            continue
        key = "order_item_day" if each.valid == "day" else "order_item_month"
        lines.append(turn.say(key, **values, allowances=included(turn, each.after)))
        if count > 1:
            lines.append(turn.say("order_item_count", count=count))
        if each.again:
            lines.append(turn.say("order_again_today", item=each.name))
    total = sum((each.charged for each in terms), ZERO)
    left = terms[-1].balance_after
    if left < ZERO:
        lines.append(turn.say("order_into_arrears", total=total, owed=-left))
    else:
        lines.append(turn.say("order_charged", total=total, left=left))
    return [*lines, turn.say("order_ask")]


def _counted(terms: Sequence[Terms]) -> list[tuple[Terms, int]]:
    """Return each thing ordered once, with how many of it there are."""
    codes = Counter(each.code for each in terms)
    return [(each, codes.pop(each.code)) for each in terms if each.code in codes]


def _cancel(turn: Turn, number: str, terms: Sequence[Terms]) -> list[str]:
    lines = [turn.say("cancel_read_back", number=number)]
    lines += [turn.say("cancel_item", item=each.name, fee=each.fee) for each in terms]
    lines.append(turn.say("cancel_effective", day=terms[0].effective_at))
    return [*lines, turn.say("cancel_ask")]
