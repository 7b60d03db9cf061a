"""Orders on SQLite and PostgreSQL alike: made once under contention, settled once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from accounts.orders.model import Order, Wish

NUMBER = "13900000001"


def test_an_order_is_made_once_and_settled_once(accounts, prove, clock) -> None:
    """The same question twice is one order; what is due takes effect in one unit of work."""
    caller = prove(NUMBER)
    terms = accounts.orders.terms(caller, NUMBER, "cancel", "RING")
    wish = Wish("cancel", "RING", terms.mark)
    first = accounts.orders.place(caller, NUMBER, [wish])
    again = accounts.orders.place(caller, NUMBER, [wish])
    clock.advance(timedelta(days=20))

    assert again == first
    assert (accounts.orders.settle_due(), accounts.orders.settle_due()) == (1, 0)
    held = accounts.customers.subscriptions(prove(NUMBER), NUMBER)
    assert "RING" not in {each.code for each in held}


def test_a_yes_said_twice_at_the_same_moment_charges_once(accounts, prove) -> None:
    """Both callers get the same order, whichever came first."""
    caller = prove(NUMBER)
    terms = accounts.orders.terms(caller, NUMBER, "addon", "DAY")
    made: list[tuple[Order, ...]] = []

    def confirm() -> None:
        wish = Wish("addon", "DAY", terms.mark)
        made.append(accounts.orders.place(replace(caller, turn_id="q1"), NUMBER, [wish]))

    threads = [threading.Thread(target=confirm) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({orders[0].id for orders in made}) == 1
    assert len(made) == len(threads)
    assert str(accounts.balance.balance(caller, NUMBER).amount) == "9.80"
