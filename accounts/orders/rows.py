"""Between orders and their rows: numbering them, writing them out, reading them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.access import Caller
from accounts.clock import local
from accounts.orders.model import ADDON, EFFECTIVE, PENDING, SERVICE, Order, OrderStep, Terms
from accounts.storage.order_rows import order_steps
from accounts.storage.ticket_rows import next_number
from accounts.storage.uow import UnitOfWork

_AT_ONCE = (ADDON, SERVICE)


def order_row(
    terms: Terms, caller: Caller, number: str, key: str | None, now: datetime, *, order_id: str
) -> dict[str, Any]:
    """Return the row of an order on `terms`: add-ons and services take effect at once."""
    return {
        "id": order_id,
        "customer_number": number,
        "conversation_id": caller.conversation_id,
        "kind": terms.kind,
        "item_code": terms.code,
        "item_name": terms.name,
        "from_code": terms.from_code,
        "from_name": terms.from_name,
        "fee": terms.fee,
        "termination_fee": terms.termination_fee,
        "charged": terms.charged,
        "state": EFFECTIVE if terms.kind in _AT_ONCE else PENDING,
        "ordered_at": now,
        "effective_at": terms.effective_at,
        "idempotency_key": key,
    }


def next_id(uow: UnitOfWork, now: datetime) -> str:
    """Return a new id: DD, the Shanghai day and a number counted within it."""
    day = f"DD{local(now):%Y%m%d}"
    return f"{day}{next_number(uow, day):05d}"


def orders_from(uow: UnitOfWork, rows: Iterable[Any]) -> tuple[Order, ...]:
    """Return the orders of `rows` with their histories."""
    found = list(rows)
    steps: dict[str, list[OrderStep]] = {row.id: [] for row in found}
    for line in order_steps(uow, steps):
        steps[line.order_id].append(OrderStep(line.at, line.actor, line.state, line.note))
    return tuple(
        Order(
            id=row.id,
            kind=row.kind,
            code=row.item_code,
            name=row.item_name or row.item_code,
            from_code=row.from_code,
            from_name=row.from_name,
            fee=row.fee,
            termination_fee=row.termination_fee,
            charged=row.charged,
            state=row.state,
            ordered_at=row.ordered_at,
            effective_at=row.effective_at,
            history=tuple(steps[row.id]),
        )
        for row in found
    )
