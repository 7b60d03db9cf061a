"""Who works here: the roster that the seed brought."""

from __future__ import annotations

from typing import Any

from accounts.errors import NotFound
from accounts.staff.model import StaffMember
from accounts.storage import staff_rows as rows
from accounts.storage.uow import UowFactory


class Roster:
    """Reads the roster afresh each time: a seed may have replaced it."""

    def __init__(self, *, uow_factory: UowFactory) -> None:
        """Take the units of work."""
        self._uows = uow_factory

    def members(self) -> tuple[StaffMember, ...]:
        """Return everybody, by number."""
        with self._uows(readonly=True) as uow:
            return tuple(member_of(row) for row in rows.members(uow))

    def member(self, number: str) -> StaffMember:
        """Return the member `number`; raises NotFound."""
        with self._uows(readonly=True) as uow:
            row = rows.member(uow, number)
        if row is None:
            raise NotFound
        return member_of(row)


def member_of(row: Any) -> StaffMember:
    """Return the member of a row of `staff_rows.members`."""
    return StaffMember(
        number=row.number,
        name=row.name,
        role=row.role,
        groups=tuple(row.groups),
        capacity=row.max_conversations,
        has_totp=row.totp_secret is not None,
    )
