"""退订业务和撤销订单: what is held is found, read back, and given up after a yes (handbook §4)."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.customers import Subscription
from accounts.errors import OrderRefused
from accounts.orders.model import PACKAGE, Order, Terms
from actions.orders.names import ALL, CANCEL, ORDER_ID
from actions.orders.place import revoke_button
from actions.orders.read_back import ask_order, ask_revoke, what
from actions.orders.said import OrderTopic, Said
from actions.orders.shelf import Shelf, as_shown, picked, sums_of
from actions.orders.specialist import for_specialist
from actions.queries.ordering import is_odd
from actions.refusals import person
from actions.turn import Button, Message, Reply, Turn, payload
from bot.text.catalogue_wishes import (
    all_of_them,
    leaves_named,
    not_sold_here,
    ordered_by_others,
    revokes,
    subject_of,
)

MOST_BUTTONS = 5


class CancelService(OrderTopic):
    """Gives up add-ons and services, and revokes orders that have not taken effect."""

    NAME = CANCEL

    def serve(self, turn: Turn) -> Reply:
        """Read back what is meant, or ask which; raises OrderRefused and IdentityNeeded."""
        said = Said.of(turn, self.NAME)
        order_id = next((e for e in said.values("ticket_id") if e.startswith(ORDER_ID)), None)
        if order_id or (revokes(said.text) and not said.has("service_name")):
            return _revoke(turn, order_id, said)
        if said.has("package_name") and not said.has("service_name"):
            return _main_package(turn, said)
        if not_sold_here(said.text) and not said.has("service_name"):
            return for_specialist(turn)
        number = turn.number()
        held = turn.services.accounts.customers.subscriptions(turn.caller, number)
        codes = _meant(turn, said, held)
        if codes:
            return _asked(turn, number, codes)
        return _which(turn, number, said, held)


def _meant(turn: Turn, said: Said, held: Sequence[Subscription]) -> tuple[str, ...]:
    """Return the codes to give up; empty when the message does not tell."""
    named = (*said.values("service_name"), *picked(turn, said))
    if named and leaves_named(said.text):
        return tuple(each.code for each in held if each.code not in named)
    if named:
        return tuple(dict.fromkeys(named))
    if ordered_by_others(said.text):
        return tuple(each.code for each in held if is_odd(each.ordered_by))
    if ALL in said.values("reference") or all_of_them(said.text):
        return tuple(each.code for each in held)
    return _described(said, held, Shelf.of(turn))


def _described(said: Said, held: Sequence[Subscription], shelf: Shelf) -> tuple[str, ...]:
    """Return the codes told by price (每个月扣五块的那个) or by kind (流量包)."""
    sums, resource = sums_of(said, "amount", "price"), said.value("resource")
    priced = tuple(each.code for each in held if each.fee in sums)
    if priced:
        return priced
    addons = {each.code for each in shelf.items("addon") if not resource or each.amount(resource)}
    if resource or subject_of(said.text) == "addon":
        return tuple(each.code for each in held if each.code in addons)
    # One thing held is the thing meant; it is read back by name before anything happens.
    return (held[0].code,) if len(held) == 1 else ()


def _asked(turn: Turn, number: str, codes: Sequence[str]) -> Reply:
    """Read back everything that can be given up; raises OrderRefused when nothing can."""
    found = [_terms(turn, number, code) for code in codes]
    terms = [each for each in found if isinstance(each, Terms)]
    if terms:
        return ask_order(turn, number, terms)
    raise next(each for each in found if isinstance(each, OrderRefused))


def _terms(turn: Turn, number: str, code: str) -> Terms | OrderRefused:
    try:
        return turn.services.accounts.orders.terms(turn.caller, number, "cancel", code)
    except OrderRefused as refused:
        return refused


def _which(turn: Turn, number: str, said: Said, held: Sequence[Subscription]) -> Reply:
    if not held:
        ways = (turn.button("button_package", "query_current_package"), person(turn))
        return Reply((turn.message("cancel_none", *ways, number=number),), finished=True)
    lines = [
        turn.say("item_service", place=place, name=each.name, fee=each.fee)
        for place, each in enumerate(held[:MOST_BUTTONS], start=1)
    ]
    key = "cancel_no_odd" if ordered_by_others(said.text) else "cancel_which"
    text = "\n".join((turn.say(key, number=number), *lines, turn.say("cancel_ask_which")))
    buttons = tuple(
        Button(
            turn.say("button_give_up", name=each.name),
            payload("cancel_service", service_name=each.code),
        )
        for each in held[:MOST_BUTTONS]
    )
    everything = turn.button("button_give_up_all", "cancel_service", reference=ALL)
    out = (person(turn),) if turn.running("cancel_ask_which") else ()
    message = Message(text, (*buttons, everything, *out))
    return Reply((message,), slots=as_shown([each.code for each in held[:MOST_BUTTONS]]))


def _main_package(turn: Turn, said: Said) -> Reply:
    """Say that a number needs a package: another one can be had, or the number closed."""
    names = [each.name for each in Shelf.of(turn).found(said.values("package_name"))]
    buttons = (
        turn.button("button_change_package", "change_package"),
        turn.button("button_close_account", "close_account"),
    )
    return Reply((turn.message("cancel_package", *buttons, name=names[0] if names else ""),))


def _revoke(turn: Turn, order_id: str | None, said: Said) -> Reply:
    """Read back the pending order meant, or ask which; raises NotFound and IdentityNeeded."""
    number, orders = turn.number(), turn.services.accounts.orders
    known = orders.of(turn.caller, number)
    pending = [each for each in known if each.pending]
    if order_id is not None:
        chosen = orders.progress(turn.caller, order_id)
        if not chosen.pending:
            key = "revoke_again" if chosen.state == "revoked" else "revoke_too_late"
            progress = turn.button("button_progress", "query_progress")
            text = turn.message(key, progress, order=chosen.id, what=what(turn, chosen))
            return Reply((text,), finished=True)
        return ask_revoke(turn, number, chosen)
    if subject_of(said.text) == "package":
        pending = [each for each in pending if each.kind == PACKAGE] or pending
    if not pending:
        buttons = (turn.button("button_progress", "query_progress"), person(turn))
        return Reply((turn.message("revoke_none", *buttons, number=number),), finished=True)
    if len(pending) == 1:
        return ask_revoke(turn, number, pending[0])
    return _which_order(turn, pending)


def _which_order(turn: Turn, pending: Sequence[Order]) -> Reply:
    lines = [turn.say("revoke_which")]
    lines += [
        turn.say("revoke_line", order=each.id, what=what(turn, each), day=each.effective_at)
        for each in pending[:MOST_BUTTONS]
    ]
    buttons = tuple(
        Button(turn.say("button_revoke_one", order=each.id), revoke_button(turn, each).payload)
        for each in pending[:MOST_BUTTONS]
    )
    return Reply((Message("\n".join(lines), buttons),))
