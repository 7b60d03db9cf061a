"""The composition root of versions: one database, one shelf, one runner."""

from __future__ import annotations

from accounts.clock import Clock
from bot.changes.bootstrap import open_changes
from bot.releases.runner import Runner
from bot.releases.service import Releases
from bot.releases.shelf import Shelf
from bot.releases.storage.database import Database
from bot.releases.storage.jobs import Jobs
from bot.settings import Settings


def open_releases(settings: Settings, clock: Clock) -> Releases:
    """Return the versions of an installation; its database is opened at the first use."""
    database = Database(settings.studio_url)
    return Releases(
        database=database,
        shelf=Shelf(settings.data_dir),
        runner=Runner(jobs=Jobs(database), data_dir=settings.data_dir, clock=clock),
        changes=open_changes(settings.studio_url, clock),
        clock=clock,
    )
