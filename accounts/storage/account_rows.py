"""Reads of what belongs to a customer; the services call them after `access_account`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from accounts.month import Month
from accounts.storage.tables_catalogue import addons, services
from accounts.storage.tables_customer import (
    bill_items,
    bills,
    call_records,
    invoices,
    payments,
    subscriptions,
    usage,
)
from accounts.storage.uow import UnitOfWork


def bill_lines(uow: UnitOfWork, number: str, first: Month, last: Month) -> list[Any]:
    """Return (month, item, amount, service_code) of the bills from `first` to `last`, in order.

    A bill without lines comes as one row whose item is None.
    """
    joined = bills.outerjoin(bill_items)
    query = (
        select(bills.c.month, bill_items.c.item, bill_items.c.amount, bill_items.c.service_code)
        .select_from(joined)
        .where(bills.c.customer_number == number, bills.c.month.between(first, last))
        .order_by(bills.c.month, bill_items.c.position)
    )
    return list(uow.execute(query))


def usage_row(uow: UnitOfWork, number: str, month: Month) -> Any | None:
    """Return what `month` used, or None when nothing is on file."""
    query = select(usage).where(usage.c.customer_number == number, usage.c.month == month)
    return uow.execute(query).first()


def subscription_rows(uow: UnitOfWork, number: str, month: Month | None = None) -> list[Any]:
    """Return (code, name, fee, since, ordered_by) of what is subscribed, oldest first.

    With `month`, what has been given up is among it, unless it had ended before `month`.
    """
    until = subscriptions.c.until
    kept = until.is_(None) if month is None else until.is_(None) | (until >= month)
    query = (
        select(
            subscriptions.c.code,
            func.coalesce(services.c.name, addons.c.name).label("name"),
            func.coalesce(services.c.monthly_fee, addons.c.fee).label("fee"),
            subscriptions.c.since,
            subscriptions.c.ordered_by,
        )
        .select_from(
            subscriptions.outerjoin(services, services.c.code == subscriptions.c.code).outerjoin(
                addons, addons.c.code == subscriptions.c.code
            )
        )
        .where(subscriptions.c.customer_number == number, kept)
        .order_by(subscriptions.c.since, subscriptions.c.code)
    )
    return list(uow.execute(query))


def payment_rows(uow: UnitOfWork, number: str, since: datetime | None = None) -> list[Any]:
    """Return the payments made at or after `since`, newest first."""
    query = select(payments).where(payments.c.customer_number == number)
    if since is not None:
        query = query.where(payments.c.at >= since)
    return list(uow.execute(query.order_by(payments.c.at.desc(), payments.c.id.desc())))


def payment_by_key(uow: UnitOfWork, key: str) -> Any | None:
    """Return the payment made under the idempotency key `key`."""
    return uow.execute(select(payments).where(payments.c.idempotency_key == key)).first()


def invoice_rows(uow: UnitOfWork, number: str) -> list[Any]:
    """Return the invoices, newest month first."""
    query = select(invoices).where(invoices.c.customer_number == number)
    return list(uow.execute(query.order_by(invoices.c.month.desc(), invoices.c.number)))


def record_rows(uow: UnitOfWork, number: str, start: datetime, end: datetime) -> list[Any]:
    """Return the detail records from `start` up to but not including `end`, in order of time."""
    query = select(call_records).where(
        call_records.c.customer_number == number,
        call_records.c.at >= start,
        call_records.c.at < end,
    )
    return list(uow.execute(query.order_by(call_records.c.at, call_records.c.id)))
