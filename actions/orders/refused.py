"""Why an order is not taken: the alternative first, then the reason (handbook §1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from accounts.errors import OrderRefused
from actions.confirmation import awaiting, yes_button
from actions.orders.names import PLACE
from actions.turn import Button, Reply, Turn, payload

Words = Callable[[Turn, OrderRefused], Reply]


def order_refused(error: OrderRefused, turn: Turn) -> Reply:
    """Return the words for `error` with the next step as buttons."""
    return _WORDS.get(error.reason, _gone)(turn, error)


def _packages(turn: Turn) -> Button:
    return turn.button("button_browse_packages", "browse_packages")


def _person(turn: Turn) -> Button:
    return turn.button("button_person", "request_human")


def _revoke(turn: Turn, error: OrderRefused) -> Button:
    return Button(turn.say("button_revoke"), payload("cancel_service", ticket_id=error.order or ""))


def _gone(turn: Turn, _error: OrderRefused) -> Reply:
    return Reply((turn.message("refused_gone", _packages(turn), _person(turn)),))


def _off_sale(turn: Turn, error: OrderRefused) -> Reply:
    return Reply((turn.message("refused_off_sale", _packages(turn), name=error.name),))


def _stars(turn: Turn, error: OrderRefused) -> Reply:
    buttons = (_packages(turn), _person(turn))
    return Reply((turn.message("refused_stars", *buttons, name=error.name),))


def _suspended(turn: Turn, error: OrderRefused) -> Reply:
    buttons = (turn.button("button_why_suspended", "query_arrears"), _person(turn))
    return Reply((turn.message("refused_suspended", *buttons, name=error.name),))


def _arrears(turn: Turn, error: OrderRefused) -> Reply:
    pay = turn.button("button_pay_arrears", "pay_bill", amount=f"{error.amount:.2f}")
    values = {"name": error.name, "amount": error.amount}
    return Reply((turn.message("refused_arrears", pay, _person(turn), **values),))


def _already(turn: Turn, error: OrderRefused) -> Reply:
    buttons = (turn.button("button_package", "query_current_package"), _packages(turn))
    return Reply((turn.message("refused_already", *buttons, name=error.name),))


def _not_held(turn: Turn, error: OrderRefused) -> Reply:
    held = turn.button("button_subscriptions", "query_subscriptions")
    bill = turn.button("button_bill", "query_bill")
    return Reply((turn.message("refused_not_held", held, bill, name=error.name),))


def _ending(turn: Turn, error: OrderRefused) -> Reply:
    values = {"name": error.name, "order": error.order or ""}
    return _revocable(turn, error, "refused_ending", values)


def _cancelled(turn: Turn, error: OrderRefused) -> Reply:
    values = {"name": error.name, "order": error.order or ""}
    return Reply((turn.message("refused_cancelled", _revoke(turn, error), **values),))


def _pending(turn: Turn, error: OrderRefused) -> Reply:
    values = {"name": error.name, "order": error.order or ""}
    if error.other == error.name:
        keep = turn.button("button_keep", "deny")
        return Reply((turn.message("refused_pending_same", _revoke(turn, error), keep, **values),))
    return _revocable(turn, error, "refused_pending", {**values, "other": error.other or ""})


def _revocable(turn: Turn, error: OrderRefused, key: str, values: Mapping[str, str]) -> Reply:
    """Return the line `key`, which names the order in the way; a yes to it revokes that order."""
    yes, keep = yes_button(turn, "button_revoke_confirm"), turn.button("button_keep", "deny")
    asked = awaiting(turn, PLACE, number=turn.number(), revoke=error.order)
    return Reply((turn.message(key, yes, keep, **values),), slots=asked)


def _excluded(turn: Turn, error: OrderRefused) -> Reply:
    held = turn.button("button_subscriptions", "query_subscriptions")
    values = {"name": error.name, "other": error.other or ""}
    return Reply((turn.message("refused_excluded", held, _person(turn), **values),))


def _exclusive(turn: Turn, error: OrderRefused) -> Reply:
    catalogue = turn.services.accounts.catalogue
    sold = [(each.code, each.name) for each in catalogue.addons()]
    sold += [(each.code, each.name) for each in catalogue.services()]
    buttons = [
        Button(turn.say("button_item", name=name), payload("order_addon", service_name=code))
        for code, name in sold
        if code == error.item or name == error.other
    ]
    values = {"name": error.name, "other": error.other or ""}
    return Reply((turn.message("refused_exclusive", *buttons, _person(turn), **values),))


def _too_late(turn: Turn, error: OrderRefused) -> Reply:
    buttons = (_packages(turn), _person(turn))
    return Reply((turn.message("refused_too_late", *buttons, name=error.name),))


_WORDS: Mapping[str, Words] = {
    "gone": _gone,
    "off_sale": _off_sale,
    "stars": _stars,
    "suspended": _suspended,
    "arrears": _arrears,
    "already": _already,
    "not_held": _not_held,
    "ending": _ending,
    "cancelled_already": _cancelled,
    "pending_change": _pending,
    "excluded": _excluded,
    "exclusive": _exclusive,
    "too_late": _too_late,
}
