"""Trainings on SQLite or PostgreSQL: one runs at a time, whichever process began it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.releases.model import Busy, Job, JobState, Reason
from bot.releases.storage.database import Database, number_of
from bot.releases.storage.records import job_of, reason_json
from bot.releases.storage.tables import jobs

LOST_AFTER = timedelta(seconds=30)
"""Silence after which a training is given up: its process speaks every few seconds."""
_RUNNING = jobs.c.state == JobState.RUNNING.value


class Jobs:
    """Every training; each call is one transaction, for any thread or process."""

    def __init__(self, database: Database) -> None:
        """Use `database`."""
        self._database = database

    def begin(self, author: str, note: str, host: str, at: datetime) -> Job:
        """Put a training on record as running; raises Busy when another one runs."""
        row = {
            "author": author,
            "note": note,
            "state": JobState.RUNNING.value,
            "step": "waiting",
            "percent": 0,
            "started_at": at,
            "alive_at": at,
            "host": host,
            "findings": [],
        }
        with self._database.alone() as connection:
            _give_up(connection, at)
            running = connection.execute(select(jobs).where(_RUNNING)).first()
            if running is not None:
                raise Busy(job_of(running))
            number = connection.execute(insert(jobs), row).inserted_primary_key[0]
            return job_of(connection.execute(select(jobs).where(jobs.c.id == number)).one())

    def current(self, at: datetime) -> Job | None:
        """Return the newest training, None before the first; a silent one has failed."""
        newest = select(jobs).order_by(jobs.c.id.desc()).limit(1)
        with self._database.reading() as connection:
            row = connection.execute(newest).first()
        if row is None:
            return None
        job = job_of(row)
        if job.state is not JobState.RUNNING or at - job.alive_at <= LOST_AFTER:
            return job
        with self._database.alone() as connection:
            _give_up(connection, at)
            return job_of(connection.execute(newest).one())

    def find(self, job_id: str) -> Job | None:
        """Return a training."""
        with self._database.reading() as connection:
            found = select(jobs).where(jobs.c.id == number_of(job_id))
            row = connection.execute(found).first()
            return None if row is None else job_of(row)

    def running_on(self, host: str) -> Job | None:
        """Return the training that runs on this machine, if one does."""
        with self._database.reading() as connection:
            found = select(jobs).where(_RUNNING, jobs.c.host == host)
            row = connection.execute(found).first()
            return None if row is None else job_of(row)

    def tell(self, job_id: str, at: datetime, **values: Any) -> bool:
        """Note a sign of life with new `values`; False when the training was given up."""
        return self._change(job_id, alive_at=at, **values)

    def finish(self, job_id: str, version_id: str, at: datetime) -> bool:
        """Note that a training is done; False when it was given up meanwhile."""
        return self._change(
            job_id,
            state=JobState.DONE.value,
            step="finished",
            percent=100,
            ended_at=at,
            version_id=number_of(version_id),
        )

    def fail(
        self,
        job_id: str,
        problem: Reason,
        at: datetime,
        *,
        findings: Sequence[Mapping[str, Any]] = (),
        version_id: str | None = None,
    ) -> bool:
        """Note that a training failed, and why; False when it had ended before."""
        return self._change(
            job_id,
            state=JobState.FAILED.value,
            ended_at=at,
            problem=reason_json(problem),
            findings=[dict(each) for each in findings],
            version_id=None if version_id is None else number_of(version_id),
        )

    def seconds(self) -> float | None:
        """Return how long the last training that succeeded took."""
        done = select(jobs).where(jobs.c.state == JobState.DONE.value)
        with self._database.reading() as connection:
            row = connection.execute(done.order_by(jobs.c.id.desc()).limit(1)).first()
        return None if row is None else (row.ended_at - row.started_at).total_seconds()

    def _change(self, job_id: str, **values: Any) -> bool:
        running = update(jobs).where(jobs.c.id == number_of(job_id), _RUNNING)
        with self._database.writing() as connection:
            return bool(connection.execute(running.values(**values)).rowcount)


def _give_up(connection: Connection, at: datetime) -> None:
    silent = update(jobs).where(_RUNNING, jobs.c.alive_at < at - LOST_AFTER)
    values = {
        "state": JobState.FAILED.value,
        "ended_at": at,
        "problem": reason_json(Reason("interrupted")),
    }
    connection.execute(silent.values(**values))
