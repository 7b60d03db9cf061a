"""某款套餐或业务的资费 (handbook §8): answered from the catalogue as item and property."""

from __future__ import annotations

from actions.orders.listing import item_button, listed
from actions.orders.names import DETAIL, OWN
from actions.orders.properties import said_of, unlisted
from actions.orders.said import OrderTopic, Said
from actions.orders.shelf import (
    Item,
    Shelf,
    as_shown,
    grade_of,
    graded,
    misses_place,
    picked,
    present_of,
    shown,
    sums_of,
)
from actions.refusals import person
from actions.turn import Button, Message, Reply, Turn, payload
from bot.text.catalogue_wishes import about_own, asks_unlisted, compares, properties_of, subject_of

MOST = 3
"""Items told side by side."""


class AskPackageDetail(OrderTopic):
    """Says what was asked about one item or several; the own package when none is named."""

    NAME = DETAIL

    def serve(self, turn: Turn) -> Reply:
        """Answer, or ask which one is meant; only the own package needs a number."""
        said, shelf = Said.of(turn, self.NAME), Shelf.of(turn)
        if misses_place(turn, said):
            return _which(turn, shelf, "which_place")
        items = _meant(turn, said, shelf)
        if not items:
            return _which(turn, shelf, "tariff_which")
        wanted = properties_of(said.text)
        if len(items) > MOST or (len(items) > 1 and _names_alone(said, shelf)):
            return listed(turn, turn.say("tariff_which_of"), items, ask="tariff_ask")
        lines = [line for each in items[:MOST] for line in said_of(turn, shelf, each, said, wanted)]
        if len(items) > 1:
            lines += _held_against(turn, items)
        slots = as_shown([each.code for each in items[:MOST]])
        if asks_unlisted(said.text) and not wanted:
            return unlisted(turn, said, lines, slots)
        buttons = (*_buttons(turn, items), person(turn)) if len(items) == 1 else _each(turn, items)
        return Reply((Message("\n".join(lines), buttons),), slots=slots, finished=True)


def _meant(turn: Turn, said: Said, shelf: Shelf) -> tuple[Item, ...]:
    """Return the items asked about, those named first, else the own package."""
    codes = (*said.values("package_name"), *said.values("service_name"), *picked(turn, said))
    if codes:
        own = _own(turn) if compares(said.text) and about_own(said.text) else ()
        return shelf.found((*own, *codes))
    alike = shelf.alike(said.text)
    if alike:
        return alike
    kind = subject_of(said.text) or "package"
    described = _described(turn, said, shelf, kind)
    if described is not None:
        return described
    if about_own(said.text) or OWN in said.values("reference"):
        number = turn.number()
        return shelf.found([turn.services.accounts.customers.package(turn.caller, number).code])
    listed_before = shown(turn)
    if len(listed_before) == 1 or (listed_before and compares(said.text)):
        return shelf.found(listed_before[:MOST])
    return () if kind != "package" else shelf.found(_own(turn))


def _names_alone(said: Said, shelf: Shelf) -> bool:
    """Tell whether nothing is said but a name that several items share: it is asked which."""
    told = said.has("package_name", "service_name", "reference", "price", "amount", "data_amount")
    asks = compares(said.text) or properties_of(said.text)
    return not told and not asks and bool(shelf.alike(said.text))


def _described(turn: Turn, said: Said, shelf: Shelf, kind: str) -> tuple[Item, ...] | None:
    """Return the items told by grade, price or volume, or None when none of these was said."""
    grade, sums = grade_of(said), sums_of(said, "price", "amount")
    if grade:
        present = present_of(turn) if kind == "package" else None
        return graded(shelf.sold(kind), grade, present.monthly_fee if present else None)[:1]
    if sums:
        return tuple(each for each in shelf.items() if each.fee in sums)[:MOST]
    volumes = {int(float(each)) for each in said.values("data_amount")}
    if volumes:
        # Of the list just told first: 十个G的多少钱 after the add-ons is no package.
        offers = (*shelf.found(shown(turn)), *shelf.items("addon"), *shelf.sold("package"))
        return tuple(each for each in offers if each.data_mb in volumes)[:1]
    return None


def _own(turn: Turn) -> tuple[str, ...]:
    present = present_of(turn)
    return (present.code,) if present else ()


def _which(turn: Turn, shelf: Shelf, key: str) -> Reply:
    """Ask which one is meant, with the list as buttons."""
    found = shelf.found(shown(turn)) if key == "which_place" else ()
    own = turn.button("button_own_package", "ask_package_detail", reference=OWN)
    items = found or shelf.sold("package")
    return listed(turn, turn.say(key), items, ask="tariff_ask", more=(own,))


def _held_against(turn: Turn, items: tuple[Item, ...]) -> list[str]:
    first, second = items[:2]
    if {first.kind, second.kind} != {"package"} or len(items) > 2 or first.fee == second.fee:  # noqa: PLR2004 - two
        return []
    dear, low = (first, second) if first.fee > second.fee else (second, first)
    return [
        turn.say("tariff_difference", dear=dear.name, low=low.name, difference=dear.fee - low.fee)
    ]


def _each(turn: Turn, items: tuple[Item, ...]) -> tuple[Button, ...]:
    return tuple(button for item in items[:MOST] for button in _buttons(turn, (item,))[:1])


def _buttons(turn: Turn, items: tuple[Item, ...]) -> tuple[Button, ...]:
    """Return what can be done with the one item told: order it, or look at others."""
    (item,) = items[:1]
    if item.kind == "package":
        others = turn.button("button_browse_packages", "browse_packages")
        if not item.on_sale:
            return (others,)
        title = turn.say("button_change_to", name=item.name)
        return (Button(title, payload("change_package", package_name=item.code)), others)
    order = item_button(turn, "order_addon", item)
    title = turn.say("button_order", name=item.name)
    return (Button(title, order.payload),)
