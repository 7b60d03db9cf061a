"""A bill in words (handbook §2): total, one line of explanation, parts, and what changed and why.

Nothing here asks a service: the same bill always gives the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from accounts.billing import Bill
from accounts.changes import Change, Origin, Part
from accounts.usage import MonthUsage
from actions.queries.months import joined
from actions.queries.ordering import is_odd, orderer
from actions.queries.resources import allowance_of, name_of, spoken
from actions.turn import Turn
from bot.text.charges import overage_of

Subscribed = Mapping[str, Origin]
"""What is subscribed, by code."""


def total_line(turn: Turn, number: str, bill: Bill) -> str:
    """Say what the month came to."""
    key = "bill_total_running" if bill.running else "bill_total"
    return turn.say(key, number=number, month=bill.month, total=bill.total)


def explanation(turn: Turn, bill: Bill) -> str:
    """Explain the total in one line: against the last bill, and the item that moved it most."""
    if bill.compared_with is None:
        return turn.say("bill_first")
    changes = bill.changes or ()
    difference = sum((change.difference for change in changes), Decimal(0))
    before = bill.total - difference
    if difference == 0:
        return turn.say("bill_same", before_month=bill.compared_with)
    values = {"before_month": bill.compared_with, "before": before, "difference": abs(difference)}
    if difference > 0:
        most = max(changes, key=lambda change: change.difference)
        return turn.say("bill_more", **values, item=most.item, rise=most.difference)
    least = min(changes, key=lambda change: change.difference)
    return turn.say("bill_less", **values, item=least.item, fall=-least.difference)


def previous_line(turn: Turn, bill: Bill) -> tuple[str, ...]:
    """Name the totals of the last three months that have bills; nothing when there are none."""
    totals = [
        turn.say("bill_previous_total", month=each.month, total=each.total)
        for each in bill.previous or ()
    ]
    return (turn.say("bill_previous", totals=joined(turn, totals)),) if totals else ()


def part_lines(turn: Turn, parts: Iterable[Part], subscribed: Subscribed) -> tuple[str, ...]:
    """List the parts; one that somebody else ordered says who, and since when."""
    lines = tuple(_part(turn, part, subscribed) for part in parts)
    return (turn.say("bill_parts"), *lines) if lines else (turn.say("bill_no_parts"),)


def change_lines(turn: Turn, bill: Bill) -> tuple[str, ...]:
    """Name every item that changed: by how much, since when, ordered by whom."""
    if bill.compared_with is None or not bill.changes:
        return ()
    header = turn.say("bill_changes", before_month=bill.compared_with)
    return (header, *(change_line(turn, change) for change in bill.changes))


def change_line(turn: Turn, change: Change) -> str:
    """Say what one item did."""
    line = _movement(turn, change)
    if change.since is not None:
        line = turn.say("bill_change_since", change=line, since=change.since)
    if change.ordered_by is not None:
        by = orderer(turn, change.ordered_by)
        line = turn.say("bill_change_orderer", change=line, orderer=by)
    return line


def overage_lines(turn: Turn, bill: Bill, usage: MonthUsage) -> tuple[str, ...]:
    """Explain charges beyond the allowances by what was used."""
    kinds = dict.fromkeys(overage_of(part.item) for part in bill.parts or ())
    lines = (_overage(turn, bill, kind, usage) for kind in kinds if kind is not None)
    return tuple(line for line in lines if line is not None)


def odd_parts(bill: Bill, subscribed: Subscribed) -> tuple[Part, ...]:
    """Return the parts that charge for what somebody other than the customer ordered."""
    return tuple(part for part in bill.parts or () if odd_order(part, subscribed))


def odd_order(part: Part, subscribed: Subscribed) -> Origin | None:
    """Return the order behind `part` when somebody other than the customer made it."""
    found = subscribed.get(part.service or "")
    return found if found is not None and is_odd(found.ordered_by) else None


def _part(turn: Turn, part: Part, subscribed: Subscribed) -> str:
    odd = odd_order(part, subscribed)
    if odd is None:
        return turn.say("bill_part", item=part.item, amount=part.amount)
    return turn.say(
        "bill_part_ordered",
        item=part.item,
        amount=part.amount,
        since=odd.since,
        orderer=orderer(turn, odd.ordered_by),
    )


def _movement(turn: Turn, change: Change) -> str:
    item, now, before = change.item, change.now, change.before
    if before == now:
        return turn.say("bill_change_recent", item=item, now=now)
    if before == 0:
        if now > 0:
            return turn.say("bill_change_new", item=item, now=now)
        return turn.say("bill_change_discount_new", item=item, off=-now)
    if now == 0:
        if before > 0:
            return turn.say("bill_change_gone", item=item, before=before)
        return turn.say("bill_change_discount_gone", item=item, off=-before)
    key = "bill_change_up" if now > before else "bill_change_down"
    moved = abs(change.difference)
    return turn.say(key, item=item, now=now, before=before, difference=moved)


def _overage(turn: Turn, bill: Bill, kind: str, usage: MonthUsage) -> str | None:
    allowance = allowance_of(usage, kind)
    if allowance.total is None or not allowance.over:
        return None
    return turn.say(
        "bill_over",
        month=bill.month,
        resource=name_of(turn, kind),
        used=spoken(turn, kind, allowance.used),
        total=spoken(turn, kind, allowance.total),
        over=spoken(turn, kind, allowance.over),
    )
