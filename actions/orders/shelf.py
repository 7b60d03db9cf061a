"""The catalogue as a customer walks along it: items, and which one a message means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from accounts.catalogue import CatalogueName
from accounts.customers import PackageState
from accounts.errors import AccountError
from accounts.model import Addon, Package, Service
from actions import slots
from actions.orders.said import Said
from actions.turn import Turn
from bot.text.catalogue_wishes import means_this
from bot.text.shared_names import sharing

CHEAP, CHEAPEST, DEAR, DEAREST = "cheap", "cheapest", "expensive", "most_expensive"
_TOLD_APART = ("reference", "package_name", "service_name", "price", "data_amount", "resource")
GRADES = frozenset({CHEAP, CHEAPEST, DEAR, DEAREST})
"""Values of `price` that name no sum."""


@dataclass(frozen=True)
class Item:
    """A package, add-on or service: what is the same to a customer about all three."""

    kind: str
    code: str
    name: str
    fee: Decimal
    data_mb: int = 0
    voice_min: int = 0
    sms: int = 0
    valid: str = ""
    on_sale: bool = True

    def amount(self, resource: str) -> int:
        """Return how much of `resource` (data, voice, sms) it includes."""
        return {"data": self.data_mb, "voice": self.voice_min, "sms": self.sms}.get(resource, 0)


@dataclass(frozen=True)
class Shelf:
    """Every item, those no longer sold included, in catalogue order."""

    packages: tuple[Package, ...]
    addons: tuple[Addon, ...]
    services: tuple[Service, ...]
    names: Callable[[], tuple[CatalogueName, ...]] = tuple
    """Reads what customers call the items; only asked for when none is named."""

    @classmethod
    def of(cls, turn: Turn) -> Shelf:
        """Read the catalogue."""
        catalogue = turn.services.accounts.catalogue
        packages = catalogue.packages(on_sale_only=False)
        return cls(packages, catalogue.addons(), catalogue.services(), catalogue.names)

    def items(self, kind: str | None = None) -> tuple[Item, ...]:
        """Return the items of `kind` (package, addon, service), or all."""
        found = (
            *(_of_package(each) for each in self.packages),
            *(_of_addon(each) for each in self.addons),
            *(Item("service", e.code, e.name, e.monthly_fee, valid="month") for e in self.services),
        )
        return tuple(each for each in found if kind in (None, each.kind))

    def sold(self, kind: str) -> tuple[Item, ...]:
        """Return the items of `kind` that are on sale."""
        return tuple(each for each in self.items(kind) if each.on_sale)

    def item(self, code: str) -> Item | None:
        """Return the item of `code`, or None."""
        return next((each for each in self.items() if each.code == code), None)

    def alike(self, text: str, kind: str | None = None) -> tuple[Item, ...]:
        """Return the items of `kind` that share a name said in `text`; none without such a name."""
        items = self.found(sharing(text, self.names())) if text else ()
        return tuple(each for each in items if kind in (None, each.kind))

    def package(self, code: str) -> Package:
        """Return the package of `code`, which exists."""
        return next(each for each in self.packages if each.code == code)

    def found(self, codes: Iterable[str]) -> tuple[Item, ...]:
        """Return the items of `codes` that exist, each once, in the order given."""
        items = (self.item(code) for code in dict.fromkeys(codes))
        return tuple(each for each in items if each is not None)


def shown(turn: Turn) -> tuple[str, ...]:
    """Return the codes last listed to the customer, in the order listed."""
    return tuple((turn.slots.get(slots.SHOWN_ITEMS) or {}).get("codes") or ())


def unshown(turn: Turn) -> tuple[str, ...]:
    """Return the codes that belong to the last list and were left for 更多."""
    return tuple((turn.slots.get(slots.SHOWN_ITEMS) or {}).get("rest") or ())


def as_shown(codes: Sequence[str], rest: Sequence[str] = ()) -> dict[str, object]:
    """Return the slot that remembers a list."""
    return {slots.SHOWN_ITEMS: {"codes": list(codes), "rest": list(rest)}}


def picked(turn: Turn, said: Said) -> tuple[str, ...]:
    """Return the codes meant by places in the last list (第二个, 最后那个, 刚才那个)."""
    codes = shown(turn)
    if len(codes) == 1 and not said.has(*_TOLD_APART) and means_this(said.text):
        return codes
    return tuple(
        dict.fromkeys(
            code for each in said.values("reference") for code in _placed(each, codes) if code
        )
    )


def _placed(reference: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    kind, _, place = reference.partition(":")
    if kind == "ordinal":
        index = int(place)
        index = index - 1 if index > 0 else len(codes) + index
        return codes[index : index + 1] if index >= 0 else ()
    if reference == "middle" and len(codes) % 2:
        return (codes[len(codes) // 2],)
    return codes if reference == "previous" and len(codes) == 1 else ()


def misses_place(turn: Turn, said: Said) -> bool:
    """Tell whether a place was named that the last list does not have."""
    placed = any(each.startswith("ordinal:") for each in said.values("reference"))
    return placed and not picked(turn, said)


def sums_of(said: Said, *entities: str) -> tuple[Decimal, ...]:
    """Return the sums in yuan that `entities` name, grades left out."""
    found = (_sum(value) for each in entities for value in said.values(each))
    return tuple(each for each in found if each is not None)


def _sum(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def grade_of(said: Said) -> str | None:
    """Return the grade of price asked for (cheap, …), or None."""
    return next((each for each in said.values("price") if each in GRADES), None)


def graded(items: Sequence[Item], grade: str, present: Decimal | None) -> tuple[Item, ...]:
    """Return `items` that a grade means, the likeliest first.

    Cheaper and dearer are seen from `present` (yuan); without it they begin at the end meant.
    """
    rising = sorted(items, key=lambda item: item.fee)
    if grade == CHEAPEST:
        return tuple(rising)
    if grade == DEAREST:
        return tuple(reversed(rising))
    if grade == CHEAP:
        below = [each for each in reversed(rising) if present is not None and each.fee < present]
        return tuple(below if present is not None else rising)
    above = [each for each in rising if present is not None and each.fee > present]
    return tuple(above if present is not None else reversed(rising))


def present_of(turn: Turn) -> PackageState | None:
    """Return the package of the number spoken about, or None when it may not be told."""
    try:
        return turn.services.accounts.customers.package(turn.caller, turn.number())
    except AccountError:
        return None


def _of_package(each: Package) -> Item:
    return Item(
        "package",
        each.code,
        each.name,
        each.monthly_fee,
        each.data_mb,
        each.voice_min,
        each.sms,
        "month",
        each.on_sale,
    )


def _of_addon(each: Addon) -> Item:
    return Item(
        "addon",
        each.code,
        each.name,
        each.fee,
        each.data_mb,
        each.voice_min,
        each.sms,
        each.valid,
    )
