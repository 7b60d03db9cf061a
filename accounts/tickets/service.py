"""What customers do with tickets: open, follow, urge, confirm, rate, reopen (handbook §5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from accounts.access import Caller, Purpose, access_account, allows
from accounts.clock import Clock
from accounts.errors import IdentityNeeded, NotFound
from accounts.storage.ticket_rows import (
    history_of,
    put_ticket,
    same_open,
    ticket_by_id,
    ticket_by_key,
    tickets_of,
)
from accounts.storage.uow import UnitOfWork, UowFactory
from accounts.tickets import model
from accounts.tickets.model import Ticket, TicketRefused, Urge, check_move, promised_hours
from accounts.tickets.rows import audit, free_id, record, ticket_from, tickets_from
from accounts.turns import turn_key


class Tickets:
    """Opens tickets, tells how they stand, and takes what customers say of them."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def open(
        self,
        caller: Caller,
        number: str | None,
        kind: str,
        summary: str,
        due_hours: int,
        *,
        subject: str | None = None,
        details: Mapping[str, Any] | None = None,
        join: bool = False,
    ) -> Ticket:
        """Open a ticket due in `due_hours`; asked again in the same turn, it returns the first.

        With `join`, an open ticket of this number, kind and subject takes the report in and is
        returned instead. Needs no credential: anybody may ask to be called back, and nothing of
        the account is told. So a stranger's report joins only what this conversation opened; one
        who holds any credential of the number joins whatever is open.
        """
        now = self._clock.now()
        key = turn_key(caller, kind)
        with self._uows() as uow:
            # The counter is taken first: a repetition, or the same report from elsewhere, waits
            # here for the first. A report that joins leaves a gap in the numbers.
            ticket_id = free_id(uow, now)
            before = ticket_by_key(uow, key) if key else None
            if before is not None:
                return tickets_from(uow, [before])[0]
            ticket = {
                "id": ticket_id,
                "customer_number": number,
                "conversation_id": caller.conversation_id,
                "kind": kind,
                "subject": subject,
                "state": model.SUBMITTED,
                "summary": summary,
                "details": dict(details or {}),
                "opened_at": now,
                "due_at": now + timedelta(hours=due_hours),
                "idempotency_key": key,
            }
            known = _joinable(uow, caller, ticket) if join else None
            if known is None:
                put_ticket(uow, ticket, actor=caller.actor)
                audit(uow, caller, number, model.OPENED, now)
            else:
                _take_in(uow, caller, known, summary, now)
                ticket_id = known.id
            opened = ticket_from(uow, ticket_id)
            uow.commit()
        return opened

    def of(self, caller: Caller, number: str) -> tuple[Ticket, ...]:
        """Return the tickets of `number`, newest first; raises IdentityNeeded."""
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.TICKETS, self._clock.now())
            found = tickets_from(uow, tickets_of(uow, number))
            uow.commit()
        return found

    def progress(self, caller: Caller, ticket_id: str) -> Ticket:
        """Return the ticket `ticket_id` of this conversation, or of a number the caller has proved.

        Raises NotFound for every other id, whether or not such a ticket exists.
        """
        with self._uows() as uow:
            row = self._mine(uow, caller, ticket_id)
            found = tickets_from(uow, [row])[0]
            uow.commit()
        return found

    def report_again(self, caller: Caller, ticket_id: str, summary: str) -> Ticket:
        """Put what was said again of an open ticket into it; raises NotFound as `progress` does.

        The same words right after add nothing. Raises TicketRefused when it is over.
        """
        now = self._clock.now()
        with self._uows() as uow:
            row = self._mine(uow, caller, ticket_id)
            if row.state in model.OVER:
                raise TicketRefused(row.id, row.state, model.JOINED)
            _take_in(uow, caller, row, summary, now)
            found = ticket_from(uow, ticket_id)
            uow.commit()
        return found

    def urge(self, caller: Caller, ticket_id: str) -> Urge:
        """Raise the ticket's priority, at most once an hour, and return how it stands.

        A ticket that is over is returned as it is. Raises NotFound as `progress` does.
        """
        now = self._clock.now()
        with self._uows() as uow:
            row = self._mine(uow, caller, ticket_id)
            fresh = row.urged_at is None or now - row.urged_at >= model.URGE_EVERY
            counted = fresh and row.state not in model.OVER
            if counted:
                raised = {"priority": row.priority + 1, "urges": row.urges + 1, "urged_at": now}
                record(uow, row, at=now, actor=model.CUSTOMER, event=model.URGED, **raised)
                audit(uow, caller, row.customer_number, model.URGED, now)
            found = ticket_from(uow, ticket_id)
            uow.commit()
        return Urge(found, counted)

    def confirm(self, caller: Caller, ticket_id: str) -> Ticket:
        """Note that the customer calls a resolved ticket solved; said again, it answers alike.

        Raises TicketRefused when it is not resolved, NotFound as `progress` does.
        """
        return self._customers_move(caller, ticket_id, model.CONFIRMED)

    def reopen(self, caller: Caller, ticket_id: str, note: str = "") -> Ticket:
        """Reopen a ticket that the customer does not find solved; said again, it answers alike.

        It is promised anew. Raises TicketRefused when it is not over, NotFound as `progress`.
        """
        return self._customers_move(caller, ticket_id, model.REOPENED, note=note)

    def rate(self, caller: Caller, ticket_id: str, score: int) -> Ticket:
        """Keep the customer's rating, 1 to 5; a good one confirms, 1 or 2 reopens (handbook §5).

        A ticket reopened so is for a senior agent. The same score said again answers alike.
        Raises ValueError for another score, TicketRefused when the ticket is not over or was
        rated already, NotFound as `progress` does.
        """
        if not 1 <= score <= model.BEST_RATING:
            raise ValueError(f"no rating: {score}")
        now = self._clock.now()
        with self._uows() as uow:
            row = self._mine(uow, caller, ticket_id)
            if row.rating != score:
                if row.state not in model.OVER or row.rating is not None:
                    raise TicketRefused(row.id, row.state, model.RATED)
                rated = {"actor": model.CUSTOMER, "event": model.RATED, "note": str(score)}
                record(uow, row, at=now, rating=score, **rated)
                audit(uow, caller, row.customer_number, model.RATED, now)
                if score <= model.LOW_RATING:
                    _reopen(uow, row, now, senior=True)
                elif row.state == model.RESOLVED:
                    _moved(uow, row, model.CONFIRMED, now)
            found = ticket_from(uow, ticket_id)
            uow.commit()
        return found

    def _customers_move(
        self, caller: Caller, ticket_id: str, wanted: str, note: str = ""
    ) -> Ticket:
        now = self._clock.now()
        with self._uows() as uow:
            row = self._mine(uow, caller, ticket_id)
            if row.state != wanted:
                check_move(row.id, row.state, wanted)
                if wanted == model.REOPENED:
                    _reopen(uow, row, now, note=note)
                else:
                    _moved(uow, row, wanted, now)
                audit(uow, caller, row.customer_number, wanted, now)
            found = ticket_from(uow, ticket_id)
            uow.commit()
        return found

    def _mine(self, uow: UnitOfWork, caller: Caller, ticket_id: str) -> Any:
        """Return the row, kept from others; raises NotFound unless it concerns the caller."""
        row = ticket_by_id(uow, ticket_id, for_update=True)
        if row is None:
            raise NotFound
        if row.conversation_id is not None and row.conversation_id == caller.conversation_id:
            return row
        number, now = row.customer_number, self._clock.now()
        if number is None or not allows(uow, caller, number, Purpose.TICKETS, now):
            raise NotFound
        try:
            access_account(uow, caller, number, Purpose.TICKETS, now)
        except IdentityNeeded as error:
            raise NotFound from error
        return row


def _joinable(uow: UnitOfWork, caller: Caller, ticket: Mapping[str, Any]) -> Any | None:
    """Return the open ticket that `ticket` would repeat, as far as the caller may know of it."""
    number, now = ticket["customer_number"], ticket["opened_at"]
    if number is None:
        return None
    known = allows(uow, caller, number, Purpose.OUTAGES, now)
    return same_open(
        uow,
        number,
        ticket["kind"],
        ticket["subject"],
        over=model.OVER,
        conversation_id=None if known else caller.conversation_id,
    )


def _take_in(uow: UnitOfWork, caller: Caller, row: Any, summary: str, now: datetime) -> None:
    """Add a report; the same words said again right after add nothing."""
    last = history_of(uow, [row.id])[-1]
    if last.event == model.JOINED and last.note == summary:
        return
    said = {"actor": model.CUSTOMER, "event": model.JOINED, "note": summary}
    record(uow, row, at=now, reports=row.reports + 1, **said)
    audit(uow, caller, row.customer_number, model.JOINED, now)


def _moved(uow: UnitOfWork, row: Any, state: str, now: datetime) -> None:
    record(uow, row, at=now, actor=model.CUSTOMER, event=model.MOVED, state=state, notice=None)


def _reopen(
    uow: UnitOfWork, row: Any, now: datetime, *, senior: bool = False, note: str = ""
) -> None:
    renewed = now + timedelta(hours=promised_hours(row.kind, row.subject))
    values: dict[str, Any] = {"due_at": renewed, "warned_at": None, "notice": None}
    if senior:
        values |= {"senior": True, "priority": row.priority + model.SENIOR_PRIORITY}
    said = {"actor": model.CUSTOMER, "event": model.MOVED, "note": note}
    record(uow, row, at=now, state=model.REOPENED, **said, **values)
