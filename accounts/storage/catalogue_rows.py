"""Reads of the catalogue tables; all public, all small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Integer, Table, Text, cast, literal, select, type_coerce, union_all

from accounts.model import Addon, Gift, Operator, Package, Service
from accounts.storage.rows import build
from accounts.storage.tables_catalogue import addons, gifts, operator, packages, services
from accounts.storage.uow import UnitOfWork

T = TypeVar("T")

_ORDER = ("package", "addon", "service")


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


NameRow = tuple[str, str, str, str, int, int, int, int, str]
"""Kind, code, name, aliases as JSON text, fee in fen, 1 when sold, MB, minutes, validity."""


def _names(kind: str, table: Table, fee: str, *rest: Any) -> Any:
    return select(
        literal(kind),
        table.c.code,
        table.c.name,
        cast(table.c.aliases, Text),
        type_coerce(table.c[fee], Integer),
        *rest,
        literal(_ORDER.index(kind)).label("kind_order"),
        table.c.position.label("place"),
    )


# Built once: making the statement would cost more than running it.
_NAMES = union_all(
    _names(
        "package",
        packages,
        "monthly_fee",
        cast(packages.c.on_sale, Integer),
        packages.c.data_mb,
        packages.c.voice_min,
        literal(""),
    ),
    _names(
        "addon",
        addons,
        "fee",
        literal(1),
        addons.c.data_mb,
        addons.c.voice_min,
        addons.c.valid,
    ),
    _names("service", services, "monthly_fee", literal(1), literal(0), literal(0), literal("")),
).order_by("kind_order", "place")


def name_rows(uow: UnitOfWork) -> tuple[NameRow, ...]:
    """Return what items are called and known by, in catalogue order and in one cheap query.

    Values are as stored, so that whoever asks often can tell at once that nothing changed.
    """
    return tuple(tuple(row)[:-2] for row in uow.execute(_NAMES))


def _all(uow: UnitOfWork, table: Table, kind: type[T]) -> tuple[T, ...]:
    rows = uow.execute(select(table).order_by(table.c.position)).mappings()
    return tuple(build(kind, row) for row in rows)
