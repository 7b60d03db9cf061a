"""更换套餐: finds the package meant, reads the change back, and waits for a yes (handbook §4)."""

from __future__ import annotations

from collections.abc import Sequence

from actions.confirmation import agreed
from actions.orders.advice import advised
from actions.orders.asking import ask_terms
from actions.orders.listing import by_usage_button, listed
from actions.orders.names import ADDON, CANCEL, CHANGE
from actions.orders.said import OrderTopic, Said
from actions.orders.shelf import (
    Item,
    Shelf,
    grade_of,
    graded,
    misses_place,
    picked,
    present_of,
    shown,
    sums_of,
)
from actions.refusals import person
from actions.turn import Reply, Turn
from bot.text.catalogue_wishes import bound_of, revokes, wants_advice

NEAREST = 3
KIND = "package"


class ChangePackage(OrderTopic):
    """Asks which package is wanted, or reads the change to it back."""

    NAME = CHANGE

    def serve(self, turn: Turn) -> Reply:
        """Read back the change meant; raises OrderRefused and IdentityNeeded."""
        said, shelf = Said.of(turn, self.NAME), Shelf.of(turn)
        code = _recommended(turn)
        if code is not None:
            return _asked(turn, code)
        if revokes(said.text) and not said.has("package_name"):
            return Reply(followup=CANCEL)
        if said.has("service_name") and not said.has("package_name"):
            return Reply(followup=ADDON)
        if misses_place(turn, said):
            return _which(turn, "which_place", shelf.found(shown(turn)) or shelf.sold(KIND))
        return _wanted(turn, said, shelf)


def _recommended(turn: Turn) -> str | None:
    """Return the package whose recommendation is answered yes, also after the identity form."""
    data = agreed(turn, CHANGE)
    answered = turn.intent == "affirm" or (
        turn.slots.get("pending_action") == CHANGE and turn.intent == "inform"
    )
    return str(data["code"]) if data and answered else None


def _wanted(turn: Turn, said: Said, shelf: Shelf) -> Reply:
    codes = [*said.values("package_name"), *picked(turn, said)]
    alike = () if codes else shelf.alike(said.text, KIND)
    if codes or alike:
        return _named(turn, shelf, codes or [each.code for each in alike])
    grade = grade_of(said)
    if grade is not None:
        return _graded(turn, shelf, grade)
    sums, resource = sums_of(said, "price", "amount"), said.value("resource")
    if sums:
        return _priced(turn, said, shelf)
    if resource is not None or said.has("data_amount"):
        return _richest(turn, shelf, resource or "data", said.values("data_amount"))
    if wants_advice(said.text):
        return advised(turn, turn.number())
    return _which(turn, "change_which", _others(turn, shelf))


def _named(turn: Turn, shelf: Shelf, codes: Sequence[str]) -> Reply:
    """Take the package named; of two, the one that is not in use: 把129换成39."""
    number = turn.number()
    present = turn.services.accounts.customers.package(turn.caller, number).code
    wanted = [each for each in dict.fromkeys(codes) if each != present]
    if len(wanted) > 1:
        return _which(turn, "change_which_of", shelf.found(wanted))
    return _asked(turn, wanted[0] if wanted else present)


def _graded(turn: Turn, shelf: Shelf, grade: str) -> Reply:
    """Take the next one cheaper or dearer, or the cheapest or dearest of all."""
    number = turn.number()
    present = turn.services.accounts.customers.package(turn.caller, number)
    found = graded(shelf.sold(KIND), grade, present.monthly_fee)
    if not found:
        key = "change_is_cheapest" if grade == "cheap" else "change_is_dearest"
        return _which(turn, key, _others(turn, shelf))
    return _asked(turn, found[0].code)


def _priced(turn: Turn, said: Said, shelf: Shelf) -> Reply:
    """Take the package of exactly that fee, else offer those within or near it."""
    sums, offers = sums_of(said, "price", "amount"), shelf.sold(KIND)
    exact = [each for each in offers if each.fee in sums]
    if len(exact) == 1 and bound_of(said.text) == "about":
        return _asked(turn, exact[0].code)
    within = [each for each in offers if bound_of(said.text) == "most" and each.fee <= max(sums)]
    if within:
        return _which(turn, "change_which_of", sorted(within, key=lambda each: -each.fee))
    near = sorted(offers, key=lambda each: abs(each.fee - sums[0]))[:NEAREST]
    return _which(turn, "change_nearest", near)


def _richest(turn: Turn, shelf: Shelf, resource: str, volumes: Sequence[str]) -> Reply:
    offers = [each for each in _others(turn, shelf) if each.amount(resource)]
    least = max((int(float(each)) for each in volumes), default=0)
    fitting = [each for each in offers if each.amount(resource) >= least] or offers
    key = "change_which_of" if fitting else "change_which"
    by_amount = sorted(fitting, key=lambda each: each.fee if least else -each.amount(resource))
    return _which(turn, key, by_amount or _others(turn, shelf))


def _others(turn: Turn, shelf: Shelf) -> tuple[Item, ...]:
    """Return what is on sale beside the package in use, as far as that may be told."""
    present = present_of(turn)
    return tuple(each for each in shelf.sold(KIND) if present is None or each.code != present.code)


def _which(turn: Turn, key: str, items: Sequence[Item]) -> Reply:
    # Asked again and again, the way out is a person.
    out = person(turn) if turn.running("change_ask_which") else by_usage_button(turn)
    head = turn.say(key)
    return listed(turn, head, items, intent="change_package", ask="change_ask_which", more=(out,))


def _asked(turn: Turn, code: str) -> Reply:
    return ask_terms(turn, turn.number(), [(KIND, code)])
