"""开通流量包和业务: finds the item meant, reads it back, and waits for a yes (handbook §4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions import slots
from actions.orders.asking import ask_terms
from actions.orders.listing import listed
from actions.orders.names import ADDON, ADDONS, CHANGE, PLACE, SERVICES
from actions.orders.said import OrderTopic, Said
from actions.orders.shelf import (
    Item,
    Shelf,
    grade_of,
    graded,
    misses_place,
    picked,
    shown,
    sums_of,
)
from actions.orders.specialist import for_specialist
from actions.refusals import person
from actions.turn import Button, Message, Reply, Turn
from bot.text.catalogue_wishes import not_sold_here, subject_of
from bot.text.quantities import quantity_of

MOST = 3
"""Items ordered by one yes."""
DAY = "day"
_COUNTABLE = frozenset({"addon", "service"})
_TELLING = ("price", "amount", "data_amount", "resource")
"""What tells an item without its name."""


class OrderAddon(OrderTopic):
    """Asks which item is wanted, or reads the order back."""

    NAME = ADDON

    def serve(self, turn: Turn) -> Reply:
        """Read back what is meant; raises OrderRefused and IdentityNeeded."""
        said, shelf = Said.of(turn, self.NAME), Shelf.of(turn)
        if misses_place(turn, said):
            return _which(turn, "which_place", shelf.found(shown(turn)) or shelf.sold("addon"))
        items = _named(turn, said, shelf)
        if any(each.kind == "package" for each in items) or (
            said.has("package_name") and not items
        ):
            return Reply(followup=CHANGE)
        if items:
            return _asked(turn, items[:MOST], quantity_of(said.text))
        return _unnamed(turn, said, shelf)


def _named(turn: Turn, said: Said, shelf: Shelf) -> tuple[Item, ...]:
    """Return the items named, by a place in the list too, or else the one that is read back."""
    codes = (*said.values("service_name"), *picked(turn, said))
    if not codes and quantity_of(said.text) > 1 and not said.has(*_TELLING):
        # 来两份, said to the read-back of one: that one is meant.
        codes = _read_back(turn)
    return shelf.found(codes)


def _unnamed(turn: Turn, said: Said, shelf: Shelf) -> Reply:
    """Find what is meant without a name of its own, or ask."""
    alike = shelf.alike(said.text)
    if alike:
        package = alike[0].kind == "package"
        return Reply(followup=CHANGE) if package else _which(turn, "addon_which", alike)
    if not_sold_here(said.text):
        return for_specialist(turn)
    fitting = _fitting(said, shelf)
    if len(fitting) == 1 and said.has(*_TELLING):
        return _asked(turn, fitting, quantity_of(said.text))
    return _which(turn, "addon_which", fitting)


def _fitting(said: Said, shelf: Shelf) -> tuple[Item, ...]:
    """Return the items that volume, price and kind leave over; all when nothing fits."""
    service = subject_of(said.text) == "service" and not said.has("resource", "data_amount")
    offers = shelf.sold("service" if service else "addon")
    resource, volumes = said.value("resource"), said.values("data_amount")
    if resource and any(each.amount(resource) for each in offers):
        offers = tuple(each for each in offers if each.amount(resource))
    for volume in volumes:
        exact = tuple(each for each in offers if each.data_mb == int(float(volume)))
        offers = exact or tuple(each for each in offers if each.data_mb) or offers
    sums = sums_of(said, "price", "amount")
    offers = tuple(each for each in offers if each.fee in sums) or offers
    grade = grade_of(said)
    return graded(offers, grade, None)[:1] if grade else offers


def _which(turn: Turn, key: str, items: Sequence[Item]) -> Reply:
    services = turn.button("button_services", "browse_packages", reference=SERVICES)
    out = person(turn) if turn.running("addon_ask_which") else services
    head = turn.say(key)
    return listed(turn, head, items, intent="order_addon", ask="addon_ask_which", more=(out,))


def _read_back(turn: Turn) -> tuple[str, ...]:
    """Return the code of the one thing whose order is read back and waits for a yes, if any."""
    question = turn.slots.get(slots.PENDING_CONFIRMATION) or {}
    wishes = (question["data"].get("wishes") or ()) if question.get("action") == PLACE else ()
    codes = {str(code) for kind, code, _ in wishes if kind in _COUNTABLE}
    return tuple(codes) if len(codes) == 1 else ()


def _asked(turn: Turn, items: Sequence[Item], count: int = 1) -> Reply:
    """Read the order of `items` back; of one that is bought by the day, `count` times."""
    wanted = [(each.kind, each.code) for each in items]
    if count == 1 or len(items) > 1:
        return ask_terms(turn, turn.number(), wanted)
    (item,) = items
    if item.valid != DAY:
        # A subscription is had or not: a second one would be nothing more.
        lead = turn.say("addon_only_one", item=item.name)
        return _led(lead, ask_terms(turn, turn.number(), wanted), _others(turn))
    asked = ask_terms(turn, turn.number(), wanted * min(count, MOST))
    return asked if count <= MOST else _led(turn.say("addon_most", most=MOST), asked)


def _led(lead: str, reply: Reply, *more: Button) -> Reply:
    """Return `reply` with `lead` before its read-back; as it is when there is none to lead."""
    if slots.PENDING_CONFIRMATION not in reply.slots:
        return reply
    first = reply.messages[0]
    said = Message(f"{lead}\n{first.text}", (*first.buttons[:-1], *more, *first.buttons[-1:]))
    return replace(reply, messages=(said, *reply.messages[1:]))


def _others(turn: Turn) -> Button:
    return turn.button("button_data_addon", "browse_packages", reference=ADDONS)
