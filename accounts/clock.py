"""The one source of "now" (architecture decision 6): stored in UTC, spoken in Asia/Shanghai."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the time; every service is given one and calls nothing else."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""
        return datetime.now(timezone.utc)


class FixedClock:
    """A clock that stands still until it is moved; for tests and for replaying a day."""

    def __init__(self, moment: datetime) -> None:
        """Stand at `moment`; raises ValueError when it carries no time zone."""
        if moment.tzinfo is None:
            raise ValueError("a clock needs an aware datetime")
        self._moment = moment.astimezone(timezone.utc)

    def now(self) -> datetime:
        """Return the moment the clock stands at, in UTC."""
        return self._moment

    def advance(self, delta: timedelta) -> None:
        """Move forward by `delta`."""
        self._moment += delta


def local(moment: datetime) -> datetime:
    """Return `moment` as Asia/Shanghai wall time, still aware."""
    return moment.astimezone(SHANGHAI)
