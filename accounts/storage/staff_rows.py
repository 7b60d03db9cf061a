"""Reads and writes of the roster, logins, tries and sessions of staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ColumnElement

from accounts.storage.tables_customer import customers
from accounts.storage.tables_security import grades
from accounts.storage.tables_staff import (
    staff_attempts,
    staff_devices,
    staff_logins,
    staff_sessions,
)
from accounts.storage.tables_work import staff
from accounts.storage.uow import UnitOfWork

_MEMBERS = select(staff, staff_logins.c.totp_secret).select_from(
    staff.outerjoin(staff_logins, staff_logins.c.number == staff.c.number)
)


def members(uow: UnitOfWork) -> list[Any]:
    """Return the rows of everybody, with the second factor's secret if there is one."""
    return list(uow.execute(_MEMBERS.order_by(staff.c.number)))


def member(uow: UnitOfWork, number: str) -> Any | None:
    """Return the row of the member `number`, or None."""
    return uow.execute(_MEMBERS.where(staff.c.number == number)).first()


def known_by_numbers(uow: UnitOfWork, numbers: Sequence[str]) -> list[Any]:
    """Return number, name, gender and stars (None ungraded) of those of `numbers` that exist."""
    table = customers.c
    graded = customers.outerjoin(grades, grades.c.customer_number == table.number)
    query = select(table.number, table.name, table.gender, grades.c.stars).select_from(graded)
    return list(uow.execute(query.where(table.number.in_(numbers))))


def without_login(uow: UnitOfWork) -> list[str]:
    """Return the numbers of members who have no password."""
    known = select(staff_logins.c.number)
    query = select(staff.c.number).where(staff.c.number.not_in(known)).order_by(staff.c.number)
    return [str(each) for each in uow.execute(query).scalars()]


def login_of(uow: UnitOfWork, number: str) -> Any | None:
    """Return the login row of `number`, or None."""
    return uow.execute(select(staff_logins).where(staff_logins.c.number == number)).first()


def put_password(uow: UnitOfWork, number: str, password_hash: str, at: datetime) -> None:
    """Give `number` a password; a second factor stays."""
    values = {"password_hash": password_hash, "changed_at": at}
    statement = update(staff_logins).where(staff_logins.c.number == number).values(values)
    if not uow.execute(statement).rowcount:
        uow.execute(insert(staff_logins).values(number=number, **values))


def change_login(uow: UnitOfWork, number: str, **values: Any) -> bool:
    """Set columns of the login of `number`; False when there is none."""
    statement = update(staff_logins).where(staff_logins.c.number == number).values(values)
    return bool(uow.execute(statement).rowcount)


def attempts_of(uow: UnitOfWork, number: str, origins: Sequence[str]) -> list[Any]:
    """Return the rows of wrong tries of `number` from these origins."""
    return list(uow.execute(select(staff_attempts).where(*_tries(number, origins))))


def lock_attempts(uow: UnitOfWork, number: str, origin: str, at: datetime) -> Any:
    """Return the row of wrong tries of `number`, made when missing, and keep it from others."""
    dialect = postgresql if uow.connection.dialect.name == "postgresql" else sqlite
    blank = dialect.insert(staff_attempts).values(
        number=number, origin=origin, wrong=0, wrong_at=at
    )
    uow.execute(blank.on_conflict_do_nothing())
    query = select(staff_attempts).where(*_tries(number, (origin,))).with_for_update()
    return uow.execute(query).one()


def change_attempts(uow: UnitOfWork, number: str, origin: str, **values: Any) -> None:
    """Set columns of the tries of `number` from `origin`."""
    uow.execute(update(staff_attempts).where(*_tries(number, (origin,))).values(values))


def forget_attempts(
    uow: UnitOfWork, number: str, origins: Sequence[str] | None, before: datetime
) -> None:
    """Forget the tries of `number` from these origins or all, and all older than `before`.

    Old ones that another login holds are left for the next time: two would wait for each other.
    """
    table = staff_attempts.c
    uow.execute(delete(staff_attempts).where(*_tries(number, origins)))
    old = select(table.number, table.origin).where(table.wrong_at < before)
    found = uow.execute(old.with_for_update(skip_locked=True)).all()
    for row in found:
        uow.execute(delete(staff_attempts).where(*_tries(row.number, (row.origin,))))


def device_known(
    uow: UnitOfWork, token_hash: str, since: datetime, number: str | None = None
) -> bool:
    """Tell whether `number`, or anybody, has logged in from the device since then."""
    table = staff_devices.c
    query = select(table.number).where(table.token_hash == token_hash, table.known_at >= since)
    if number is not None:
        query = query.where(table.number == number)
    return uow.execute(query).first() is not None


def put_device(uow: UnitOfWork, number: str, token_hash: str, at: datetime) -> None:
    """Note that `number` has just logged in from the device."""
    dialect = postgresql if uow.connection.dialect.name == "postgresql" else sqlite
    values = {"number": number, "token_hash": token_hash, "known_at": at}
    seen = dialect.insert(staff_devices).values(values)
    keys = [staff_devices.c.number, staff_devices.c.token_hash]
    uow.execute(seen.on_conflict_do_update(index_elements=keys, set_={"known_at": at}))


def forget_devices(uow: UnitOfWork, before: datetime, number: str | None = None) -> None:
    """Forget the devices of `number`, and everybody's that were last used before `before`."""
    old = staff_devices.c.known_at < before
    uow.execute(delete(staff_devices).where(old | (staff_devices.c.number == number)))


def _tries(number: str, origins: Sequence[str] | None) -> list[ColumnElement[bool]]:
    mine = [staff_attempts.c.number == number]
    return mine if origins is None else [*mine, staff_attempts.c.origin.in_(origins)]


def put_session(uow: UnitOfWork, **values: Any) -> None:
    """Add a session."""
    uow.execute(insert(staff_sessions).values(values))


def session_of(uow: UnitOfWork, token_hash: str) -> Any | None:
    """Return the row of a session, or None."""
    mine = staff_sessions.c.token_hash == token_hash
    return uow.execute(select(staff_sessions).where(mine)).first()


def touch_session(uow: UnitOfWork, token_hash: str, at: datetime) -> None:
    """Note that the session was used."""
    mine = staff_sessions.c.token_hash == token_hash
    uow.execute(update(staff_sessions).where(mine).values(seen_at=at))


def end_sessions(
    uow: UnitOfWork,
    *,
    at: datetime,
    by: str,
    token_hash: str | None = None,
    number: str | None = None,
    but: str | None = None,
) -> None:
    """End the open session `token_hash`, or all of `number` except `but`."""
    statement = update(staff_sessions).where(staff_sessions.c.ended_at.is_(None))
    if token_hash is not None:
        statement = statement.where(staff_sessions.c.token_hash == token_hash)
    if number is not None:
        statement = statement.where(staff_sessions.c.number == number)
    if but is not None:
        statement = statement.where(staff_sessions.c.token_hash != but)
    uow.execute(statement.values(ended_at=at, ended_by=by))


def forget_sessions(uow: UnitOfWork, before: datetime) -> None:
    """Remove the sessions that were opened before `before`."""
    uow.execute(delete(staff_sessions).where(staff_sessions.c.opened_at < before))
