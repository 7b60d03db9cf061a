"""Charts for channels that can draw them; the words beside say the same (ARCHITECTURE.md)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from accounts.billing import MonthTotal
from accounts.month import Month
from actions.turn import Message, Turn


def bill_chart(
    turn: Turn, totals: Iterable[tuple[Month, Decimal]], *, focus: Month | None = None
) -> tuple[Message, ...]:
    """Return a bar chart of `totals` in the order given; nothing when one bar would stand alone.

    `focus` is the month asked for, to stand out; the running month is named, for its bar may
    still grow. Both are left out when they have no bar.
    """
    labels: dict[Month, str] = {}
    bars: list[dict[str, str]] = []
    for month, total in totals:
        labels[month] = turn.say("month_name", month=month)
        bars.append({"label": labels[month], "value": f"{total:.2f}"})
    if len(bars) < 2:  # noqa: PLR2004 - one bar compares nothing
        return ()
    chart: dict[str, Any] = {
        "type": "bar_chart",
        "title": turn.say("chart_bills"),
        "unit": turn.say("chart_unit"),
        "bars": bars,
    }
    if focus in labels:
        chart["focus"] = labels[focus]
    if turn.this_month in labels:
        chart["running"] = labels[turn.this_month]
    return (Message(custom=chart),)


def totals_chart(turn: Turn, totals: Iterable[MonthTotal], focus: Month) -> tuple[Message, ...]:
    """Return the chart of what the last months came to, the one asked for in `focus`."""
    return bill_chart(turn, ((each.month, each.total) for each in totals), focus=focus)
