"""A list of offers: at most four at once, numbered, each with a button, the rest behind 更多."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.orders.model import Allowances
from actions.orders.names import BY_USAGE, MORE
from actions.orders.shelf import Item, as_shown
from actions.queries.months import joined
from actions.queries.resources import RESOURCES, name_of, spoken
from actions.turn import Button, Message, Reply, Turn, payload

PAGE = 4
"""Offers told at once; more would not be read (issue 4: three to five)."""


def listed(
    turn: Turn,
    head: str,
    items: Sequence[Item],
    *,
    intent: str = "ask_package_detail",
    present: str | None = None,
    ask: str = "browse_ask",
    more: tuple[Button, ...] = (),
) -> Reply:
    """Return `items` under `head`; a button says `intent` with the item's name.

    `present` is the code of the package in use, which is marked; `ask` the script that closes.
    """
    page, rest = items[:PAGE], items[PAGE:]
    lines = [
        head,
        *(line(turn, place, each, present) for place, each in enumerate(page, start=1)),
        turn.say(ask),
    ]
    buttons = [item_button(turn, intent, each) for each in page]
    if rest:
        buttons.append(turn.button("button_more", "browse_packages", reference=MORE))
    codes = [each.code for each in page]
    shown = as_shown(codes, [each.code for each in rest])
    return Reply((Message("\n".join(lines), (*buttons, *more)),), slots=shown)


def line(turn: Turn, place: int, item: Item, present: str | None = None) -> str:
    """Return one numbered offer."""
    values = {"place": place, "name": item.name, "fee": item.fee}
    allowances = included(turn, item)
    if item.kind == "package":
        key = "item_package_present" if item.code == present else "item_package"
        return turn.say(key, **values, allowances=allowances)
    if item.kind == "addon":
        key = "item_addon_day" if item.valid == "day" else "item_addon"
        return turn.say(key, **values, allowances=allowances)
    return turn.say("item_service", **values)


def included(turn: Turn, item: Item | Allowances) -> str:
    """Return what is included, as words; a line of its own when it is nothing."""
    amounts = {"data": item.data_mb, "voice": item.voice_min, "sms": item.sms}
    words = [
        turn.say("package_allowance", resource=name_of(turn, kind), amount=spoken(turn, kind, n))
        for kind in RESOURCES
        if (n := amounts[kind])
    ]
    return joined(turn, words) if words else turn.say("nothing_included")


def item_button(turn: Turn, intent: str, item: Item) -> Button:
    """Return the button that says `intent` about `item`, titled by its name."""
    entity = "package_name" if item.kind == "package" else "service_name"
    return Button(turn.say("button_item", name=item.name), payload(intent, **{entity: item.code}))


def by_usage_button(turn: Turn) -> Button:
    """Return the button that asks for a recommendation by actual use."""
    return turn.button("button_by_usage", "browse_packages", reference=BY_USAGE)
