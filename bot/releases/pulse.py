"""Tells that a training is alive and how far it has come, every few seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import final

from accounts.clock import Clock
from bot.releases.model import STEPS
from bot.releases.storage.jobs import Jobs

EVERY_SECONDS = 2.0
USUAL_SECONDS = 60.0
"""How long a training is taken to last before one has been measured."""


@final
class Pulse:
    """A context while which a training is alive; percents grow with the time that steps take."""

    def __init__(
        self,
        *,
        jobs: Jobs,
        job_id: str,
        clock: Clock,
        gone: Callable[[], None],
        every: float = EVERY_SECONDS,
    ) -> None:
        """`gone` is called when others have given the training up."""
        self._jobs = jobs
        self._job_id = job_id
        self._clock = clock
        self._gone = gone
        self._every = every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)
        self._step = "waiting"
        self._began = time.monotonic()
        self._usual = USUAL_SECONDS

    def __enter__(self) -> Pulse:
        """Begin to tell."""
        self._usual = self._jobs.seconds() or USUAL_SECONDS
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop telling."""
        self._stopped.set()
        self._thread.join()

    def step(self, name: str) -> None:
        """Tell that a step begins."""
        self._step, self._began = name, time.monotonic()
        self._tell()

    @property
    def percent(self) -> int:
        """Return how far the training is, by the time that the step has taken of its share."""
        first, last = STEPS[self._step]
        share = max(1.0, self._usual * (last - first) / 100)
        passed = min(1.0, (time.monotonic() - self._began) / share)
        return first + int((last - first) * passed)

    def _beat(self) -> None:
        while not self._stopped.wait(self._every):
            self._tell()

    def _tell(self) -> None:
        told = {"step": self._step, "percent": self.percent}
        if not self._jobs.tell(self._job_id, self._clock.now(), **told):
            self._gone()
