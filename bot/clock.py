"""The process clock for code that cannot be given one: NLU components and the log.

The composition root may set it once; services receive their clock by argument instead.
"""

from __future__ import annotations

from datetime import datetime

from accounts.clock import Clock, SystemClock, local

_clock: Clock = SystemClock()


def set_clock(clock: Clock) -> None:
    """Make `clock` the process clock; called by composition roots and tests only."""
    global _clock  # noqa: PLW0603 - one process, one time
    _clock = clock


def process_clock() -> Clock:
    """Return the process clock."""
    return _clock


def today() -> datetime:
    """Return the present moment as Asia/Shanghai wall time."""
    return local(_clock.now())
