"""What the operator sells: public facts, always read fresh so that a new seed shows at once."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.errors import NotFound
from accounts.model import Addon, Gift, Operator, Package, Service
from accounts.storage.catalogue_rows import (
    all_addons,
    all_gifts,
    all_packages,
    all_services,
    operator_row,
)
from accounts.storage.uow import UowFactory


@dataclass(frozen=True)
class CatalogueName:
    """What customers call an item; `kind` is package, addon or service."""

    kind: str
    code: str
    name: str
    aliases: tuple[str, ...]


class Catalogue:
    """Answers about what is on offer; needs no caller."""

    def __init__(self, *, uow_factory: UowFactory) -> None:
        """Take the units of work."""
        self._uows = uow_factory

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

    def services(self) -> tuple[Service, ...]:
        """Return the value-added services in catalogue order."""
        with self._uows(readonly=True) as uow:
            return all_services(uow)

    def gifts(self) -> tuple[Gift, ...]:
        """Return what points buy, in catalogue order."""
        with self._uows(readonly=True) as uow:
            return all_gifts(uow)

    def names(self) -> tuple[CatalogueName, ...]:
        """Return every name and nickname of the catalogue, for whoever has to recognise them."""
        with self._uows(readonly=True) as uow:
            kinds = (
                ("package", all_packages(uow)),
                ("addon", all_addons(uow)),
                ("service", all_services(uow)),
            )
        return tuple(
            CatalogueName(kind, item.code, item.name, item.aliases)
            for kind, items in kinds
            for item in items
        )
