"""Suspending and resuming a line: 挂失, 停机保号, 复机 (handbook §3, §11).

A line is suspended for arrears, for loss, at the customer's request, or for a reason of the
billing system's own. Paid and still suspended is put right at once; what is owed keeps it so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from accounts.access import Caller, Purpose, access_account
from accounts.balance import owed
from accounts.changes import ZERO
from accounts.clock import Clock
from accounts.errors import IdentityNeeded, LineRefused
from accounts.line_changes import LineChange, write_line_change
from accounts.model import ACTIVE, ARREARS, LOSS, REQUEST, SUSPENDED, Customer
from accounts.notifier import Notification, Notifier
from accounts.storage import security_rows as rows
from accounts.storage.account_rows import payment_rows
from accounts.storage.catalogue_rows import operator_row
from accounts.storage.customers import customer_by_number
from accounts.storage.uow import UnitOfWork, UowFactory
from accounts.turns import turn_key

SUSPENDING: Mapping[str, Purpose] = {LOSS: Purpose.REPORT_LOSS, REQUEST: Purpose.KEEP_NUMBER}
"""Reasons for which a customer may have a line suspended, and what each needs."""


@dataclass(frozen=True)
class Line:
    """How a line stands; amounts in yuan. `unposted` is paid and not in the balance yet."""

    status: str
    reason: str | None
    balance: Decimal
    unposted: Decimal
    last_payment: Decimal | None = None
    last_payment_at: datetime | None = None

    @property
    def owed(self) -> Decimal:
        """What is left to pay once everything on its way has arrived."""
        return owed(self.balance + self.unposted)


class Lines:
    """Tells how a line stands, suspends it and resumes it."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock, notifier: Notifier) -> None:
        """Take the units of work, the clock and who tells customers."""
        self._uows = uow_factory
        self._clock = clock
        self._notifier = notifier

    def state(self, caller: Caller, number: str) -> Line:
        """Return how the line stands; raises IdentityNeeded."""
        with self._uows() as uow:
            customer = access_account(uow, caller, number, Purpose.LINE, self._clock.now())
            found = _line(uow, customer)
            uow.commit()
        return found

    def check_suspend(self, caller: Caller, number: str, reason: str) -> Line:
        """Return the line as it stands when it may be suspended for `reason` (LOSS, REQUEST).

        Raises LineRefused: already (suspended so), lost (a line kept for loss is not loosened),
        arrears (nothing may be owed on a number that is only put by), other; and IdentityNeeded.
        """
        with self._uows() as uow:
            purpose = SUSPENDING[reason]
            customer = access_account(uow, caller, number, purpose, self._clock.now())
            found = _line(uow, customer)
            uow.commit()
        _check_suspend(found, reason)
        return found

    def suspend(self, caller: Caller, number: str, reason: str) -> LineChange:
        """Suspend for `reason`; in the same turn it is done once. Raises as `check_suspend`."""
        return self._do(caller, number, SUSPENDING[reason], partial(_suspended, reason=reason))

    def check_resume(self, caller: Caller, number: str) -> Line:
        """Return the line as it stands when it may be resumed.

        Raises LineRefused: active, arrears (with what is owed beyond everything paid), other. A
        line suspended for loss needs the password (IdentityNeeded, PasswordTooNew).
        """
        now = self._clock.now()
        with self._uows() as uow:
            customer = access_account(uow, caller, number, Purpose.RESUME, now)
            if customer.suspended_reason == LOSS:
                access_account(uow, caller, number, Purpose.RESUME_LOST, now)
            found = _line(uow, customer)
            uow.commit()
        _check_resume(found)
        return found

    def resume(self, caller: Caller, number: str) -> LineChange:
        """Resume the line; in the same turn once. Raises as `check_resume`.

        A line that was lost or put by and owes money comes back suspended for arrears: found
        again is not paid.
        """
        return self._do(caller, number, Purpose.RESUME, _resumed)

    def _do(
        self,
        caller: Caller,
        number: str,
        purpose: Purpose,
        outcome: Callable[[Line], LineChange],
    ) -> LineChange:
        now = self._clock.now()
        key = turn_key(caller, f"line\n{number}\n{purpose.value}")
        with self._uows() as uow:
            access_account(uow, caller, number, purpose, now)
            # Read again under lock: two requests at once must not both start from one state.
            locked = customer_by_number(uow, number, for_update=True)
            if locked is None:
                raise IdentityNeeded(number, needs_password=False)
            before = rows.status_change_by_key(uow, key) if key else None
            if before is None:
                if purpose is Purpose.RESUME and locked.suspended_reason == LOSS:
                    access_account(uow, caller, number, Purpose.RESUME_LOST, now)
                done = outcome(_line(uow, locked))
                write_line_change(uow, caller, locked, done, at=now, key=key)
            else:
                done = LineChange(before.from_reason, before.to_status, before.to_reason)
            told, contact = operator_row(uow), rows.contact_rows(uow, number).get("phone")
            uow.commit()
        if before is None:
            self._tell(number, contact, done, told.hotline if told else "")
        return done

    def _tell(self, number: str, contact: str | None, done: LineChange, hotline: str) -> None:
        """Send word to the number, and to the contact number: the telephone may be lost."""
        data = {"number": number, "hotline": hotline}
        for to in (number, contact):
            if to is not None:
                # What was done stands even when the message about it cannot be kept.
                with suppress(OSError):
                    self._notifier.send(Notification(to, done.audited, data))


def _suspended(line: Line, *, reason: str) -> LineChange:
    _check_suspend(line, reason)
    return LineChange(line.reason, SUSPENDED, reason)


def _resumed(line: Line) -> LineChange:
    _check_resume(line)
    if line.owed:
        return LineChange(line.reason, SUSPENDED, ARREARS)
    return LineChange(line.reason, ACTIVE, None)


def _check_suspend(line: Line, reason: str) -> None:
    if line.status == SUSPENDED and line.reason == reason:
        raise LineRefused("already")
    if reason == REQUEST:
        if line.reason == LOSS:
            raise LineRefused("lost")
        if line.owed:
            raise LineRefused("arrears", owed=line.owed, unposted=line.unposted)
    if line.status == SUSPENDED and line.reason not in {ARREARS, LOSS, REQUEST}:
        # Why it is stopped is not ours to overwrite; stopped it is.
        raise LineRefused("other")


def _check_resume(line: Line) -> None:
    if line.status == ACTIVE:
        raise LineRefused("active")
    if line.reason not in {ARREARS, LOSS, REQUEST}:
        raise LineRefused("other")
    if line.reason == ARREARS and line.owed:
        raise LineRefused("arrears", owed=line.owed, unposted=line.unposted)


def _line(uow: UnitOfWork, customer: Customer) -> Line:
    paid = payment_rows(uow, customer.number)
    return Line(
        status=customer.status,
        reason=customer.suspended_reason,
        balance=customer.balance,
        unposted=sum((row.amount for row in paid if not row.posted), ZERO),
        last_payment=paid[0].amount if paid else None,
        last_payment_at=paid[0].at if paid else None,
    )
