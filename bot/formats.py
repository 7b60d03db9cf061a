"""How values are spoken (handbook §2): money, data, months, days; one method a format.

Words between the digits (月, 今天, 分钟) are labels from the `formats` section of the scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.clock import local
from accounts.month import Month

MB_PER_GB = 1024
PHONE_DIGITS = 11

LABELS: Mapping[str, frozenset[str]] = {
    "month": frozenset({"month"}),
    "month_of_year": frozenset({"year", "month"}),
    "date": frozenset({"month", "day"}),
    "date_of_year": frozenset({"year", "month", "day"}),
    "yesterday": frozenset(),
    "today": frozenset(),
    "tomorrow": frozenset(),
    "time": frozenset({"day", "clock"}),
    "minutes": frozenset({"minutes"}),
}
"""Every label the formats need, with the variables its text must hold."""


class Speech:
    """Speaks values with given label words, as of one day in Shanghai.

    Every method raises TypeError for a value of another type (a float is never money).
    """

    def __init__(self, labels: Mapping[str, str], today: date) -> None:
        """Speak with `labels` (all of `LABELS`), calling days and months as seen from `today`."""
        self._labels = labels
        self._today = today

    def text(self, value: Any) -> str:
        """Return a text unchanged."""
        _check(value, str)
        return str(value)

    def money(self, value: Any) -> str:
        """Return decimal yuan with two places and no unit."""
        _check(value, Decimal)
        return f"{value.quantize(Decimal('0.01')):f}"

    def data(self, value: Any) -> str:
        """Return MB below one GB, from there GB with two places; the unit included."""
        _check(value, int)
        if abs(value) < MB_PER_GB:
            return f"{value}MB"
        return f"{Decimal(value) / MB_PER_GB:.2f}GB"

    def minutes(self, value: Any) -> str:
        """Return whole minutes with their unit."""
        _check(value, int)
        return self._labels["minutes"].format(minutes=value)

    def count(self, value: Any) -> str:
        """Return a whole number."""
        _check(value, int)
        return str(value)

    def phone(self, value: Any) -> str:
        """Return a phone number in 3-4-4 groups (handbook §1); other lengths unchanged."""
        _check(value, str)
        if len(value) != PHONE_DIGITS:
            return str(value)
        return f"{value[:3]} {value[3:7]} {value[7:]}"

    def masked(self, value: Any) -> str:
        """Return a phone number with its middle hidden (handbook §3)."""
        _check(value, str)
        return f"{value[:3]}****{value[-4:]}"

    def month(self, value: Any) -> str:
        """Return a month; its year is said only when it is not today's."""
        _check(value, Month)
        if value.year == self._today.year:
            return self._labels["month"].format(month=value.number)
        return self._labels["month_of_year"].format(year=value.year, month=value.number)

    def date(self, value: Any) -> str:
        """Return a day; its year is said only when it is not today's."""
        day = _shanghai_day(value)
        if day.year == self._today.year:
            return self._labels["date"].format(month=day.month, day=day.day)
        return self._labels["date_of_year"].format(year=day.year, month=day.month, day=day.day)

    def day(self, value: Any) -> str:
        """Return a day next to today by its name (昨天, 今天, 明天), any other as a date."""
        names = {-1: "yesterday", 0: "today", 1: "tomorrow"}
        name = names.get((_shanghai_day(value) - self._today).days)
        return self._labels[name] if name else self.date(value)

    def time(self, value: Any) -> str:
        """Return a moment as day and clock time in Shanghai."""
        _check(value, datetime)
        return self._labels["time"].format(day=self.day(value), clock=f"{local(value):%H:%M}")


Format = Callable[[Speech, Any], str]

FORMATS: Mapping[str, Format] = {
    "text": Speech.text,
    "money": Speech.money,
    "data": Speech.data,
    "minutes": Speech.minutes,
    "count": Speech.count,
    "phone": Speech.phone,
    "masked": Speech.masked,
    "month": Speech.month,
    "date": Speech.date,
    "day": Speech.day,
    "time": Speech.time,
}
"""Name of a format in the script files → the method that speaks it."""


def _check(value: Any, kind: type) -> None:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")


def _shanghai_day(value: Any) -> date:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a moment needs a time zone")
        return local(value).date()
    if not isinstance(value, date):
        raise TypeError(f"expected date, got {type(value).__name__}")
    return value
