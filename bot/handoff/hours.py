"""Working hours: ``HH:MM-HH:MM`` in Shanghai, one for weekdays and one for the weekend."""

from __future__ import annotations

from datetime import datetime

from accounts.clock import local

_SATURDAY = 5


def hours_of(now: datetime, weekdays: str, weekend: str) -> str:
    """Return the hours of the day in Shanghai that `now` falls on."""
    return weekend if local(now).weekday() >= _SATURDAY else weekdays


def is_open(now: datetime, weekdays: str, weekend: str) -> bool:
    """Tell whether people work now; from 22:00 to 06:00 means over midnight.

    The hours after midnight belong to the shift that began the day before.
    """
    minute = local(now).hour * 60 + local(now).minute
    start, end = _minutes(hours_of(now, weekdays, weekend))
    if start <= end:
        if start <= minute < end:
            return True
    elif minute >= start:
        return True
    was_weekend = (local(now).weekday() - 1) % 7 >= _SATURDAY
    start, end = _minutes(weekend if was_weekend else weekdays)
    return start > end and minute < end


def _minutes(hours: str) -> tuple[int, int]:
    start, _, end = hours.partition("-")
    return _minute(start), _minute(end)


def _minute(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)
