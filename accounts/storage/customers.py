"""Finds customers; called by `access_account`, the one door, and by nothing else that answers."""

from __future__ import annotations

from sqlalchemy import select

from accounts.model import Customer
from accounts.storage.tables_customer import customers
from accounts.storage.uow import UnitOfWork


def customer_by_number(
    uow: UnitOfWork, number: str, *, for_update: bool = False
) -> Customer | None:
    """Return the customer of `number`, or None when there is none.

    With `for_update` nobody else can change the row until the unit of work ends.
    """
    query = select(customers).where(customers.c.number == number)
    if for_update:
        query = query.with_for_update()
    row = uow.execute(query).mappings().first()
    return None if row is None else Customer(**row)
