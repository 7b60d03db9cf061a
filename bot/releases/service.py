"""What trainers do with versions: train, look, release, roll back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from accounts.clock import Clock
from bot.changes.log import MOST, ChangeLog
from bot.releases.model import (
    Event,
    Job,
    NotBetter,
    NotConfirmed,
    Reason,
    Report,
    Version,
    moved,
)
from bot.releases.runner import Runner
from bot.releases.shelf import Shelf
from bot.releases.storage.database import Database
from bot.releases.storage.jobs import Jobs
from bot.releases.storage.versions import Check, Versions
from bot.releases.tidying import tidy
from bot.releases.words import told
from bot.training.sources import Sources

TRAINED_AREAS = ("corpus", "dictionary")
"""Areas of changes that count only after a training."""
SEEN_WITHIN = timedelta(seconds=90)
"""A server process that said nothing for so long is taken to have ended."""


class Releases:
    """Versions of one installation; every call blocks on the database."""

    def __init__(
        self,
        *,
        database: Database,
        shelf: Shelf,
        runner: Runner,
        changes: ChangeLog,
        clock: Clock,
    ) -> None:
        """Nothing is opened yet."""
        self._database = database
        self.versions = Versions(database)
        self.jobs = Jobs(database)
        self.shelf = shelf
        self.runner = runner
        self._changes = changes
        self._clock = clock

    def train(self, author: str, note: str) -> Job:
        """Begin a training in the background; raises Busy."""
        return self.runner.start(author, note)

    def job(self) -> Job | None:
        """Return the newest training, None before the first."""
        return self.jobs.current(self._clock.now())

    def seconds_of(self, job: Job) -> float:
        """Return how long a training has taken so far, or took."""
        end = job.ended_at or self._clock.now()
        return max(0.0, (end - job.started_at).total_seconds())

    def unreleased(self) -> int:
        """Return how many changes of the training data no version was made from yet."""
        newest = next((one for one in self.versions.all() if one.model), None)
        return sum(
            newest is None or change.at > newest.created_at
            for area in TRAINED_AREAS
            for change in self._changes.listed(area=area, limit=MOST)
            # What stays as it is was not changed: nothing else would be learned.
            if change.target != Sources.kept
        )

    def check_publish(self, version_id: str, *, confirmed: bool = False) -> Path:
        """Return the model file of a candidate that may be released.

        Raises UnknownVersion; NotAMove when it is no candidate; NotBetter with all that is
        against it, or when it was compared with another version than the one that serves now;
        NotConfirmed when there are doubts that nobody has `confirmed`; ModelUnusable when its
        file is gone.
        """
        version = self.versions.find(version_id)
        _check_release(version, self.versions.pointed())
        if version.doubts and not confirmed:
            raise NotConfirmed(version.doubts)
        return self.shelf.path_of(version)

    def publish(self, version_id: str, by: str, *, confirmed: bool = False) -> Version:
        """Let a candidate answer from now on; raises as `check_publish`.

        Who `confirmed` doubts is kept with the version and in the log of changes.
        """
        self.check_publish(version_id, confirmed=confirmed)
        return self._serve(version_id, Event.RELEASE, by, _check_release)

    def check_rollback(self, version_id: str) -> Path:
        """Return the model file of an earlier version; raises as `check_publish`, but NotBetter."""
        version = self.versions.find(version_id)
        _check_rollback(version, None)
        return self.shelf.path_of(version)

    def rollback(self, version_id: str, by: str) -> Version:
        """Let an earlier version answer again; raises as `check_rollback`."""
        self.check_rollback(version_id)
        return self._serve(version_id, Event.ROLL_BACK, by, _check_rollback)

    def released_model(self) -> tuple[Version, Path] | None:
        """Return the version to start with, None before the first release.

        Raises ModelUnusable when its file is gone.
        """
        pointed = self.versions.pointed()
        if pointed is None:
            return None
        version = self.versions.find(pointed)
        return version, self.shelf.path_of(version)

    def tidy(self) -> None:
        """Delete files and customers' messages that are kept no longer."""
        tidy(self.versions, self.shelf, self._clock.now())

    def reports(self) -> tuple[Report, ...]:
        """Return what the server processes that run say about the version they answer with."""
        return self.versions.reports(self._clock.now() - SEEN_WITHIN)

    def close(self) -> None:
        """Give the database connections back; a training that was begun here is ended."""
        self.runner.stop()
        self._database.close()
        self._changes.close()

    def _serve(self, version_id: str, event: Event, by: str, check: Check) -> Version:
        before = self.versions.latest_released()
        now = self._clock.now()
        doubts = self.versions.find(version_id).doubts if event is Event.RELEASE else ()
        intents = [str(doubt.data["intent"]) for doubt in doubts]
        confirmation = {"by": by, "at": now.isoformat(), "intents": intents} if doubts else None
        version = self.versions.serve(version_id, event, by, now, check, confirmation=confirmation)
        self.tidy()
        summary = told(f"release_change_{event.value}", version=version.id)
        if doubts:
            summary += told("release_change_confirmed", intents="、".join(intents))
        self._changes.record(
            author=by,
            area="release",
            target=version.id,
            summary=summary,
            before="" if before is None else f"{before.id}\n",
            after=f"{version.id}\n",
        )
        return version


def _check_release(version: Version, serving: str | None) -> None:
    if version.reasons:
        raise NotBetter(version.reasons)
    moved(version.state, Event.RELEASE)
    against = (version.comparison or {}).get("against")
    if serving is not None and against != serving:
        raise NotBetter((Reason("compared_with_another", {"serving": serving}),))


def _check_rollback(version: Version, _serving: str | None) -> None:
    moved(version.state, Event.ROLL_BACK)
