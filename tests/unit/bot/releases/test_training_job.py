"""What a training makes of models and messages: a candidate, a refusal, or a failure on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from accounts.clock import FixedClock
from bot.evaluation.labelled import Labelled
from bot.releases.model import SYSTEM, Event, Job, JobState, State, Version
from bot.releases.pulse import Pulse
from bot.releases.shelf import Shelf
from bot.releases.storage.database import Database
from bot.releases.storage.jobs import Jobs
from bot.releases.storage.versions import Versions
from bot.releases.training_job import Materials, TrainingJob
from bot.training.check import Report
from bot.training.findings import Finding, TrainingFailed, TrainingRefused

BILL, ROAMING = "query_bill", "roaming"
ROWS = tuple(
    Labelled(f"{intent} {place}", (intent,), Counter())
    for intent in (BILL, ROAMING)
    for place in range(24)
)
GOOD = {row.text: row.intents[0] for row in ROWS}
BAD = {**GOOD, **{f"{BILL} {place}": ROAMING for place in range(6)}}
REPLAY = ("漫游怎么收费", "话费多少")


@dataclass
class Trainer:
    """Makes the file that it was told to, or fails; implements `bot.releases.ports.Trains`."""

    folder: Path
    hash: str = "new111"
    error: Exception | None = None
    made: int = 0

    def train(self, *, progress: Callable[[str], None], checked: Callable[[Report], None]) -> Path:
        """Make a file, as the real one does: checked, then trained, then there."""
        if self.error is not None:
            raise self.error
        checked(Report(findings=(), files=1, examples=345, intents=2))
        progress("training")
        self.made += 1
        model = self.folder / f"2026-{self.made}-{self.hash}.tar.gz"
        model.write_bytes(b"x" * 1000)
        return model


@dataclass
class Room:
    """A training with everything around it."""

    job: TrainingJob
    jobs: Jobs
    versions: Versions
    shelf: Shelf
    trainer: Trainer
    clock: FixedClock
    models: dict[str, Any] = field(default_factory=dict)

    def train(self, note: str = "") -> tuple[Job, Version | None]:
        """Go through one training and return how it ended."""
        job = self.jobs.begin("7001", note, "here", self.clock.now())
        pulse = Pulse(jobs=self.jobs, job_id=job.id, clock=self.clock, gone=lambda: None)
        with pulse:
            version = self.job.run(job, pulse)
        ended = self.jobs.find(job.id)
        assert ended is not None
        return ended, version


@pytest.fixture
def room(
    database: Database, versions: Versions, shelf: Shelf, clock: FixedClock, tmp_path: Path, spoken
) -> Room:
    """Make a room in which a model answers already and nothing was ever released."""
    serving = tmp_path / "2026-0-old000.tar.gz"
    serving.write_bytes(b"x" * 1000)
    trainer = Trainer(shelf.folder)
    models: dict[str, Any] = {serving.name: spoken(GOOD)}

    def load(path: Path) -> Any:
        if isinstance(models.get(path.name), Exception):
            raise models[path.name]
        return models.get(path.name) or spoken(GOOD)

    job = TrainingJob(
        versions=versions,
        jobs=Jobs(database),
        shelf=shelf,
        trainer=trainer,
        load=load,
        materials=lambda: Materials(ROWS, lambda: REPLAY),
        unversioned=lambda: serving,
        fingerprint=lambda: trainer.hash,
        examples=lambda: 344,
        clock=clock,
    )
    return Room(job, Jobs(database), versions, shelf, trainer, clock, models)


def test_the_first_training_puts_what_answers_on_record_and_compares(room: Room) -> None:
    """The candidate is judged against it, on labelled messages and on the replay."""
    room.models["2026-1-new111.tar.gz"] = _with(room, {REPLAY[0]: ROAMING})

    job, version = room.train("漫游")

    assert version is not None
    assert (job.state, job.version, job.percent) == (JobState.DONE, version.id, 100)
    before = room.versions.latest_released()
    assert before is not None
    assert (before.author, before.state, before.serving) == (SYSTEM, State.RELEASED, False)
    assert before.figures is not None
    assert room.shelf.path_of(before).exists()
    assert (version.state, version.note, version.examples) == (State.CANDIDATE, "漫游", 345)
    assert version.may_release
    assert version.comparison is not None
    assert version.comparison["against"] == before.id
    assert [turn["text"] for turn in version.comparison["replay"]["changed"]] == [REPLAY[0]]
    assert room.versions.pointed() is None


def test_a_worse_candidate_is_refused_and_its_file_goes(room: Room) -> None:
    """What answers stays, and the reason names the intent."""
    room.models["2026-1-new111.tar.gz"] = _with(room, BAD)

    job, version = room.train()

    assert job.state is JobState.DONE
    assert version is not None
    assert version.state is State.REFUSED
    assert {reason.data.get("intent") for reason in version.reasons} == {None, BILL}
    assert not (room.shelf.folder / version.model).exists()
    assert room.versions.pointed() is None


def test_a_later_candidate_is_compared_with_what_was_released_without_reading_it_again(
    room: Room,
) -> None:
    """Its answers to the labelled messages are on record."""
    _, first = room.train()
    assert first is not None
    room.versions.serve(first.id, Event.RELEASE, "7001", room.clock.now())
    room.trainer.hash = "new222"
    reads: list[str] = []
    room.models[first.model] = _noting(reads)

    _, second = room.train()

    assert second is not None
    assert second.comparison is not None
    assert second.comparison["against"] == first.id
    # Once, in turns with the candidate, to compare times; the answers themselves were known.
    assert reads.count(ROWS[40].text) == 1
    assert second.comparison["heldout"]["before"] == 1.0


def test_the_data_of_what_serves_trains_nothing(room: Room) -> None:
    """The training is done at once and its version is the one that serves."""
    _, first = room.train()
    assert first is not None
    room.versions.serve(first.id, Event.RELEASE, "7001", room.clock.now())
    made = room.trainer.made

    job, version = room.train()

    assert version is not None
    assert (job.state, version.id, room.trainer.made) == (JobState.DONE, first.id, made)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TrainingFailed("rules.yml: contradiction"), "training_failed"),
        (OSError(28, "No space left on device"), "not_written"),
        (RuntimeError("surprise"), "broke"),
    ],
)
def test_a_training_that_fails_leaves_everything_as_it_was(
    room: Room, error: Exception, code: str
) -> None:
    """A failed version with its reason is all that comes of it."""
    _, first = room.train()
    assert first is not None
    room.versions.serve(first.id, Event.RELEASE, "7001", room.clock.now())
    files = sorted(room.shelf.folder.iterdir())
    room.trainer.error, room.trainer.hash = error, "new333"

    job, version = room.train()

    assert version is None
    assert job.problem is not None
    assert (job.state, job.problem.code) == (JobState.FAILED, code)
    assert job.version is not None
    failed = room.versions.find(job.version)
    assert (failed.state, failed.reasons) == (State.FAILED, (job.problem,))
    assert room.versions.pointed() == first.id
    assert sorted(room.shelf.folder.iterdir()) == files


def test_errors_of_the_data_are_told_with_their_places(room: Room) -> None:
    """All of them, before anything is trained."""
    finding = Finding("single_example", "data/nlu/billing.yml", 12, intent=BILL)
    room.trainer.error = TrainingRefused([finding])

    job, _ = room.train()

    assert job.findings == (finding.as_json(),)
    assert job.problem is not None
    assert (job.problem.code, job.problem.data["count"]) == ("data_refused", 1)


def test_a_candidate_that_cannot_be_loaded_fails(room: Room) -> None:
    """It never comes to be a candidate."""
    room.models["2026-1-new111.tar.gz"] = OSError("damaged")

    job, version = room.train()

    assert version is None
    assert job.problem is not None
    assert job.problem.code == "model_unusable"


def _with(room: Room, intents: dict[str, str]) -> Any:
    return type(next(iter(room.models.values())))({**GOOD, **intents})


def _noting(reads: list[str]) -> Any:
    class Noting:
        """Reads as the good model does and notes what it read."""

        def read(self, text: str) -> dict[str, Any]:
            """Return the parse."""
            reads.append(text)
            found = {"name": GOOD.get(text, "out_of_scope"), "confidence": 0.9}
            return {"intent": found, "intent_ranking": [found], "entities": []}

    return Noting()
