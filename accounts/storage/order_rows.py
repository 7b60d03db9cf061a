"""Reads and writes of orders; what orders do to accounts is in `accounts.orders`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from accounts.month import Month
from accounts.storage.tables_customer import (
    bill_items,
    bills,
    customers,
    subscriptions,
)
from accounts.storage.tables_work import order_history, orders
from accounts.storage.uow import UnitOfWork


def put_order(uow: UnitOfWork, order: Mapping[str, Any], *, actor: str, note: str = "") -> None:
    """Add an order and the first line of its history."""
    uow.execute(insert(orders).values(dict(order)))
    at = order["ordered_at"]
    _put_step(uow, order["id"], at=at, actor=actor, state=order["state"], note=note)


def move_order(
    uow: UnitOfWork,
    order_id: str,
    *,
    at: datetime,
    actor: str,
    state: str,
    note: str = "",
    charged: Decimal | None = None,
) -> None:
    """Bring an order to `state` and write it into its history; `charged` is its new sum."""
    values: dict[str, Any] = {"state": state}
    if charged is not None:
        values["charged"] = charged
    uow.execute(update(orders).where(orders.c.id == order_id).values(values))
    _put_step(uow, order_id, at=at, actor=actor, state=state, note=note)


def _put_step(
    uow: UnitOfWork, order_id: str, *, at: datetime, actor: str, state: str, note: str
) -> None:
    step = {"order_id": order_id, "at": at, "actor": actor, "state": state, "note": note}
    uow.execute(insert(order_history).values(step))


def order_by_id(uow: UnitOfWork, order_id: str) -> Any | None:
    """Return the order `order_id`, or None."""
    return uow.execute(select(orders).where(orders.c.id == order_id)).first()


def order_by_key(uow: UnitOfWork, key: str) -> Any | None:
    """Return the order made under the idempotency key `key`, or None."""
    return uow.execute(select(orders).where(orders.c.idempotency_key == key)).first()


def orders_of(uow: UnitOfWork, number: str, *, state: str | None = None) -> list[Any]:
    """Return the orders of a number, newest first, only those in `state` when one is given."""
    query = select(orders).where(orders.c.customer_number == number)
    if state is not None:
        query = query.where(orders.c.state == state)
    return list(uow.execute(query.order_by(orders.c.ordered_at.desc(), orders.c.id.desc())))


def due_orders(uow: UnitOfWork, number: str, state: str, now: datetime) -> list[Any]:
    """Return the orders of `number` in `state` whose time has come, first due first."""
    query = select(orders).where(
        orders.c.customer_number == number, orders.c.state == state, orders.c.effective_at <= now
    )
    return list(uow.execute(query.order_by(orders.c.effective_at, orders.c.id)))


def numbers_due(uow: UnitOfWork, state: str, now: datetime) -> list[str]:
    """Return the numbers that have orders in `state` whose time has come."""
    query = select(orders.c.customer_number).where(
        orders.c.state == state, orders.c.effective_at <= now
    )
    return sorted(set(uow.execute(query).scalars()))


def order_steps(uow: UnitOfWork, order_ids: Iterable[str]) -> list[Any]:
    """Return the history of several orders, oldest line first."""
    wanted = order_history.c.order_id.in_(tuple(order_ids))
    return list(uow.execute(select(order_history).where(wanted).order_by(order_history.c.id)))


def put_subscription(uow: UnitOfWork, number: str, code: str, since: Month, by: str) -> None:
    """Add what is subscribed from `since` on."""
    row = {"customer_number": number, "code": code, "since": since, "ordered_by": by}
    uow.execute(insert(subscriptions).values(row))


def end_subscription(uow: UnitOfWork, number: str, code: str, last: Month) -> None:
    """Let `last` be the last month of a subscription; without one, nothing changes.

    It stays on file for the bills and the usage of its months; one that began after `last` had
    none and is removed.
    """
    c = subscriptions.c
    held = (c.customer_number == number, c.code == code, c.until.is_(None))
    uow.execute(delete(subscriptions).where(*held, c.since > last))
    uow.execute(update(subscriptions).where(*held).values(until=last))


def set_customer(uow: UnitOfWork, number: str, **values: Any) -> None:
    """Change columns of a customer's row."""
    uow.execute(update(customers).where(customers.c.number == number).values(values))


def put_charge(
    uow: UnitOfWork, number: str, month: Month, amount: Decimal, *, item: str, code: str | None
) -> None:
    """Put a charge on the bill of `month`, which is begun when there is none."""
    of_month = (bills.c.customer_number == number) & (bills.c.month == month)
    if uow.execute(select(bills.c.month).where(of_month)).first() is None:
        uow.execute(insert(bills).values(customer_number=number, month=month))
    listed = (bill_items.c.customer_number == number) & (bill_items.c.month == month)
    last = uow.execute(select(func.max(bill_items.c.position)).where(listed)).scalar()
    line = {
        "customer_number": number,
        "month": month,
        "position": 0 if last is None else last + 1,
        "item": item,
        "amount": amount,
        "service_code": code,
    }
    uow.execute(insert(bill_items).values(line))
