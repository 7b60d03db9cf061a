"""What the operator sells: public facts, always read fresh so that a new seed shows at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlalchemy.engine import make_url

from accounts.errors import NotFound
from accounts.model import Addon, Gift, Operator, Package, Service
from accounts.storage.catalogue_rows import (
    NameRow,
    all_addons,
    all_gifts,
    all_packages,
    all_services,
    name_rows,
    operator_row,
)
from accounts.storage.engine import open_engine
from accounts.storage.uow import UowFactory, uow_factory


@dataclass(frozen=True)
class CatalogueName:
    """What customers call an item, and by what else they know it: its price, what it holds.

    `kind` is package, addon or service; `fee` is yuan a month or once; `valid` is day or month
    for an add-on and empty otherwise. Equal tuples of names mean that nothing was changed.
    """

    kind: str
    code: str
    name: str
    aliases: tuple[str, ...]
    fee: Decimal
    on_sale: bool = True
    data_mb: int = 0
    voice_min: int = 0
    valid: str = ""


class Catalogue:
    """Answers about what is on offer; needs no caller."""

    def __init__(self, *, uow_factory: UowFactory) -> None:
        """Take the units of work."""
        self._uows = uow_factory
        self._names: tuple[tuple[NameRow, ...], tuple[CatalogueName, ...]] = ((), ())

    def operator(self) -> Operator:
        """Return who the operator is; raises NotFound before anything was seeded."""
        with self._uows(readonly=True) as uow:
            found = operator_row(uow)
        if found is None:
            raise NotFound
        return found

    def packages(self, *, on_sale_only: bool = True) -> tuple[Package, ...]:
        """Return the packages in catalogue order, without those no longer sold unless asked."""
        with self._uows(readonly=True) as uow:
            found = all_packages(uow)
        return tuple(package for package in found if package.on_sale or not on_sale_only)

    def addons(self) -> tuple[Addon, ...]:
        """Return the add-ons in catalogue order."""
        with self._uows(readonly=True) as uow:
            return all_addons(uow)

    def codes(self) -> frozenset[str]:
        """Return the codes of every package, add-on and service, those no longer sold included."""
        with self._uows(readonly=True) as uow:
            packages, addons, services = all_packages(uow), all_addons(uow), all_services(uow)
        found = (*(each.code for each in packages), *(each.code for each in addons))
        return frozenset((*found, *(each.code for each in services)))

    def services(self) -> tuple[Service, ...]:
        """Return the value-added services in catalogue order."""
        with self._uows(readonly=True) as uow:
            return all_services(uow)

    def gifts(self) -> tuple[Gift, ...]:
        """Return what points buy, in catalogue order."""
        with self._uows(readonly=True) as uow:
            return all_gifts(uow)

    def names(self) -> tuple[CatalogueName, ...]:
        """Return every name and nickname of the catalogue, for whoever has to recognise them.

        Read afresh each time, and cheap to ask for with every message: as long as nothing was
        changed, the same tuple comes back.
        """
        with self._uows(readonly=True) as uow:
            rows = name_rows(uow)
        known, names = self._names
        if rows != known:
            names = tuple(_named(row) for row in rows)
            self._names = rows, names
        return names


def _named(row: NameRow) -> CatalogueName:
    kind, code, name, aliases, fen, on_sale, data_mb, voice_min, valid = row
    return CatalogueName(
        kind,
        code,
        name,
        tuple(json.loads(aliases)),
        Decimal(fen).scaleb(-2),
        bool(on_sale),
        data_mb,
        voice_min,
        valid,
    )


def open_catalogue(url: str) -> Catalogue | None:
    """Return the catalogue of the database at `url` as it stands, for a process that only reads.

    Nothing is made or migrated: None when `url` names a SQLite file that does not exist. Its calls
    raise SQLAlchemyError while the database is out of reach or has no tables yet.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return None
    return Catalogue(uow_factory=uow_factory(open_engine(url)))
