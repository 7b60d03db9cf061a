"""The names of a seed file's catalogue, for whoever has the file and no database."""

from __future__ import annotations

from pathlib import Path

from accounts.catalogue import CatalogueName
from accounts.seed.read import read_seed


def names_of_seed(path: Path) -> tuple[CatalogueName, ...]:
    """Return what `Catalogue.names` says once the file at `path` is loaded; raises SeedRefused."""
    catalogue = read_seed(path).catalogue
    packages = (
        CatalogueName(
            "package", one.code, one.name, one.aliases, one.monthly_fee, one.on_sale,
            one.data_mb, one.voice_min,
        )
        for one in catalogue.packages
    )  # fmt: skip
    addons = (
        CatalogueName(
            "addon", one.code, one.name, one.aliases, one.fee, data_mb=one.data_mb,
            voice_min=one.voice_min, valid=one.valid,
        )
        for one in catalogue.addons
    )  # fmt: skip
    services = (
        CatalogueName("service", one.code, one.name, one.aliases, one.monthly_fee)
        for one in catalogue.services
    )
    return (*packages, *addons, *services)
