"""Where a customer wants to be reached; identity fields are beyond electronic channels (§3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from accounts.access import Caller, Purpose, access_account
from accounts.clock import Clock
from accounts.errors import ContactRefused
from accounts.notifier import Notification, Notifier
from accounts.storage import security_rows as rows
from accounts.storage.audit_log import write_entry
from accounts.storage.customers import customer_by_number
from accounts.storage.tables_security import VALUE
from accounts.storage.uow import UowFactory

Kind = Literal["phone", "address"]
CHANGED = "contact_changed"
"""What the audit log and the notification call a change."""
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
_SHORTEST_ADDRESS = 5


@dataclass(frozen=True)
class Contact:
    """The contact details on file; None for what was never given."""

    phone: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)


class Profiles:
    """Tells and changes contact details."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock, notifier: Notifier) -> None:
        """Take the units of work, the clock and who tells customers."""
        self._uows = uow_factory
        self._clock = clock
        self._notifier = notifier

    def contact(self, caller: Caller, number: str) -> Contact:
        """Return the contact details; raises IdentityNeeded."""
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.CONTACT, self._clock.now())
            found = rows.contact_rows(uow, number)
            uow.commit()
        return Contact(found.get("phone"), found.get("address"))

    def change(self, caller: Caller, number: str, kind: Kind, value: str) -> bool:
        """Keep `value`; tell whether anything changed: the same value again changes nothing.

        Raises ContactRefused (see `check_contact`) and IdentityNeeded.
        """
        wanted = check_contact(kind, value)
        now = self._clock.now()
        with self._uows() as uow:
            access_account(uow, caller, number, Purpose.CONTACT_CHANGE, now)
            customer_by_number(uow, number, for_update=True)
            fresh = rows.contact_rows(uow, number).get(kind) != wanted
            if fresh:
                rows.put_contact(uow, number, kind, wanted, now)
                write_entry(
                    uow,
                    at=now,
                    actor=caller.actor,
                    what=CHANGED,
                    number=number,
                    credential=None,
                    conversation_id=caller.conversation_id,
                )
            uow.commit()
        if fresh:
            # The change stands even when the message about it cannot be kept.
            with suppress(OSError):
                self._notifier.send(Notification(number, CHANGED, {"number": number}))
        return fresh


def check_contact(kind: Kind, value: str) -> str:
    """Return `value` trimmed; raises ContactRefused unless it looks like one of `kind`.

    A telephone is a mobile or fixed number; an address has five characters at least.
    """
    trimmed = value.strip()
    if not _LOOKS[kind](trimmed):
        raise ContactRefused(kind)
    return trimmed


def _is_address(text: str) -> bool:
    said = sum(char.isalnum() for char in text)
    return said >= _SHORTEST_ADDRESS and len(text) <= VALUE and not text.isdigit()


_LOOKS: Mapping[str, Callable[[str], bool]] = {
    "phone": lambda text: _PHONE.fullmatch(text) is not None,
    "address": _is_address,
}
