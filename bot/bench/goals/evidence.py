"""What a conversation has left in the accounts database, looked up past every service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table, select

from accounts.storage.identity_tables import audit_entries, grants
from accounts.storage.tables_customer import (
    bill_items,
    bills,
    call_records,
    customers,
    invoices,
    payments,
    subscriptions,
    usage,
)
from accounts.storage.tables_security import contact_details, status_changes
from accounts.storage.tables_work import order_history, orders, ticket_history, tickets
from accounts.storage.uow import UnitOfWork
from accounts.tickets.model import WARNED

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Effect:
    """One thing on file that a conversation can bring about; equal when nothing about it changed.

    `kind` is order, ticket, payment, line, contact or password; `mark` is its state.
    """

    kind: str
    key: str
    mark: str


@dataclass(frozen=True)
class State:
    """The rows of one number, and the tickets that one conversation opened without a number."""

    customer: Row
    orders: tuple[Row, ...]
    tickets: tuple[Row, ...]
    payments: tuple[Row, ...]
    lines: tuple[Row, ...]
    contacts: tuple[Row, ...]
    subscriptions: tuple[Row, ...]
    proofs: tuple[Row, ...]
    """Credentials shown for the number in this conversation."""

    def effects(self) -> frozenset[Effect]:
        """Return everything on file that was brought about, with its state."""
        found = [Effect("order", each["id"], each["state"]) for each in self.orders]
        found += [Effect("ticket", each["id"], "open") for each in self.tickets]
        found += [Effect("payment", str(each["id"]), "") for each in self.payments]
        found += [Effect("line", str(each["id"]), "") for each in self.lines]
        # What is private is part of the key, which is never shown.
        found += [Effect("contact", each["kind"] + each["value"], "") for each in self.contacts]
        found.append(Effect("password", self.customer["service_password_hash"], ""))
        return frozenset(found)

    @property
    def proved(self) -> bool:
        """Whether the number was proved in this conversation, by code or password."""
        return bool(self.proofs)


@dataclass(frozen=True)
class Truth:
    """What is on file about a customer before anything is said: the figures of right answers."""

    customer: Row
    bills: Mapping[str, Mapping[str, Any]]
    """Month (YYYY-MM) → item → amount."""
    usage: Mapping[str, Row]
    payments: tuple[Row, ...]
    invoices: tuple[Row, ...]
    records: tuple[Row, ...]


def state_of(uow: UnitOfWork, number: str, conversation: str) -> State:
    """Return what is on file of `number`, and of the tickets of `conversation`."""
    theirs = tickets.c.customer_number == number
    opened = tickets.c.conversation_id == conversation
    found = uow.execute(select(tickets).where(theirs | opened).order_by(tickets.c.id))
    shown = select(grants).where(
        grants.c.number == number, grants.c.conversation_id == conversation
    )
    return State(
        customer=_customer(uow, number),
        orders=_rows_of(uow, orders, number, orders.c.id),
        tickets=_mappings(found),
        payments=_rows_of(uow, payments, number, payments.c.id),
        lines=_rows_of(uow, status_changes, number, status_changes.c.id),
        contacts=_rows_of(uow, contact_details, number, contact_details.c.kind),
        subscriptions=_rows_of(uow, subscriptions, number, subscriptions.c.code),
        proofs=_mappings(uow.execute(shown)),
    )


def truth_of(uow: UnitOfWork, number: str) -> Truth:
    """Return the figures on file of `number`."""
    billed: dict[str, dict[str, Any]] = {
        str(row["month"]): {} for row in _rows_of(uow, bills, number, bills.c.month)
    }
    for row in _rows_of(uow, bill_items, number, bill_items.c.month):
        billed[str(row["month"])][row["item"]] = row["amount"]
    return Truth(
        customer=_customer(uow, number),
        bills=billed,
        usage={str(row["month"]): row for row in _rows_of(uow, usage, number, usage.c.month)},
        payments=_rows_of(uow, payments, number, payments.c.at),
        invoices=_rows_of(uow, invoices, number, invoices.c.month),
        records=_rows_of(uow, call_records, number, call_records.c.at),
    )


def audit_gaps(uow: UnitOfWork, number: str) -> list[str]:
    """Return the kinds of changes of `number` that have fewer audit entries than they should."""
    mine = audit_entries.c.number == number
    logged = [row.what for row in uow.execute(select(audit_entries.c.what).where(mine))]
    done = {
        "order_": _count(uow, order_history, orders, order_history.c.order_id, number),
        # A warning to supervisors that time runs out changes nothing of the customer's.
        "ticket_": _count(
            *(uow, ticket_history, tickets, ticket_history.c.ticket_id, number),
            ticket_history.c.event != WARNED,
        ),
        "line_": len(_rows_of(uow, status_changes, number, status_changes.c.id)),
        "contact_changed": len(_rows_of(uow, contact_details, number, contact_details.c.kind)),
        "top_up": sum(
            each["idempotency_key"] is not None
            for each in _rows_of(uow, payments, number, payments.c.id)
        ),
    }
    return [
        kind.rstrip("_")
        for kind, count in done.items()
        if sum(what.startswith(kind) for what in logged) < count
    ]


def _count(
    uow: UnitOfWork, history: Table, of: Table, key: Column, number: str, *which: Any
) -> int:
    """Return how many events the things of `number` have had in this product, none imported."""
    theirs = select(of.c.id).where(of.c.customer_number == number, of.c.conversation_id.isnot(None))
    return len(uow.execute(select(history.c.id).where(key.in_(theirs), *which)).all())


def _customer(uow: UnitOfWork, number: str) -> Row:
    found = uow.execute(select(customers).where(customers.c.number == number))
    return dict(found.mappings().one())


def _rows_of(uow: UnitOfWork, table: Table, number: str, order: Column) -> tuple[Row, ...]:
    theirs = select(table).where(table.c.customer_number == number).order_by(order)
    return _mappings(uow.execute(theirs))


def _mappings(result: Any) -> tuple[Row, ...]:
    return tuple(dict(row) for row in result.mappings())
