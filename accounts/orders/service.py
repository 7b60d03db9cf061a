"""Ordering (handbook §4): terms, orders made once, revoking, and effects at their time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from accounts.access import Caller, Purpose, access_account, allows
from accounts.clock import Clock, local
from accounts.errors import IdentityNeeded, NotFound, OrderRefused
from accounts.notifier import Notification, Notifier
from accounts.orders.model import (
    ADDON,
    EFFECTIVE,
    MOVES,
    PENDING,
    REVOKED,
    Order,
    Terms,
    Wish,
)
from accounts.orders.rows import next_id, order_row, orders_from
from accounts.orders.settling import audited, begin, settle
from accounts.orders.terms import Standing, Stars, terms_together
from accounts.storage.audit_log import write_entry
from accounts.storage.customers import customer_by_number
from accounts.storage.order_rows import (
    move_order,
    numbers_due,
    order_by_id,
    order_by_key,
    orders_of,
    put_order,
)
from accounts.storage.uow import UnitOfWork, UowFactory
from accounts.turns import turn_key

PLACED = "placed"


class Orders:
    """Tells terms, takes orders, revokes them and lets them take effect."""

    def __init__(
        self, *, uow_factory: UowFactory, clock: Clock, notifier: Notifier, stars: Stars
    ) -> None:
        """Take the units of work, the clock, who tells customers, and who grades them."""
        self._uows = uow_factory
        self._clock = clock
        self._notifier = notifier
        self._stars = stars

    def terms(self, caller: Caller, number: str, kind: str, code: str) -> Terms:
        """Return what ordering `code` would mean for `number` now; nothing is changed.

        Raises OrderRefused with the reason, and IdentityNeeded.
        """
        return self.terms_together(caller, number, [(kind, code)])[0]

    def terms_together(
        self, caller: Caller, number: str, wanted: Sequence[tuple[str, str]]
    ) -> tuple[Terms, ...]:
        """Return what ordering `wanted`, pairs of kind and code, with one yes would mean now.

        Raises as `terms` does, also for what cannot be ordered together with what stands before it.
        """
        now = self._clock.now()
        with self._uows() as uow:
            customer = access_account(uow, caller, number, Purpose.ORDER, now)
            standing = Standing.of(uow, customer, self._stars, now)
            uow.commit()
        return terms_together(standing, wanted)

    def place(self, caller: Caller, number: str, wishes: Sequence[Wish]) -> tuple[Order, ...]:
        """Order everything agreed to, all of it or nothing; under one turn id, once.

        Raises OrderRefused: as `terms` does, and with reason ``changed`` when a wish was agreed to
        on terms that hold no longer. Raises IdentityNeeded.
        """
        now = self._clock.now()
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.ORDER, now)
            # Locked first: a repetition at the same moment waits here until the first is done.
            customer_by_number(uow, number, for_update=True)
            keys = [turn_key(caller, matter) for matter in _matters(number, wishes)]
            before = [order_by_key(uow, key) if key else None for key in keys]
            repeated = bool(wishes) and all(before)
            if repeated:
                found = orders_from(uow, before)
            else:
                made = self._make_all(uow, caller, number, wishes, keys)
                found = orders_from(uow, [order_by_id(uow, each) for each in made])
            uow.commit()
        for order in () if repeated else found:
            self._tell(number, order, order.kind)
        return found

    def of(self, caller: Caller, number: str) -> tuple[Order, ...]:
        """Return the orders of `number`, newest first; raises IdentityNeeded."""
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.ORDERS, self._clock.now())
            found = orders_from(uow, orders_of(uow, number))
            uow.commit()
        return found

    def progress(self, caller: Caller, order_id: str) -> Order:
        """Return the order `order_id` of a number that the caller has proved.

        Raises NotFound for every other id, whether or not there is such an order.
        """
        now = self._clock.now()
        with self._uows() as uow:
            row = order_by_id(uow, order_id)
            if row is None or not allows(uow, caller, row.customer_number, Purpose.ORDERS, now):
                raise NotFound
            with suppress(IdentityNeeded):  # the customer may be gone, the order is not
                access_account(uow, caller, row.customer_number, Purpose.ORDERS, now)
            found = orders_from(uow, [order_by_id(uow, order_id)])[0]
            uow.commit()
        return found

    def revoke(self, caller: Caller, number: str, order_id: str) -> Order:
        """Revoke an order that has not taken effect; asked again, it answers alike.

        Raises NotFound for an order that is not of `number`, OrderRefused (``too_late``) for one
        that has taken effect, and IdentityNeeded.
        """
        now = self._clock.now()
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.ORDER, now)
            customer_by_number(uow, number, for_update=True)
            row = order_by_id(uow, order_id)
            if row is None or row.customer_number != number:
                raise NotFound
            fresh = REVOKED in MOVES[row.state]
            if not fresh and row.state != REVOKED:
                raise OrderRefused("too_late", row.item_code, row.item_name, order=order_id)
            if fresh:
                move_order(uow, order_id, at=now, actor=caller.actor, state=REVOKED)
                _audit(uow, caller, number, REVOKED, now)
            found = orders_from(uow, [order_by_id(uow, order_id)])[0]
            uow.commit()
        if fresh:
            self._tell(number, found, REVOKED)
        return found

    def settle_due(self) -> int:
        """Let every order whose time has come take effect; return how many did or became void.

        Each number is one unit of work, so that one that fails holds up no other.
        """
        now = self._clock.now()
        with self._uows(readonly=True) as uow:
            numbers = numbers_due(uow, PENDING, now)
        settled = 0
        for number in numbers:
            with self._uows() as uow:
                settled += settle(uow, number, now)
                uow.commit()
        return settled

    def _make_all(
        self,
        uow: UnitOfWork,
        caller: Caller,
        number: str,
        wishes: Sequence[Wish],
        keys: Sequence[str | None],
    ) -> list[str]:
        """Make an order of each wish and return their ids; all are judged before the first."""
        now = self._clock.now()
        customer = customer_by_number(uow, number)
        if customer is None:
            raise IdentityNeeded(number, needs_password=False)
        standing = Standing.of(uow, customer, self._stars, now)
        agreed = terms_together(standing, [(wish.kind, wish.code) for wish in wishes])
        for wish, terms in zip(wishes, agreed, strict=True):
            if terms.mark != wish.mark:
                raise OrderRefused("changed", wish.code, terms.name)
        made = []
        for terms, key in zip(agreed, keys, strict=True):
            row = order_row(terms, caller, number, key, now, order_id=next_id(uow, now))
            put_order(uow, row, actor=caller.actor)
            if row["state"] == EFFECTIVE:
                _begin(uow, standing, terms, now)
            _audit(uow, caller, number, PLACED, now)
            made.append(str(row["id"]))
        return made

    def _tell(self, number: str, order: Order, event: str) -> None:
        """Send the confirmation (handbook §4); the order stands even when it cannot be sent."""
        data = {
            "order": order.id,
            "item": order.name,
            "before": order.from_name or "",
            "fee": f"{order.fee:.2f}",
            "day": f"{local(order.effective_at):%Y-%m-%d}",
        }
        # The conversation has the order's number; a full disk must not turn a done order into
        # "it did not work", which would have it ordered again.
        with suppress(OSError):
            self._notifier.send(Notification(to=number, kind=f"order_{event}", data=data))


def _matters(number: str, wishes: Sequence[Wish]) -> Iterator[str]:
    """Yield what names each wish within its turn; the second of one thing is one of its own."""
    times: Counter[tuple[str, str]] = Counter()
    for wish in wishes:
        nth = times[wish.kind, wish.code]
        times[wish.kind, wish.code] += 1
        first = f"order\n{number}\n{wish.kind}\n{wish.code}"
        yield f"{first}\n{nth}" if nth else first


def _begin(uow: UnitOfWork, standing: Standing, terms: Terms, now: datetime) -> None:
    items: Iterable[Any] = standing.addons if terms.kind == ADDON else standing.services
    item = next(each for each in items if each.code == terms.code)
    # Read anew for each: the one before has changed the balance.
    customer = customer_by_number(uow, standing.customer.number)
    begin(uow, customer or standing.customer, terms.kind, item, now)


def _audit(uow: UnitOfWork, caller: Caller, number: str, what: str, now: datetime) -> None:
    write_entry(
        uow,
        at=now,
        actor=caller.actor,
        what=audited(what),
        number=number,
        credential=None,
        conversation_id=caller.conversation_id,
    )
