"""Reads of the catalogue tables; all public, all small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import Table, select

from accounts.model import Addon, Gift, Operator, Package, Service
from accounts.storage.rows import build
from accounts.storage.tables_catalogue import addons, gifts, operator, packages, services
from accounts.storage.uow import UnitOfWork

T = TypeVar("T")


def operator_row(uow: UnitOfWork) -> Operator | None:
    """Return the operator, or None before anything was seeded."""
    row = uow.execute(select(operator)).mappings().first()
    return None if row is None else build(Operator, row)


def all_packages(uow: UnitOfWork) -> tuple[Package, ...]:
    """Return every package, also those no longer sold, in catalogue order."""
    return _all(uow, packages, Package)


def package_of(uow: UnitOfWork, code: str) -> Package:
    """Return the package `code`; a customer's always exists."""
    row = uow.execute(select(packages).where(packages.c.code == code)).mappings().one()
    return build(Package, row)


def all_addons(uow: UnitOfWork) -> tuple[Addon, ...]:
    """Return every add-on, in catalogue order."""
    return _all(uow, addons, Addon)


def addons_of(uow: UnitOfWork, codes: Iterable[str]) -> tuple[Addon, ...]:
    """Return the add-ons among `codes`."""
    query = select(addons).where(addons.c.code.in_(tuple(codes)))
    return tuple(build(Addon, row) for row in uow.execute(query).mappings())


def all_services(uow: UnitOfWork) -> tuple[Service, ...]:
    """Return every value-added service, in catalogue order."""
    return _all(uow, services, Service)


def all_gifts(uow: UnitOfWork) -> tuple[Gift, ...]:
    """Return every gift, in catalogue order."""
    return _all(uow, gifts, Gift)


def _all(uow: UnitOfWork, table: Table, kind: type[T]) -> tuple[T, ...]:
    rows = uow.execute(select(table).order_by(table.c.position)).mappings()
    return tuple(build(kind, row) for row in rows)
