"""开通流量包和业务: finds the item meant, reads it back, and waits for a yes (handbook §4)."""

from __future__ import annotations

from collections.abc import Sequence

from actions.orders.listing import listed
from actions.orders.names import ADDON, CHANGE, SERVICES
from actions.orders.read_back import ask_order
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
from actions.turn import Reply, Turn
from bot.text.catalogue_wishes import not_sold_here, subject_of

MOST = 3
"""Items ordered by one yes."""


class OrderAddon(OrderTopic):
    """Asks which item is wanted, or reads the order back."""

    NAME = ADDON

    def serve(self, turn: Turn) -> Reply:
        """Read back what is meant; raises OrderRefused and IdentityNeeded."""
        said, shelf = Said.of(turn, self.NAME), Shelf.of(turn)
        if misses_place(turn, said):
            return _which(turn, "which_place", shelf.found(shown(turn)) or shelf.sold("addon"))
        codes = (*said.values("service_name"), *picked(turn, said))
        items = shelf.found(codes)
        if any(each.kind == "package" for each in items) or (
            said.has("package_name") and not items
        ):
            return Reply(followup=CHANGE)
        if items:
            return _asked(turn, items[:MOST])
        if not_sold_here(said.text):
            return for_specialist(turn)
        fitting = _fitting(said, shelf)
        if len(fitting) == 1 and said.has("price", "amount", "data_amount", "resource"):
            return _asked(turn, fitting)
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


def _asked(turn: Turn, items: Sequence[Item]) -> Reply:
    number, orders = turn.number(), turn.services.accounts.orders
    terms = [orders.terms(turn.caller, number, each.kind, each.code) for each in items]
    return ask_order(turn, number, terms)
