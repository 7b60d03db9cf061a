"""The customer's own view of the audit log: 谁查过我的信息 (handbook §3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.access import Caller, Purpose, access_account
from accounts.clock import Clock
from accounts.storage.audit_log import entries_for
from accounts.storage.uow import UowFactory


@dataclass(frozen=True)
class AuditEntry:
    """One access or event: `actor` did `what` under `credential`, at `at`.

    `what` is a `Purpose` value, or an event of `accounts.identity` (`credential_accepted`,
    `credential_wrong`, `number_locked`). `credential` joins what was needed together with ``+``.
    """

    id: int
    at: datetime
    actor: str
    what: str
    credential: str | None
    conversation_id: str


class Audit:
    """Answers from the audit log."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def entries_of(self, caller: Caller, number: str) -> tuple[AuditEntry, ...]:
        """Return everything done to `number`, newest first; this very look is the first entry.

        Raises IdentityNeeded.
        """
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.AUDIT, self._clock.now())
            found = tuple(
                AuditEntry(
                    id=row.id,
                    at=row.at,
                    actor=row.actor,
                    what=row.what,
                    credential=row.credential,
                    conversation_id=row.conversation_id,
                )
                for row in entries_for(uow, number)
            )
            uow.commit()
        return found
