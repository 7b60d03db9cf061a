"""Writes a checked seed: all of it or nothing, and the same again when loaded twice."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Table, delete, insert, select, update

from accounts.clock import Clock
from accounts.credentials import hash_password, verify_password
from accounts.errors import SeedRefused
from accounts.orders.model import PENDING
from accounts.seed.model import Seed, SeedCustomer, SeedStaff
from accounts.seed.rows import (
    Resolver,
    Row,
    belongings,
    customer_row,
    operator_row,
    outage_row,
    ticket_row,
)
from accounts.storage import tables_catalogue as catalogue
from accounts.storage.tables_customer import customers, subscriptions
from accounts.storage.tables_work import orders, staff, tickets
from accounts.storage.ticket_rows import put_ticket
from accounts.storage.uow import UnitOfWork, UowFactory

T = TypeVar("T")

CHUNK = 500
"""Most values in one IN list: SQLite's builds differ in how many parameters they take."""

IMPORTED_BY = "import"
"""The actor in the history of a ticket that came with a seed."""


def load_seed(uow_factory: UowFactory, seed: Seed, clock: Clock) -> None:
    """Write `seed`, its relative times seen from the clock's now, in one unit of work.

    The catalogue, the outages and the staff become those of the file; what customers outside the
    file still hold stays, withdrawn from sale. Customers of the file are replaced with all that
    belongs to them; others stay. What conversations made (tickets, lockouts, grants, the audit
    log) is left alone. Raises SeedRefused when a ticket id of the file is taken by such a ticket.
    """
    # Hashing is slow on purpose, so it is done before the database is held.
    hashes = _hashes(uow_factory, seed.customers)
    times = Resolver(clock.now())
    with uow_factory() as uow:
        _remove(uow, [customer.phone_number for customer in seed.customers])
        _write_catalogue(uow, seed, times)
        _write_customers(uow, seed, hashes, times)
        _write_tickets(uow, seed, times)
        _replace_all(uow, staff, [_staff_row(each) for each in seed.staff])
        uow.commit()


def _hashes(uow_factory: UowFactory, seeded: Sequence[SeedCustomer]) -> list[str]:
    """Return a hash of each customer's service password; one that still matches is kept."""
    kept: dict[str, str] = {}
    with uow_factory(readonly=True) as uow:
        for numbers in _chunks([customer.phone_number for customer in seeded]):
            query = select(customers.c.number, customers.c.service_password_hash)
            kept.update(uow.execute(query.where(customers.c.number.in_(numbers))).all())

    def hashed(customer: SeedCustomer) -> str:
        old = kept.get(customer.phone_number)
        if old is not None and verify_password(old, customer.service_password):
            return old
        return hash_password(customer.service_password)

    # argon2 releases the interpreter lock, so threads use every core.
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(hashed, seeded))


def _remove(uow: UnitOfWork, numbers: list[str]) -> None:
    for chunk in _chunks(numbers):
        uow.execute(delete(customers).where(customers.c.number.in_(chunk)))
        uow.execute(
            delete(tickets).where(
                tickets.c.customer_number.in_(chunk), tickets.c.conversation_id.is_(None)
            )
        )


def _write_catalogue(uow: UnitOfWork, seed: Seed, times: Resolver) -> None:
    # What somebody has, or has agreed to have, is kept; it only leaves the shelf.
    ordered = select(orders.c.item_code).where(orders.c.state == PENDING)
    held_packages = select(customers.c.package_code).union(ordered)
    held_offers = select(subscriptions.c.code).where(subscriptions.c.until.is_(None))
    uow.execute(
        update(catalogue.packages)
        .where(catalogue.packages.c.code.in_(held_packages))
        .values(on_sale=False)
    )
    listed = seed.catalogue
    _upsert(uow, catalogue.packages, _positioned(listed.packages), held_packages)
    _upsert(uow, catalogue.addons, _positioned(listed.addons), held_offers)
    _upsert(uow, catalogue.services, _positioned(listed.services), held_offers)
    _replace_all(uow, catalogue.gifts, _positioned(listed.gifts))
    _replace_all(uow, catalogue.operator, [operator_row(seed)])
    _replace_all(uow, catalogue.outages, [outage_row(each, times) for each in seed.outages])


def _write_customers(uow: UnitOfWork, seed: Seed, hashes: list[str], times: Resolver) -> None:
    rows = [
        customer_row(customer, password_hash, times)
        for customer, password_hash in zip(seed.customers, hashes, strict=True)
    ]
    _insert(uow, customers, rows)
    gathered: dict[Table, list[Row]] = {}
    for customer in seed.customers:
        for table, owned in belongings(customer, times).items():
            gathered.setdefault(table, []).extend(owned)
    for table, owned in gathered.items():
        _insert(uow, table, owned)


def _write_tickets(uow: UnitOfWork, seed: Seed, times: Resolver) -> None:
    rows = [
        ticket_row(ticket, customer.phone_number, times)
        for customer in seed.customers
        for ticket in customer.tickets
    ]
    taken: list[str] = []
    for ids in _chunks([row["id"] for row in rows]):
        taken += uow.execute(select(tickets.c.id).where(tickets.c.id.in_(ids))).scalars()
    if taken:
        raise SeedRefused(tuple(f"工单号 {ticket_id} 已被另一张工单占用" for ticket_id in taken))
    for row in rows:
        put_ticket(uow, row, actor=IMPORTED_BY)


def _staff_row(member: SeedStaff) -> Row:
    # Passwords live elsewhere: the roster is replaced by each seed, and they outlive it.
    return {name: value for name, value in vars(member).items() if name != "password"}


def _upsert(uow: UnitOfWork, table: Table, rows: list[Row], held: Any) -> None:
    uow.execute(delete(table).where(table.c.code.not_in(held)))
    left = set(uow.execute(select(table.c.code)).scalars())
    for row in rows:
        if row["code"] in left:
            uow.execute(update(table).where(table.c.code == row["code"]).values(row))
    _insert(uow, table, [row for row in rows if row["code"] not in left])


def _replace_all(uow: UnitOfWork, table: Table, rows: list[Row]) -> None:
    uow.execute(delete(table))
    _insert(uow, table, rows)


def _insert(uow: UnitOfWork, table: Table, rows: list[Row]) -> None:
    if rows:
        uow.execute(insert(table), rows)


def _positioned(items: Iterable[Any]) -> list[Row]:
    return [{"position": position, **vars(item)} for position, item in enumerate(items)]


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
