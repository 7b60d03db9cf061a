"""Reads and writes of tickets and of the counter that numbers them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text, update

from accounts.storage.tables_work import sequences, staff, ticket_history, tickets
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
    add_line(
        uow,
        ticket["id"],
        at=ticket["opened_at"],
        actor=actor,
        event="opened",
        state=ticket["state"],
        note=note,
    )


def change_ticket(uow: UnitOfWork, ticket_id: str, **values: Any) -> None:
    """Set columns of the ticket `ticket_id`."""
    uow.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))


def add_line(uow: UnitOfWork, ticket_id: str, **values: Any) -> None:
    """Add a line to the ticket's history."""
    uow.execute(insert(ticket_history).values(ticket_id=ticket_id, **values))


def ticket_by_id(uow: UnitOfWork, ticket_id: str, *, for_update: bool = False) -> Any | None:
    """Return the ticket `ticket_id`, or None; `for_update` keeps it from others."""
    query = select(tickets).where(tickets.c.id == ticket_id)
    return uow.execute(query.with_for_update() if for_update else query).first()


def ticket_by_key(uow: UnitOfWork, key: str) -> Any | None:
    """Return the ticket opened under the idempotency key `key`, or None."""
    return uow.execute(select(tickets).where(tickets.c.idempotency_key == key)).first()


def tickets_of(uow: UnitOfWork, number: str) -> list[Any]:
    """Return the tickets of a number, newest first."""
    query = select(tickets).where(tickets.c.customer_number == number)
    return list(uow.execute(query.order_by(tickets.c.opened_at.desc(), tickets.c.id.desc())))


def same_open(
    uow: UnitOfWork,
    number: str,
    kind: str,
    subject: str | None,
    *,
    over: Sequence[str],
    conversation_id: str | None,
) -> Any | None:
    """Return the newest ticket of a number of one type that is in none of the states `over`.

    With `conversation_id`, only one that this conversation opened.
    """
    query = select(tickets).where(
        tickets.c.customer_number == number,
        tickets.c.kind == kind,
        tickets.c.subject == subject,
        tickets.c.state.notin_(tuple(over)),
    )
    if conversation_id is not None:
        query = query.where(tickets.c.conversation_id == conversation_id)
    return uow.execute(query.order_by(tickets.c.opened_at.desc(), tickets.c.id.desc())).first()


def tickets_open(uow: UnitOfWork, over: Sequence[str]) -> list[Any]:
    """Return the tickets in none of the states `over`: most urgent first, then soonest due."""
    query = select(tickets).where(tickets.c.state.notin_(tuple(over)))
    return list(
        uow.execute(query.order_by(tickets.c.priority.desc(), tickets.c.due_at, tickets.c.id))
    )


def due_before(uow: UnitOfWork, moment: datetime, over: Sequence[str]) -> list[str]:
    """Return the ids of tickets due by `moment` of which nobody was warned."""
    query = select(tickets.c.id).where(
        tickets.c.state.notin_(tuple(over)),
        tickets.c.due_at <= moment,
        tickets.c.warned_at.is_(None),
    )
    return [str(each) for each in uow.execute(query.order_by(tickets.c.due_at)).scalars()]


def with_notice(uow: UnitOfWork) -> list[str]:
    """Return the ids of tickets whose customer is still to be told of a state."""
    query = select(tickets.c.id).where(tickets.c.notice.isnot(None)).order_by(tickets.c.id)
    return [str(each) for each in uow.execute(query).scalars()]


def history_of(uow: UnitOfWork, ticket_ids: Iterable[str]) -> list[Any]:
    """Return the history of several tickets, oldest line first."""
    wanted = ticket_history.c.ticket_id.in_(tuple(ticket_ids))
    return list(uow.execute(select(ticket_history).where(wanted).order_by(ticket_history.c.id)))


def staff_numbers(uow: UnitOfWork, role: str | None = None) -> list[str]:
    """Return the numbers of the staff, or of those with `role`."""
    query = select(staff.c.number).order_by(staff.c.number)
    if role is not None:
        query = query.where(staff.c.role == role)
    return [str(each) for each in uow.execute(query).scalars()]
