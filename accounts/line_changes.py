"""What was done to a line, on file and in the audit log.

Imports apart, nothing else writes a line's state.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.access import Caller
from accounts.model import ACTIVE, Customer
from accounts.storage import security_rows as rows
from accounts.storage.audit_log import write_entry
from accounts.storage.uow import UnitOfWork


@dataclass(frozen=True)
class LineChange:
    """What was done: from which reason (None: the line was active) to which."""

    before: str | None
    status: str
    reason: str | None

    @property
    def audited(self) -> str:
        """What the audit log calls it."""
        return "line_resumed" if self.status == ACTIVE else f"line_suspended_{self.reason}"


def write_line_change(
    uow: UnitOfWork,
    caller: Caller,
    customer: Customer,
    done: LineChange,
    *,
    at: datetime,
    key: str | None,
) -> None:
    """Set the line's state and keep who changed it, when, from what to what.

    `key` makes the change once (`accounts.turns`). The entries are part of the caller's unit.
    """
    rows.set_status(uow, customer.number, done.status, done.reason)
    change = {
        "customer_number": customer.number,
        "at": at,
        "actor": caller.actor,
        "conversation_id": caller.conversation_id,
        "from_status": customer.status,
        "from_reason": customer.suspended_reason,
        "to_status": done.status,
        "to_reason": done.reason,
        "idempotency_key": key,
    }
    rows.put_status_change(uow, change)
    write_entry(
        uow,
        at=at,
        actor=caller.actor,
        what=done.audited,
        number=customer.number,
        credential=None,
        conversation_id=caller.conversation_id,
    )
