"""对扣费有疑问 (handbook §2, §5, §11): the facts first, then the offer to register a dispute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from accounts.billing import Bill
from accounts.changes import ZERO, Part
from accounts.errors import IdentityNeeded, MonthUnavailable
from accounts.month import Month
from actions import slots
from actions.base import QueryAction
from actions.queries.bill import QueryBill
from actions.queries.bill_facts import subscribed_of
from actions.queries.bill_words import Subscribed
from actions.queries.dispute_words import ITEM, charge_facts, not_found, striking, whole_bill
from actions.queries.months import named_months
from actions.turn import Reply, Turn
from bot.text.charges import overage_of

MOST_CHARGES = 3
"""Charges questioned at once."""


@dataclass(frozen=True)
class Hints:
    """What the customer says of the charge: service codes and names, amounts, resources."""

    services: frozenset[str]
    names: frozenset[str]
    amounts: frozenset[Decimal]
    resources: frozenset[str]

    def __bool__(self) -> bool:
        """Tell whether anything was said."""
        return bool(self.services or self.amounts or self.resources)

    def fit(self, part: Part, rises: Mapping[str, Decimal]) -> bool:
        """Tell whether `part` may be meant: by service, kind of use, amount or how much it rose."""
        return (
            part.service in self.services
            or part.item in self.names
            or overage_of(part.item) in self.resources
            or part.amount in self.amounts
            or rises.get(part.item) in self.amounts
        )

    def mean_total(self, bill: Bill) -> bool:
        """Tell whether the sum named is what the whole bill came to.

        Two sums set one level against another (39 before, over a hundred now): then a round one
        is enough, and neither is an item.
        """
        if bill.total in self.amounts:
            return True
        return len(self.amounts) > 1 and self.mean_level(bill)

    def mean_level(self, bill: Bill) -> bool:
        """Tell whether a round sum named stands for the total: over a hundred for 104."""
        return any(is_level(amount, bill.total) for amount in self.amounts)

    def mean_change(self, bill: Bill) -> bool:
        """Tell whether a sum is how much the bill changed, or an item that is not on it now."""
        gone = {abs(change.before) for change in bill.changes or () if change.now == 0}
        return bool(self.amounts & {abs(bill.difference or ZERO), *gone})


class DisputeCharge(QueryAction):
    """Shows which item, since when and who ordered it; then offers to register a dispute."""

    NAME = "action_dispute_charge"

    def answer(self, turn: Turn, number: str) -> Reply:
        """Answer with the charge meant, with the whole bill, or ask which item it is."""
        hints, item = self._hints(turn), ITEM in turn.values("reference")
        seen: list[tuple[Bill, Subscribed]] = []
        for bill in _bills(turn, number, _meant(turn)):
            subscribed = subscribed_of(bill)
            seen.append((bill, subscribed))
            if not hints:
                if striking(turn, bill, subscribed):
                    return whole_bill(turn, number, bill, subscribed)
            elif hints.mean_total(bill) and not item:
                return whole_bill(turn, number, bill, subscribed)
            elif charges := _questioned(hints, bill):
                return charge_facts(turn, number, replace(bill, parts=charges), subscribed)
        return _otherwise(turn, number, seen, hints)

    def remember(self, turn: Turn) -> Mapping[str, Any]:
        """Keep the months and the charge meant, empty when not named, for after verification."""
        return {
            **super().remember(turn),
            slots.QUERY_MONTHS: [str(month) for month in _meant(turn)],
            slots.QUERY_CHARGE: list(self._said(turn)),
        }

    def _said(self, turn: Turn) -> tuple[str, ...]:
        """Return the service codes and amounts of the charge, said now or before."""
        said = (*turn.values("service_name"), *turn.values("amount"))
        if not said and turn.continues(self.NAME):
            said = tuple(turn.slots.get(slots.QUERY_CHARGE) or ())
        return said

    def _hints(self, turn: Turn) -> Hints:
        said = self._said(turn)
        amounts = {text: _decimal(text) for text in said}
        codes = frozenset(text for text, amount in amounts.items() if amount is None)
        known = turn.services.accounts.catalogue.names() if codes else ()
        resource = self.resource(turn)
        return Hints(
            services=codes,
            names=codes | {each.name for each in known if each.code in codes},
            amounts=frozenset(amount for amount in amounts.values() if amount is not None),
            resources=frozenset((resource,) if resource else ()),
        )


def _meant(turn: Turn) -> tuple[Month, ...]:
    """Return the months named, else those of the bill that was shown just before."""
    named = named_months(turn, DisputeCharge.NAME)
    if named or turn.slots.get(slots.QUERY_TOPIC) not in (QueryBill.NAME, DisputeCharge.NAME):
        return named
    return tuple(Month.parse(text) for text in turn.slots.get(slots.QUERY_MONTHS) or ())


def _bills(turn: Turn, number: str, months: tuple[Month, ...]) -> Iterator[Bill]:
    """Yield the bills to look at; without `months` the last finished one before the running one.

    Raises MonthUnavailable for a month that was named, and IdentityNeeded.
    """
    this, found = turn.this_month, False
    for month in months or (this.plus(-1), this, this.plus(-2)):
        try:
            bill = turn.services.accounts.billing.bill(turn.caller, number, month)
        except MonthUnavailable:
            if months:
                raise
            continue
        if bill.parts is None:
            raise IdentityNeeded(number, needs_password=False)
        found = True
        yield bill
    if not found:
        raise MonthUnavailable(this, "no_bill")


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _questioned(hints: Hints, bill: Bill) -> tuple[Part, ...]:
    """Return the parts meant."""
    rises = {change.item: change.difference for change in bill.changes or ()}
    return tuple(part for part in bill.parts or () if hints.fit(part, rises))[:MOST_CHARGES]


def _otherwise(turn: Turn, number: str, seen: list[tuple[Bill, Subscribed]], hints: Hints) -> Reply:
    """Answer when no bill seen holds the charge itself: the bill whose total or change it is."""
    for means in (hints.mean_change, hints.mean_level):
        for bill, subscribed in seen:
            if means(bill):
                return whole_bill(turn, number, bill, subscribed)
    first, subscribed = seen[0]
    if hints:
        return not_found(turn, number, first)
    return whole_bill(turn, number, first, subscribed)


def is_level(amount: Decimal, total: Decimal) -> bool:
    """Tell whether somebody may say `amount` and mean `total`: 一百多 for 104, 104 for 104.30.

    A figure stands for everything up to the next one that is as round.
    """
    if amount <= 0:
        return False
    unit = Decimal(1)
    while amount % (unit * 10) == 0:
        unit *= 10
    return amount <= total < amount + unit
