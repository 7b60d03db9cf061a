"""A training's process: one at a time, and whatever becomes of it is on record."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.clock import FixedClock
from bot.releases.model import Busy, Job, JobState, Reason
from bot.releases.runner import Runner
from bot.releases.storage.database import Database
from bot.releases.storage.jobs import Jobs

WAITS = "import sys; sys.stdin.read()"
BREAKS = "import sys; sys.exit(7)"


@pytest.fixture
def jobs(database: Database) -> Jobs:
    """Give the trainings of the database."""
    return Jobs(database)


@pytest.fixture
def runner(jobs: Jobs, tmp_path: Path, clock: FixedClock) -> Callable[[str], Runner]:
    """Give what makes a runner whose trainings are some lines of Python."""

    def make(code: str) -> Runner:
        command = (sys.executable, "-c", code)
        return Runner(jobs=jobs, data_dir=tmp_path, clock=clock, command=command)

    return make


def _now(jobs: Jobs, job: Job) -> Job:
    found = jobs.find(job.id)
    assert found is not None
    return found


def test_a_second_training_is_refused_while_the_first_runs(jobs: Jobs, runner) -> None:
    """Whoever asks, here or in another process; what runs is told."""
    first = runner(WAITS)
    job = first.start("7001", "one")

    with pytest.raises(Busy) as refused:
        runner(WAITS).start("7001", "two")

    assert refused.value.job.id == job.id
    assert _now(jobs, job).state is JobState.RUNNING
    first.stop()


def test_a_process_that_breaks_leaves_a_failed_training(jobs: Jobs, runner) -> None:
    """With its exit status; another may begin at once."""
    broken = runner(BREAKS)
    job = broken.start("7001", "")
    assert broken.wait(20)

    ended = _now(jobs, job)
    assert (ended.state, ended.problem) == (JobState.FAILED, Reason("crashed", {"status": 7}))
    waiting = runner(WAITS)
    assert waiting.start("7001", "").state is JobState.RUNNING
    waiting.stop()


def test_a_server_that_stops_ends_its_training_as_interrupted(jobs: Jobs, runner) -> None:
    """Its process is gone with it."""
    stopped = runner(WAITS)
    job = stopped.start("7001", "")
    pid = _now(jobs, job).pid
    assert pid is not None

    stopped.stop()

    assert _now(jobs, job).problem == Reason("interrupted")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_crash_of_the_server_leaves_a_training_that_the_next_start_gives_up(
    jobs: Jobs, runner, clock: FixedClock
) -> None:
    """The process on record is gone; one that lives is left alone."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    next_start = runner(WAITS)
    job = jobs.begin("7001", "", next_start.host, clock.now())
    jobs.tell(job.id, clock.now(), pid=os.getpid())
    next_start.recover()
    assert _now(jobs, job).state is JobState.RUNNING
    jobs.tell(job.id, clock.now(), pid=gone.pid)

    next_start.recover()

    assert _now(jobs, job).problem == Reason("interrupted")


def test_the_training_hears_the_end_of_who_began_it(tmp_path: Path) -> None:
    """Its standard input closes, however the other ended: here by a kill."""
    code = (
        "import sys, time; from pathlib import Path\n"
        "from accounts.clock import SystemClock\n"
        "from bot.releases.runner import Runner\n"
        "from bot.releases.storage.database import Database\n"
        "from bot.releases.storage.jobs import Jobs\n"
        "folder = Path(sys.argv[1])\n"
        "mark = f\"import sys; sys.stdin.read(); open('{folder}/heard', 'w').close()\"\n"
        "jobs = Jobs(Database(f'sqlite:///{folder}/studio.db'))\n"
        "Runner(jobs=jobs, data_dir=folder, clock=SystemClock(),\n"
        "       command=(sys.executable, '-c', mark)).start('7001', '')\n"
        "print('begun', flush=True); time.sleep(60)\n"
    )
    server = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
    assert server.stdout is not None
    assert server.stdout.readline().strip() == b"begun"

    server.kill()
    server.communicate()
    end = time.monotonic() + 20
    while not (tmp_path / "heard").exists() and time.monotonic() < end:
        time.sleep(0.05)

    assert (tmp_path / "heard").exists()
