"""Answers about several months: what was found, and the months that have nothing to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from accounts.errors import MonthUnavailable
from accounts.month import Month
from actions import slots
from actions.missing_months import offered
from actions.turn import Button, Turn, payload

T = TypeVar("T")
Gaps = Mapping[str, list[MonthUnavailable]]
"""The months that cannot be shown, by reason."""

_GAPS: Mapping[str, str] = {
    "before_joining": "months_before_joining",
    "no_bill": "months_no_bill",
    "too_old": "months_too_old",
    "future": "months_future",
}


def named_months(turn: Turn, action: str) -> tuple[Month, ...]:
    """Return the months asked for or inherited; empty when none is: all of them are meant."""
    said = turn.values("month")
    if not said and turn.continues(action):
        said = tuple(turn.slots.get(slots.QUERY_MONTHS) or ())
    return tuple(Month.parse(text) for text in said)


def gather(months: tuple[Month, ...], read: Callable[[Month], T]) -> tuple[list[T], Gaps]:
    """Return what `read` gives for `months`, oldest first, and the months it cannot give.

    Errors other than MonthUnavailable pass.
    """
    found: list[T] = []
    gaps: dict[str, list[MonthUnavailable]] = {}
    for month in sorted(months):
        try:
            found.append(read(month))
        except MonthUnavailable as error:  # noqa: PERF203 - one try a month is the point
            gaps.setdefault(error.reason, []).append(error)
    return found, gaps


def gap_lines(turn: Turn, gaps: Gaps) -> tuple[str, ...]:
    """Say why months are left out, one line a reason."""
    lines = []
    for reason, key in _GAPS.items():
        errors = gaps.get(reason, ())
        if errors:
            months = joined(turn, (turn.say("month_name", month=each.month) for each in errors))
            since = errors[0].joined
            values = {} if since is None else {"joined": since}
            lines.append(turn.say(key, months=months, **values))
    return tuple(lines)


def in_order(turn: Turn, found: Iterable[tuple[Month, str]], gaps: Gaps) -> tuple[str, ...]:
    """Return the lines of what was found and of the gaps, each gap where its first month stands."""
    lines = [(month, 1, line) for month, line in found]
    for reason, errors in gaps.items():
        first = min(each.month for each in errors)
        lines += [(first, 0, line) for line in gap_lines(turn, {reason: errors})]
    return tuple(line for *_, line in sorted(lines, key=lambda each: each[:2]))


def joined(turn: Turn, words: Iterable[str]) -> str:
    """Return `words` as one enumeration."""
    return turn.say("list_mark").join(words)


def near_months(turn: Turn, intent: str) -> tuple[Button, ...]:
    """Return the buttons that ask `intent` for the nearest months that have something to show."""
    return tuple(month_button(turn, intent, month) for month in offered(turn, intent))


def month_button(turn: Turn, intent: str, month: Month) -> Button:
    """Return the button that asks `intent` for `month`."""
    return Button(turn.say("button_month", month=month), payload(intent, month=str(month)))
