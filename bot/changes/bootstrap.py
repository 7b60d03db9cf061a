"""The composition root of the log of changes."""

from __future__ import annotations

from accounts.clock import Clock
from bot.changes.log import ChangeLog


def open_changes(url: str, clock: Clock) -> ChangeLog:
    """Return the log on the database at `url`, which is opened at the first use.

    Its calls raise SQLAlchemy's OperationalError when that cannot be done.
    """
    return ChangeLog(url, clock)
