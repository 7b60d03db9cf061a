"""Starts trainings in a process of their own, one at a time, and sees how they end."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from accounts.clock import Clock
from bot.releases.model import Job, JobState, Reason
from bot.releases.storage.jobs import Jobs
from bot.settings import ROOT

log = structlog.get_logger(__name__)

CHILD = (sys.executable, "-m", "bot.commands.release_child")
LOG = "training.log"
"""What a training prints goes here, below the data directory; the next one begins it anew."""
_ENDING_SECONDS = 10.0
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""So that a training leaves the other processors to customers."""


class Runner:
    """Trainings of one data directory; the database says what becomes of each.

    The process of a training ends with the one that began it: it has the end of a pipe that
    closes then. So a browser may be reloaded or closed, and a server that is stopped or crashes
    takes its training with it.
    """

    def __init__(
        self, *, jobs: Jobs, data_dir: Path, clock: Clock, command: Sequence[str] = ()
    ) -> None:
        """Nothing is started yet.

        A `command` other than the training's own gets its orders as one more argument, in JSON.
        """
        self._jobs = jobs
        self._data_dir = data_dir
        self._clock = clock
        self._command = tuple(command) or CHILD
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: threading.Thread | None = None

    @property
    def host(self) -> str:
        """Return the name of this machine."""
        return socket.gethostname()

    def start(self, author: str, note: str) -> Job:
        """Begin a training; raises Busy while another runs, here or elsewhere."""
        self.recover()
        job = self._jobs.begin(author, note, self.host, self._clock.now())
        orders = json.dumps({"job": job.id, "data_dir": str(self._data_dir)})
        self._data_dir.mkdir(parents=True, exist_ok=True)
        try:
            with (self._data_dir / LOG).open("wb") as output:
                process = subprocess.Popen(  # noqa: S603 - our own module
                    [*self._command, orders],
                    cwd=ROOT,
                    env={**os.environ, **ONE_THREAD},
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
        except OSError as error:
            problem = Reason("not_written", {"detail": error.strerror or ""})
            self._jobs.fail(job.id, problem, self._clock.now())
            return self._jobs.find(job.id) or job
        self._jobs.tell(job.id, self._clock.now(), pid=process.pid)
        self._process = process
        self._watch = threading.Thread(
            target=self._until_ended, args=(process, job.id), name="training", daemon=True
        )
        self._watch.start()
        return self._jobs.find(job.id) or job

    def recover(self) -> None:
        """Give up what ran on this machine when its process is gone: after a crash of a server."""
        job = self._jobs.running_on(self.host)
        if job is not None and job.pid is not None and not _lives(job.pid):
            self._jobs.fail(job.id, Reason("interrupted"), self._clock.now())

    def wait(self, seconds: float) -> bool:
        """Wait for the training that was begun here; tell whether it has ended."""
        if self._watch is None:
            return True
        self._watch.join(seconds)
        return not self._watch.is_alive()

    def stop(self) -> None:
        """End the training that was begun here, if it still runs; it counts as interrupted."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        job = self._jobs.running_on(self.host)
        if job is not None and job.pid == process.pid:
            self._jobs.fail(job.id, Reason("interrupted"), self._clock.now())
        _end(process.pid)
        process.kill()  # had it no group yet
        self.wait(_ENDING_SECONDS)

    def _until_ended(self, process: subprocess.Popen[bytes], job_id: str) -> None:
        status = process.wait()
        if process.stdin is not None:
            process.stdin.close()
        _end(process.pid)  # whatever it began and did not wait for
        try:
            job = self._jobs.find(job_id)
            if job is not None and job.state is JobState.RUNNING:
                self._jobs.fail(job_id, Reason("crashed", {"status": status}), self._clock.now())
                log.error("release.training_crashed", job=job_id, status=status)
        except Exception:  # the edge of a thread; the next look finds it silent
            log.exception("release.training_end_unknown", job=job_id)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _end(group: int) -> None:
    """Kill a training with what it began: it leads a group of its own as soon as it runs.

    Not a session of its own: Linux shares processors out by sessions first where autogroups are
    on, and a training would get half of them however nice it is.
    """
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
