"""Reads and writes of tickets and of the counter that numbers them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert, select, text

from accounts.storage.tables_work import sequences, ticket_history, tickets
from accounts.storage.uow import UnitOfWork

# One statement for both databases; it also keeps others from counting until the unit ends.
_COUNT = text(
    "INSERT INTO sequences (name, value) VALUES (:name, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = sequences.value + 1"
)


def next_number(uow: UnitOfWork, name: str) -> int:
    """Return the next number of the sequence `name`, from 1; units that count wait in line."""
    uow.execute(_COUNT, {"name": name})
    query = select(sequences.c.value).where(sequences.c.name == name)
    return int(uow.execute(query).scalar_one())


def put_ticket(uow: UnitOfWork, ticket: dict[str, Any], *, actor: str, note: str = "") -> None:
    """Add a ticket and the first line of its history."""
    uow.execute(insert(tickets).values(ticket))
    line = {
        "ticket_id": ticket["id"],
        "at": ticket["opened_at"],
        "actor": actor,
        "state": ticket["state"],
        "note": note,
    }
    uow.execute(insert(ticket_history).values(line))


def ticket_by_id(uow: UnitOfWork, ticket_id: str) -> Any | None:
    """Return the ticket `ticket_id`, or None."""
    return uow.execute(select(tickets).where(tickets.c.id == ticket_id)).first()


def ticket_by_key(uow: UnitOfWork, key: str) -> Any | None:
    """Return the ticket opened under the idempotency key `key`, or None."""
    return uow.execute(select(tickets).where(tickets.c.idempotency_key == key)).first()


def tickets_of(uow: UnitOfWork, number: str) -> list[Any]:
    """Return the tickets of a number, newest first."""
    query = select(tickets).where(tickets.c.customer_number == number)
    return list(uow.execute(query.order_by(tickets.c.opened_at.desc(), tickets.c.id.desc())))


def history_of(uow: UnitOfWork, ticket_ids: Iterable[str]) -> list[Any]:
    """Return the history of several tickets, oldest line first."""
    wanted = ticket_history.c.ticket_id.in_(tuple(ticket_ids))
    return list(uow.execute(select(ticket_history).where(wanted).order_by(ticket_history.c.id)))
