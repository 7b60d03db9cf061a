"""Why a bill differs from those before it (handbook §2): pure arithmetic on bill lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from accounts.month import Month

LOOK_BACK = 3
"""A bill is held against the bills of this many months before it."""

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Part:
    """One line of a bill; `service` is the code of what it charges for, when it has one."""

    item: str
    amount: Decimal
    service: str | None


@dataclass(frozen=True)
class Origin:
    """Where a charge comes from: what was subscribed, since when, and who ordered it."""

    code: str
    name: str
    since: Month
    ordered_by: str


@dataclass(frozen=True)
class Change:
    """One item that makes a bill differ from the one it is compared with.

    `now` and `before` are its sums in the two bills (0 where it is not listed). `since` is the
    first month of the unbroken run of bills that list it; None when it is not in this bill, or
    when the run goes back further than the bills looked at and no order tells its beginning.
    `ordered_by` is None when nothing subscribed explains the item.
    """

    item: str
    service: str | None
    now: Decimal
    before: Decimal
    since: Month | None
    ordered_by: str | None

    @property
    def difference(self) -> Decimal:
        """How much more (or, negative, less) the item costs than before."""
        return self.now - self.before


Bills = Mapping[Month, tuple[Part, ...]]


def total_of(parts: Iterable[Part]) -> Decimal:
    """Return the sum of `parts`."""
    return sum((part.amount for part in parts), ZERO)


def compared_with(month: Month, bills: Bills) -> Month | None:
    """Return the month that `month` is held against: the latest of the three before with a bill."""
    return max(_recent(month, bills), default=None)


def changes_of(month: Month, bills: Bills, origins: Iterable[Origin]) -> tuple[Change, ...]:
    """Return what changed in the bill of `month`, the largest difference first.

    An item counts when its sum differs from the bill compared with (an item that vanished
    included), or when it is listed now and some bill of the three months before does not list it:
    a charge that appeared two months ago still deserves naming. The differences of all changes
    add up to the difference of the two totals. Empty when no earlier bill is near enough.
    """
    base = compared_with(month, bills)
    if base is None:
        return ()
    ours, theirs = _sums(bills[month]), _sums(bills[base])
    recent = [_sums(bills[each]) for each in _recent(month, bills)]
    by_code = {origin.code: origin for origin in origins}
    by_name = {origin.name: origin for origin in by_code.values()}
    found = []
    for item in {**ours, **theirs}:
        now, before = ours.get(item, ZERO), theirs.get(item, ZERO)
        appeared = item in ours and any(item not in listed for listed in recent)
        if now == before and not appeared:
            continue
        service = _service(item, (*bills[month], *bills[base]))
        origin = by_code.get(service) if service else by_name.get(item)
        since = _since(item, month, bills, origin)
        found.append(
            Change(item, service, now, before, since, origin.ordered_by if origin else None)
        )
    return tuple(sorted(found, key=lambda change: -abs(change.difference)))


def _recent(month: Month, bills: Bills) -> list[Month]:
    return [each for each in bills if 0 < month.since(each) <= LOOK_BACK]


def _sums(parts: Iterable[Part]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for part in parts:
        sums[part.item] = sums.get(part.item, ZERO) + part.amount
    return sums


def _service(item: str, parts: Iterable[Part]) -> str | None:
    return next((part.service for part in parts if part.item == item and part.service), None)


def _since(item: str, month: Month, bills: Bills, origin: Origin | None) -> Month | None:
    first: Month | None = None
    for each in sorted((each for each in bills if each <= month), reverse=True):
        if all(part.item != item for part in bills[each]):
            return first
        first = each
    # Listed in every bill looked at: only an order from before them can tell when it began.
    return origin.since if origin and first and origin.since <= first else None
