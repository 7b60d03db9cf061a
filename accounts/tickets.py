"""Tickets: what was promised to whom, and how far it is (handbook §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.access import Caller, Purpose, access_account, allows
from accounts.clock import Clock, local
from accounts.errors import IdentityNeeded, NotFound
from accounts.storage.audit_log import write_entry
from accounts.storage.ticket_rows import (
    history_of,
    next_number,
    put_ticket,
    ticket_by_id,
    ticket_by_key,
    tickets_of,
)
from accounts.storage.uow import UnitOfWork, UowFactory
from accounts.turns import turn_key

STATES = ("submitted", "assigned", "processing", "resolved", "confirmed", "reopened")
OPENED = "ticket_opened"
"""What the audit log says of opening a ticket for a number."""

_DAY = 24


@dataclass(frozen=True)
class TicketStep:
    """One change of a ticket: `actor` brought it to `state`."""

    at: datetime
    actor: str
    state: str
    note: str


@dataclass(frozen=True)
class Ticket:
    """A matter under way; `history` is oldest first, `subject` tells a fault's type."""

    id: str
    kind: str
    subject: str | None
    state: str
    summary: str = field(repr=False)
    opened_at: datetime
    due_at: datetime
    history: tuple[TicketStep, ...]

    def overdue(self, now: datetime) -> bool:
        """Tell whether the promised time has passed without a result."""
        return now > self.due_at and self.state not in ("resolved", "confirmed")


class Tickets:
    """Opens tickets and tells how they stand."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def open(
        self, caller: Caller, number: str | None, kind: str, summary: str, due_hours: int
    ) -> Ticket:
        """Open a ticket due in `due_hours`; asked again in the same turn, it returns the first.

        Needs no credential: anybody may ask to be called back, and nothing of the account is
        told. The id is GZ, the Shanghai day and a number counted within it.
        """
        now = self._clock.now()
        key = turn_key(caller, kind)
        with self._uows() as uow:
            # The counter is taken first: a repetition at the same moment waits here for the first.
            ticket_id = _free_id(uow, now)
            before = ticket_by_key(uow, key) if key else None
            if before is not None:
                return _tickets(uow, [before])[0]
            ticket = {
                "id": ticket_id,
                "customer_number": number,
                "conversation_id": caller.conversation_id,
                "kind": kind,
                "state": STATES[0],
                "summary": summary,
                "opened_at": now,
                "due_at": now + timedelta(hours=due_hours),
                "idempotency_key": key,
            }
            put_ticket(uow, ticket, actor=caller.actor)
            if number is not None:
                _audit(uow, caller, number, now)
            opened = _tickets(uow, [ticket_by_id(uow, ticket_id)])[0]
            uow.commit()
        return opened

    def of(self, caller: Caller, number: str) -> tuple[Ticket, ...]:
        """Return the tickets of `number`, newest first; raises IdentityNeeded."""
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.TICKETS, self._clock.now())
            found = _tickets(uow, tickets_of(uow, number))
            uow.commit()
        return found

    def progress(self, caller: Caller, ticket_id: str) -> Ticket:
        """Return the ticket `ticket_id` of this conversation, or of a number the caller has proved.

        Raises NotFound for every other id, whether or not such a ticket exists.
        """
        with self._uows() as uow:
            row = ticket_by_id(uow, ticket_id)
            if row is None or not self._mine(uow, caller, row):
                raise NotFound
            found = _tickets(uow, [row])[0]
            uow.commit()
        return found

    def _mine(self, uow: UnitOfWork, caller: Caller, row: Any) -> bool:
        if row.conversation_id is not None and row.conversation_id == caller.conversation_id:
            return True
        number, now = row.customer_number, self._clock.now()
        if number is None or not allows(uow, caller, number, Purpose.TICKETS, now):
            return False
        try:
            access_account(uow, caller, number, Purpose.TICKETS, now)
        except IdentityNeeded:
            return False
        return True


def promised_hours(kind: str, subject: str | None) -> int:
    """Return within how many hours the handbook promises a result: 48, for mobile faults 24."""
    return _DAY if kind == "fault" and subject != "broadband" else 2 * _DAY


def _free_id(uow: UnitOfWork, now: datetime) -> str:
    day = f"GZ{local(now):%Y%m%d}"
    while True:
        ticket_id = f"{day}{next_number(uow, day):05d}"
        # An imported ticket may bear the number already.
        if ticket_by_id(uow, ticket_id) is None:
            return ticket_id


def _tickets(uow: UnitOfWork, rows: Iterable[Any]) -> tuple[Ticket, ...]:
    found = list(rows)
    steps: dict[str, list[TicketStep]] = {row.id: [] for row in found}
    for line in history_of(uow, steps):
        steps[line.ticket_id].append(TicketStep(line.at, line.actor, line.state, line.note))
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
        )
        for row in found
    )


def _audit(uow: UnitOfWork, caller: Caller, number: str, now: datetime) -> None:
    write_entry(
        uow,
        at=now,
        actor=caller.actor,
        what=OPENED,
        number=number,
        credential=None,
        conversation_id=caller.conversation_id,
    )
