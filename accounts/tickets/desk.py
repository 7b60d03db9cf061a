"""What staff and the clock do with tickets: move them, warn in time, tell customers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, time
from typing import Any

from accounts.access import Caller
from accounts.clock import Clock, local
from accounts.errors import NotFound
from accounts.notifier import Notification, Notifier
from accounts.storage.ticket_rows import (
    change_ticket,
    due_before,
    staff_numbers,
    ticket_by_id,
    tickets_open,
    with_notice,
)
from accounts.storage.uow import UnitOfWork, UowFactory
from accounts.tickets import model
from accounts.tickets.model import Ticket, TicketRefused, check_move
from accounts.tickets.rows import audit, record, ticket_from, tickets_from

SUPERVISOR = "supervisor"
QUIET_FROM, QUIET_TO = time(21), time(9)
"""Hours in Shanghai in which no customer is sent a notice (handbook §3, §9)."""


class TicketDesk:
    """The staff's side of tickets; its callers have logged somebody in, or are the command line."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock, notifier: Notifier) -> None:
        """Take the units of work, the clock, and who tells customers and supervisors."""
        self._uows = uow_factory
        self._clock = clock
        self._notifier = notifier

    def open_ones(self) -> tuple[Ticket, ...]:
        """Return the tickets that are not over: most urgent first, then soonest due."""
        with self._uows(readonly=True) as uow:
            return tickets_from(uow, tickets_open(uow, model.OVER))

    def find(self, ticket_id: str) -> Ticket:
        """Return any ticket; raises NotFound."""
        with self._uows(readonly=True) as uow:
            row = ticket_by_id(uow, ticket_id)
            if row is None:
                raise NotFound
            return tickets_from(uow, [row])[0]

    def move(self, staff: str, ticket_id: str, state: str, note: str = "") -> Ticket:
        """Bring the ticket to `state` as the staff member `staff`; a result is told the customer.

        Raises NotFound for an unknown ticket or staff number, and TicketRefused for a move that
        `MOVES` does not allow or that is the customer's to make.
        """
        now = self._clock.now()
        with self._uows() as uow:
            row = ticket_by_id(uow, ticket_id, for_update=True)
            if row is None or staff not in staff_numbers(uow):
                raise NotFound
            if state not in model.BY_STAFF:
                raise TicketRefused(ticket_id, row.state, state)
            check_move(ticket_id, row.state, state)
            values: dict[str, Any] = {"assignee": staff}
            if state == model.RESOLVED:
                told = state if row.customer_number else None
                values |= {"rating": None, "notice": told}
            who = f"agent:{staff}"
            record(uow, row, at=now, actor=who, event=model.MOVED, state=state, note=note, **values)
            audit(uow, Caller("", "desk", actor=who), row.customer_number, model.MOVED, now)
            moved = ticket_from(uow, ticket_id)
            uow.commit()
        # The move stands; what could not be told now is told by the next `tend`.
        with suppress(OSError):
            self._tell(ticket_id, now)
        return moved

    def tend(self) -> int:
        """Warn supervisors of what is due within 8 hours, tell held notices; return how many.

        Each ticket is warned of once. Safe to run at any time and from several processes; raises
        OSError when a notification cannot be kept, which is then tried again next time.
        """
        now = self._clock.now()
        with self._uows(readonly=True) as uow:
            due = due_before(uow, now + model.WARN_BEFORE, model.OVER)
            held = with_notice(uow)
        warned = sum(self._warn(ticket_id, now) for ticket_id in due)
        return warned + sum(self._tell(ticket_id, now) for ticket_id in held)

    def _warn(self, ticket_id: str, now: datetime) -> bool:
        with self._uows() as uow:
            row = ticket_by_id(uow, ticket_id, for_update=True)
            if row is None or row.warned_at is not None or row.state in model.OVER:
                return False
            record(uow, row, at=now, actor=model.SYSTEM, event=model.WARNED, warned_at=now)
            # Sent before it is committed: rather twice than never.
            for number in staff_numbers(uow, SUPERVISOR):
                self._send(number, "ticket_warning", {"ticket": ticket_id, "due": _at(row.due_at)})
            uow.commit()
        return True

    def _tell(self, ticket_id: str, now: datetime) -> bool:
        if is_quiet(now):
            return False
        with self._uows() as uow:
            row = ticket_by_id(uow, ticket_id, for_update=True)
            if row is None or row.notice is None or row.customer_number is None:
                return False
            self._send(row.customer_number, f"ticket_{row.notice}", {"ticket": ticket_id})
            _told(uow, ticket_id)
            uow.commit()
        return True

    def _send(self, to: str, kind: str, data: Mapping[str, Any]) -> None:
        self._notifier.send(Notification(to=to, kind=kind, data=data))


def is_quiet(now: datetime) -> bool:
    """Tell whether customers sleep in Shanghai: from 21:00 to 09:00."""
    clock = local(now).time()
    return clock >= QUIET_FROM or clock < QUIET_TO


def _told(uow: UnitOfWork, ticket_id: str) -> None:
    change_ticket(uow, ticket_id, notice=None)


def _at(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}"
