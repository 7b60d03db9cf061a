"""Known outages (handbook §5): public facts by area; which area is a customer's is not public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.access import Caller, Purpose, access_account
from accounts.clock import Clock
from accounts.storage.outage_rows import all_outages
from accounts.storage.uow import UnitOfWork, UowFactory

FIXED, MOBILE = "broadband", "mobile"
"""What outages are of, beside one type of fault alone."""
FAULTS = {
    "signal": MOBILE,
    "mobile_data": MOBILE,
    "voice_call": MOBILE,
    "sms": MOBILE,
    "broadband": FIXED,
    "iptv": FIXED,
}
"""Types of faults → the network that carries them."""


@dataclass(frozen=True)
class Outage:
    """An outage that is known; `fix_at` is when it is expected to be over, if that is known."""

    area: str
    kind: str
    since: datetime
    fix_at: datetime | None
    note: str

    def explains(self, fault: str) -> bool:
        """Tell whether a fault of the type `fault` may come of it."""
        return self.kind in (fault, FAULTS.get(fault))


class Outages:
    """Tells what is known to be out of order."""

    def __init__(self, *, uow_factory: UowFactory, clock: Clock) -> None:
        """Take the units of work and the clock."""
        self._uows = uow_factory
        self._clock = clock

    def known(self, fault: str) -> tuple[Outage, ...]:
        """Return the outages that explain a fault of the type `fault`, anywhere."""
        with self._uows(readonly=True) as uow:
            return _known(uow, fault, self._clock.now())

    def around(self, caller: Caller, number: str, fault: str) -> tuple[Outage, ...]:
        """Return those of the area of `number`; raises IdentityNeeded."""
        now = self._clock.now()
        with self._uows() as uow:
            area = access_account(uow, caller, number, Purpose.OUTAGES, now).area
            found = tuple(each for each in _known(uow, fault, now) if each.area == area)
            uow.commit()
        return found


def _known(uow: UnitOfWork, fault: str, now: datetime) -> tuple[Outage, ...]:
    rows = (row for row in all_outages(uow) if row.since <= now)
    found = (Outage(row.area, row.kind, row.since, row.expected_fix_at, row.note) for row in rows)
    return tuple(each for each in found if each.explains(fault))
