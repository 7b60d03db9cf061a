"""What a manner makes a customer do once in a conversation, when the moment fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.bench.goals.acts import Act
from bot.bench.goals.heard import Heard

if TYPE_CHECKING:
    from bot.bench.goals.customer import Customer

_READ_BACK = frozenset({"confirm", "offer"})
_SECRETS = frozenset({"code", "password", "new_password"})


def quirk_of(customer: Customer, said: Heard) -> Act | None:
    """Return the odd thing that the customer does now, or None when the moment does not fit."""
    if said.question is None:
        return None
    moment = _QUIRKS.get(customer.manner.quirk)
    return moment(customer, said) if moment else None


def _digresses(customer: Customer, said: Heard) -> Act | None:
    if said.question == "new_password":
        return None
    return Act("digresses", customer.pick("digressions"))


def _says(name: str) -> Callable[[Customer, Heard], Act | None]:
    """Return the quirk of saying something that answers nothing."""

    def quirk(customer: Customer, _said: Heard) -> Act | None:
        return Act(name, customer.pick(name))

    return quirk


def _wrong_value(customer: Customer, said: Heard) -> Act | None:
    if said.question == "number":
        return Act("number", customer.pick("wrong_numbers"))
    if said.question in {"code", "password"}:
        return Act(said.question, customer.pick("wrong_codes"))
    return None


def _declines(customer: Customer, said: Heard) -> Act | None:
    errand = customer.current
    if said.question not in _READ_BACK or errand is None or "offer" in errand.wording.declines:
        return None
    customer.taking_up = True
    return Act("no", customer.pick("declines"))


def _changes_mind(customer: Customer, said: Heard) -> Act | None:
    """Want the other thing at the read-back; with no other, call it off and take it up again."""
    fact = customer.facts.get("other_of")
    if fact is not None and (fact == "month" or said.question in _READ_BACK):
        return _change(customer)
    if fact is None and said.question not in _SECRETS:
        customer.taking_up = True
        return Act("stop", customer.pick("stop"))
    return None


def _by_password(customer: Customer, said: Heard) -> Act | None:
    if said.question != "code":
        return None
    return Act("use_password", customer.pick("use_password"))


def _change(customer: Customer) -> Act:
    """Return the wish for the second choice, which is what the customer wants from now on."""
    text = customer.pick("change")
    facts = customer.facts
    changed = {name.removeprefix("other_"): facts[name] for name in facts if name[:6] == "other_"}
    facts |= {name: value for name, value in changed.items() if name != "of"}
    del facts["other_of"]
    return Act("wish", text, goal=customer.current.goal if customer.current else "")


_QUIRKS: dict[str, Callable[[Customer, Heard], Act | None]] = {
    "digresses": _digresses,
    "grumbles": _says("grumbles"),
    "hesitates": _says("hesitates"),
    "asks_again": _says("asks_again"),
    "wrong_value": _wrong_value,
    "declines": _declines,
    "changes_mind": _changes_mind,
    "by_password": _by_password,
}
