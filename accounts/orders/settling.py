"""What an order does to an account, at once or when it comes due; the only writer of effects.

Imports nothing of `accounts.access`: the door to an account settles what has come due first.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.changes import ZERO
from accounts.model import Customer
from accounts.month import Month
from accounts.orders.contract import contract_at, end_after
from accounts.orders.model import ADDON, CANCEL, EFFECTIVE, PACKAGE, PENDING, VOID
from accounts.storage.audit_log import write_entry
from accounts.storage.catalogue_rows import all_packages
from accounts.storage.customers import customer_by_number
from accounts.storage.order_rows import (
    due_orders,
    end_subscription,
    move_order,
    put_charge,
    put_subscription,
    set_customer,
)
from accounts.storage.uow import UnitOfWork

SYSTEM = "system"
"""The actor of what happens by itself, at its time."""
TERMINATION_ITEM = "合约违约金"
"""The bill's own name for an early-termination fee, as 套餐费 is for the monthly one."""
BY_CUSTOMER = "customer"
"""Who ordered what is ordered here."""
MONTHLY = "month"


def audited(what: str) -> str:
    """Return what the audit log says of an order that came to state `what`."""
    return f"order_{what}"


def settle(uow: UnitOfWork, number: str, now: datetime) -> int:
    """Let the orders of `number` that have come due take effect; return how many were.

    Safe when several do it at once: the customer's row is locked before the orders are read for
    good. An order without an object any more becomes void; every change is audited.
    """
    if not due_orders(uow, number, PENDING, now):
        return 0
    customer = customer_by_number(uow, number, for_update=True)
    due = due_orders(uow, number, PENDING, now)
    for order in due:
        if customer is None or not _still_fits(uow, customer, order):
            move_order(uow, order.id, at=now, actor=SYSTEM, state=VOID, note="no object")
            _audit(uow, order, VOID, now)
            continue
        _take_effect(uow, customer, order, now)
        customer = customer_by_number(uow, number) or customer
    return len(due)


def _take_effect(uow: UnitOfWork, customer: Customer, order: Any, now: datetime) -> None:
    charged = order.charged
    if order.kind == PACKAGE:
        charged += _change_package(uow, customer, order)
    elif order.kind == CANCEL:
        last = Month.of(order.effective_at).plus(-1)
        end_subscription(uow, customer.number, order.item_code, last)
    move_order(uow, order.id, at=now, actor=SYSTEM, state=EFFECTIVE, charged=charged)
    _audit(uow, order, EFFECTIVE, now)


def _still_fits(uow: UnitOfWork, customer: Customer, order: Any) -> bool:
    """Tell whether the account is as it was when the order was made.

    A new import of the customer may have changed the package, or the catalogue dropped the item.
    """
    if order.kind != PACKAGE:
        return True
    known = {package.code for package in all_packages(uow)}
    return order.item_code in known and customer.package_code == order.from_code


def _change_package(uow: UnitOfWork, customer: Customer, order: Any) -> Decimal:
    """Give the customer the package from its month on; return the termination fee charged."""
    month = Month.of(order.effective_at)
    packages = {each.code: each for each in all_packages(uow)}
    package = packages[order.item_code]
    present = packages.get(customer.package_code, package)
    running = contract_at(customer.contract_end, present, package, month)
    set_customer(
        uow,
        customer.number,
        package_code=package.code,
        package_since=month,
        contract_end=end_after(running, package, month),
    )
    if order.termination_fee == ZERO:
        return ZERO
    charge(uow, customer, month, order.termination_fee, item=TERMINATION_ITEM)
    return Decimal(order.termination_fee)


def charge(
    uow: UnitOfWork,
    customer: Customer,
    month: Month,
    amount: Decimal,
    *,
    item: str,
    code: str | None = None,
) -> None:
    """Take `amount` from the balance and put it on the bill of `month`: always both or neither."""
    if amount == ZERO:
        return
    set_customer(uow, customer.number, balance=customer.balance - amount)
    put_charge(uow, customer.number, month, amount, item=item, code=code)


def begin(uow: UnitOfWork, customer: Customer, kind: str, item: Any, now: datetime) -> None:
    """Give the customer an add-on or a service at once, and charge its first fee.

    `item` is the Addon or the Service. A day's add-on is no subscription: it ends with the day.
    """
    month = Month.of(now)
    fee = item.fee if kind == ADDON else item.monthly_fee
    charge(uow, customer, month, fee, item=item.name, code=item.code)
    if kind != ADDON or item.valid == MONTHLY:
        put_subscription(uow, customer.number, item.code, month, BY_CUSTOMER)


def _audit(uow: UnitOfWork, order: Any, state: str, now: datetime) -> None:
    write_entry(
        uow,
        at=now,
        actor=SYSTEM,
        what=audited(state),
        number=order.customer_number,
        credential=None,
        conversation_id=order.conversation_id,
    )
