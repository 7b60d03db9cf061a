"""Reads and writes of new passwords, suspensions, contact details and grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from accounts.month import Month
from accounts.storage.identity_tables import grants
from accounts.storage.tables_customer import bill_items, customers, payments
from accounts.storage.tables_security import (
    contact_details,
    grade_cutoffs,
    grades,
    pending_passwords,
    status_changes,
)
from accounts.storage.uow import UnitOfWork

CHUNK = 500
"""Rows in one INSERT: SQLite's builds differ in how many parameters they take."""


def pending_password(uow: UnitOfWork, conversation_id: str, number: str) -> Any | None:
    """Return the row of the new password that the conversation is entering for `number`."""
    return uow.execute(select(pending_passwords).where(*_entering(conversation_id, number))).first()


def put_pending(uow: UnitOfWork, conversation_id: str, number: str, **values: Any) -> None:
    """Keep what is being entered, in place of what was."""
    uow.execute(delete(pending_passwords).where(*_entering(conversation_id, number)))
    row = {"conversation_id": conversation_id, "number": number, **values}
    uow.execute(insert(pending_passwords).values(row))


def change_pending(uow: UnitOfWork, conversation_id: str, number: str, **values: Any) -> None:
    """Set columns of what is being entered."""
    mine = _entering(conversation_id, number)
    uow.execute(update(pending_passwords).where(*mine).values(values))


def forget_entries(uow: UnitOfWork, conversation_id: str) -> None:
    """Forget what the conversation has entered once; how often it was refused is remembered."""
    mine = pending_passwords.c.conversation_id == conversation_id
    uow.execute(update(pending_passwords).where(mine).values(password_hash=None))


def _entering(conversation_id: str, number: str) -> tuple[Any, ...]:
    table = pending_passwords.c
    return table.conversation_id == conversation_id, table.number == number


def set_password(uow: UnitOfWork, number: str, password_hash: str) -> None:
    """Give the customer of `number` another service password."""
    mine = customers.c.number == number
    uow.execute(update(customers).where(mine).values(service_password_hash=password_hash))


def drop_grants(uow: UnitOfWork, number: str, credential: str, *, but: str) -> None:
    """Take back what other conversations than `but` have proved of `number` by `credential`."""
    uow.execute(
        delete(grants).where(
            grants.c.number == number,
            grants.c.credential == credential,
            grants.c.conversation_id != but,
        )
    )


def set_status(uow: UnitOfWork, number: str, status: str, reason: str | None) -> None:
    """Suspend or resume the line of `number`."""
    mine = customers.c.number == number
    uow.execute(update(customers).where(mine).values(status=status, suspended_reason=reason))


def put_status_change(uow: UnitOfWork, change: Mapping[str, Any]) -> None:
    """Note a suspension or resumption."""
    uow.execute(insert(status_changes).values(dict(change)))


def status_change_by_key(uow: UnitOfWork, key: str) -> Any | None:
    """Return the change made under the idempotency key `key`, or None."""
    return uow.execute(
        select(status_changes).where(status_changes.c.idempotency_key == key)
    ).first()


def contact_rows(uow: UnitOfWork, number: str) -> dict[str, str]:
    """Return the contact details of `number`, kind → value."""
    mine = contact_details.c.customer_number == number
    found = uow.execute(select(contact_details.c.kind, contact_details.c.value).where(mine))
    return {row.kind: row.value for row in found}


def put_contact(uow: UnitOfWork, number: str, kind: str, value: str, at: datetime) -> None:
    """Keep a contact detail in place of the earlier one of its kind."""
    table = contact_details.c
    uow.execute(delete(contact_details).where(table.customer_number == number, table.kind == kind))
    row = {"customer_number": number, "kind": kind, "value": value, "changed_at": at}
    uow.execute(insert(contact_details).values(row))


def joined_on(uow: UnitOfWork) -> dict[str, date]:
    """Return every customer's day of joining."""
    return dict(uow.execute(select(customers.c.number, customers.c.joined_on)).all())


def spent_by_month(uow: UnitOfWork, first: Month, last: Month) -> list[tuple[str, Month, Decimal]]:
    """Return (number, month, total) of every bill that has lines, from `first` to `last`."""
    query = (
        select(
            bill_items.c.customer_number,
            bill_items.c.month,
            func.sum(bill_items.c.amount).label("total"),
        )
        .where(bill_items.c.month.between(first, last))
        .group_by(bill_items.c.customer_number, bill_items.c.month)
    )
    return [(row.customer_number, row.month, row.total) for row in uow.execute(query)]


def paid_since(uow: UnitOfWork, since: datetime) -> list[tuple[str, datetime, Decimal]]:
    """Return (number, moment, amount) of every payment made at or after `since`."""
    query = select(payments.c.customer_number, payments.c.at, payments.c.amount)
    found = uow.execute(query.where(payments.c.at >= since))
    return [(row.customer_number, row.at, row.amount) for row in found]


def replace_grades(
    uow: UnitOfWork, rows: Sequence[Mapping[str, Any]], cutoffs: Sequence[Mapping[str, Any]]
) -> None:
    """Make `rows` the grades of everyone and `cutoffs` the bounds they rest on."""
    uow.execute(delete(grades))
    uow.execute(delete(grade_cutoffs))
    for start in range(0, len(rows), CHUNK):
        uow.execute(insert(grades), [dict(row) for row in rows[start : start + CHUNK]])
    if cutoffs:
        uow.execute(insert(grade_cutoffs), [dict(row) for row in cutoffs])


def is_graded(uow: UnitOfWork) -> bool:
    """Tell whether anybody has been graded."""
    return uow.execute(select(grades.c.stars).limit(1)).first() is not None


def grade_of(uow: UnitOfWork, number: str) -> Any | None:
    """Return the grade row of `number`, or None for one who has not been graded."""
    return uow.execute(select(grades).where(grades.c.customer_number == number)).first()
