"""Turns rows into tickets, and writes what happens to one: the change, its line, the audit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.access import Caller
from accounts.clock import local
from accounts.storage.audit_log import write_entry
from accounts.storage.ticket_rows import (
    add_line,
    change_ticket,
    history_of,
    next_number,
    ticket_by_id,
)
from accounts.storage.uow import UnitOfWork
from accounts.tickets.model import Ticket, TicketStep


def tickets_from(uow: UnitOfWork, rows: Iterable[Any]) -> tuple[Ticket, ...]:
    """Return the tickets of `rows` with their history, in the same order."""
    found = list(rows)
    steps: dict[str, list[TicketStep]] = {row.id: [] for row in found}
    for line in history_of(uow, steps):
        step = TicketStep(line.at, line.actor, line.state, line.note, line.event)
        steps[line.ticket_id].append(step)
    return tuple(
        Ticket(
            id=row.id,
            kind=row.kind,
            subject=row.subject,
            state=row.state,
            summary=row.summary,
            opened_at=row.opened_at,
            due_at=row.due_at,
            history=tuple(steps[row.id]),
            details=row.details,
            priority=row.priority,
            senior=row.senior,
            assignee=row.assignee,
            reports=row.reports,
            urges=row.urges,
            rating=row.rating,
            number=row.customer_number,
        )
        for row in found
    )


def ticket_from(uow: UnitOfWork, ticket_id: str) -> Ticket:
    """Return the ticket `ticket_id`, which exists, as it is now."""
    return tickets_from(uow, [ticket_by_id(uow, ticket_id)])[0]


def free_id(uow: UnitOfWork, now: datetime) -> str:
    """Return GZ, the Shanghai day and a number counted within it."""
    day = f"GZ{local(now):%Y%m%d}"
    while True:
        ticket_id = f"{day}{next_number(uow, day):05d}"
        # An imported ticket may bear the number already.
        if ticket_by_id(uow, ticket_id) is None:
            return ticket_id


def record(
    uow: UnitOfWork,
    row: Any,
    *,
    at: datetime,
    actor: str,
    event: str,
    note: str = "",
    state: str | None = None,
    **values: Any,
) -> None:
    """Write one event of the ticket of `row`: columns in `values`, the new state, a line."""
    after = row.state if state is None else state
    changed = {**values} if state is None else {**values, "state": state}
    if changed:
        change_ticket(uow, row.id, **changed)
    add_line(uow, row.id, at=at, actor=actor, event=event, state=after, note=note)


def audit(uow: UnitOfWork, caller: Caller, number: str | None, event: str, now: datetime) -> None:
    """Note in the audit log of `number` that `caller` did `event` to one of its tickets."""
    if number is None:
        return
    write_entry(
        uow,
        at=now,
        actor=caller.actor,
        what=f"ticket_{event}",
        number=number,
        credential=None,
        conversation_id=caller.conversation_id,
    )
