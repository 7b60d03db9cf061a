"""有哪些套餐和包: what is on sale, by need, price and volume; needs no identity (handbook §4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from accounts.errors import IdentityNeeded
from actions.orders.advice import advised
from actions.orders.listing import by_usage_button, listed
from actions.orders.names import ADDONS, BROWSE, BY_USAGE, MORE, SERVICES
from actions.orders.said import OrderTopic, Said
from actions.orders.shelf import (
    CHEAPEST,
    DEAREST,
    Item,
    Shelf,
    grade_of,
    graded,
    present_of,
    sums_of,
    unshown,
)
from actions.turn import Button, Reply, Turn
from bot.text.catalogue_wishes import (
    advice_by_usage,
    bound_of,
    subject_of,
    wants_advice,
    wants_more,
)

NEAREST = 3
"""Offers told when none is what was asked for."""
_KINDS: Mapping[str, str] = {ADDONS: "addon", SERVICES: "service"}
_ENDS: Mapping[str | None, str] = {
    CHEAPEST: "browse_cheapest_head",
    DEAREST: "browse_dearest_head",
}
_HEADS: Mapping[str, str] = {
    "package": "browse_packages_head",
    "addon": "browse_addons_head",
    "service": "browse_services_head",
}


class BrowsePackages(OrderTopic):
    """Lists what is on sale, a few at once, or recommends by actual use."""

    NAME = BROWSE

    def serve(self, turn: Turn) -> Reply:
        """List, go on with the list, or advise; only advice needs a number."""
        said = Said.of(turn, self.NAME)
        if BY_USAGE in said.values("reference"):
            return advised(turn, turn.number())
        rest = unshown(turn)
        asks_more = MORE in said.values("reference") or wants_more(said.text)
        if asks_more and not said.has("price", "data_amount", "resource"):
            return _next_page(turn, rest)
        kind = _kind(said)
        if kind == "package" and wants_advice(said.text) and not _bounded(said):
            return _advice(turn, said)
        return _list(turn, said, kind)


def _advice(turn: Turn, said: Said) -> Reply:
    """Advise a customer whose use may be told; others see the list, unless they insist."""
    try:
        return advised(turn, turn.number())
    except IdentityNeeded:
        if advice_by_usage(said.text):
            raise
    return _list(turn, said, "package")


def _bounded(said: Said) -> bool:
    """Tell whether a price or an amount of data says which packages are meant.

    按我的用量推荐个便宜的 names no price: what is cheap for the own use is what advice tells.
    """
    grades = said.values("price")
    by_use = advice_by_usage(said.text) and all(not each[:1].isdigit() for each in grades)
    return said.has("data_amount") or (bool(grades) and not by_use)


def _kind(said: Said) -> str:
    """Return what is asked about: the words first, then a resource alone, else packages."""
    for reference in said.values("reference"):
        if reference in _KINDS:
            return _KINDS[reference]
    named = subject_of(said.text)
    if named is not None:
        return named
    return "addon" if said.has("resource") else "package"


def _next_page(turn: Turn, rest: Sequence[str]) -> Reply:
    items = Shelf.of(turn).found(rest)
    if not items:
        return Reply((turn.message("browse_no_more", *_elsewhere(turn, "package")),))
    return listed(turn, turn.say("browse_more_head"), items)


def _list(turn: Turn, said: Said, kind: str) -> Reply:
    shelf, present = Shelf.of(turn), present_of(turn) if kind == "package" else None
    offers = shelf.sold(kind)
    alike = tuple(each for each in shelf.alike(said.text, kind) if each.on_sale)
    fitting, exact = _fitting(said, alike or offers, present.monthly_fee if present else None)
    more = _elsewhere(turn, kind)
    if not fitting:
        return Reply((turn.message("browse_empty", *more),))
    grade = grade_of(said)
    if not exact:
        head = turn.say("browse_nearest_head")
    elif grade in _ENDS:
        head = turn.say(_ENDS[grade], name=fitting[0].name)
    elif len(fitting) < len(offers):
        head = turn.say("browse_filtered_head", count=len(fitting))
    else:
        head = turn.say(_HEADS[kind], count=len(fitting))
    return listed(turn, head, fitting, present=present.code if present else None, more=more)


def _fitting(
    said: Said, offers: Sequence[Item], present: Decimal | None
) -> tuple[tuple[Item, ...], bool]:
    """Return the offers to tell, best first, and whether they are what was asked for."""
    resource = said.value("resource")
    if resource and any(each.amount(resource) for each in offers):
        with_it = [each for each in offers if each.amount(resource)]
        offers = sorted(with_it, key=lambda each: -each.amount(resource))
        if offers[0].kind == "addon":
            offers = sorted(offers, key=lambda each: each.fee)
    sums, volumes = sums_of(said, "price", "amount"), said.values("data_amount")
    kept = [each for each in offers if _affordable(each, sums, said.text)]
    kept = [each for each in kept if all(each.data_mb >= int(float(mb)) for mb in volumes)]
    grade = grade_of(said)
    if grade and kept:
        kept = list(graded(kept, grade, present)) or kept
    if kept or not offers:
        return tuple(kept), True
    return _nearest(offers, sums, volumes), False


def _affordable(item: Item, sums: Sequence[Decimal], text: str) -> bool:
    if not sums:
        return True
    if len(sums) > 1:
        return min(sums) <= item.fee <= max(sums)
    bound, limit = bound_of(text), sums[0]
    if bound == "most":
        return item.fee <= limit
    if bound == "least":
        return item.fee >= limit
    # About so much: a quarter up or down is what people call it.
    return abs(item.fee - limit) <= limit / 4


def _nearest(
    offers: Sequence[Item], sums: Sequence[Decimal], volumes: Sequence[str]
) -> tuple[Item, ...]:
    if sums:
        by_price = sorted(offers, key=lambda each: abs(each.fee - sums[0]))
        return tuple(by_price[:NEAREST])
    return tuple(sorted(offers, key=lambda each: -each.data_mb)[: NEAREST if volumes else None])


def _elsewhere(turn: Turn, kind: str) -> tuple[Button, ...]:
    """Return the ways to the other shelves, and to advice."""
    addons = turn.button("button_addons", "browse_packages", reference=ADDONS)
    services = turn.button("button_services", "browse_packages", reference=SERVICES)
    packages = turn.button("button_browse_packages", "browse_packages")
    return {
        "package": (by_usage_button(turn), addons),
        "addon": (services, packages),
        "service": (addons, packages),
    }[kind]
