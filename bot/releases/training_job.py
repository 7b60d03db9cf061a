"""One training from check to verdict: what its process does (docs/flows/studio.md).

Nothing that serves is touched: a candidate is a file more on the shelf and a row more in the
database, a training that fails is a row alone.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog

from accounts.clock import Clock
from bot.evaluation.labelled import Labelled
from bot.redaction import mask_text
from bot.releases.comparing import Costs, Material, Reading, compared, p95
from bot.releases.measuring import (
    TIMED_LEAST,
    alternating,
    answers_of,
    digest_of,
    figures_for,
    readings_of,
)
from bot.releases.model import SYSTEM, Draft, Job, ModelUnusable, Reason, State, Version
from bot.releases.ports import Load, Loaded, Trains
from bot.releases.pulse import Pulse
from bot.releases.shelf import Shelf
from bot.releases.storage.jobs import Jobs
from bot.releases.storage.versions import Versions
from bot.releases.tidying import tidy
from bot.training.check import Report
from bot.training.findings import TrainingFailed, TrainingRefused

log = structlog.get_logger(__name__)

_DETAIL_CHARS = 1500
_MB = 1_000_000


@dataclass(frozen=True)
class Materials:
    """What a candidate is judged on."""

    heldout: Sequence[Labelled]
    recent: Callable[[], Sequence[str]]
    """Recent messages of customers, masked."""
    names: str = ""
    """Stands for the catalogue's names, which decide how messages are read."""

    @property
    def digest(self) -> str:
        """Return what tells these messages, read with these names, from others."""
        return digest_of(self.heldout, self.names)


@dataclass(frozen=True)
class _Opponent:
    """The version that answers, in memory, and what it made of the labelled messages."""

    version: Version
    path: Path
    model: Loaded
    readings: Sequence[Reading]


class TrainingJob:
    """Trains a candidate and compares it with what serves."""

    def __init__(
        self,
        *,
        versions: Versions,
        jobs: Jobs,
        shelf: Shelf,
        trainer: Trains,
        load: Load,
        materials: Callable[[], Materials],
        unversioned: Callable[[], Path | None],
        fingerprint: Callable[[], str],
        examples: Callable[[], int],
        clock: Clock,
    ) -> None:
        """`unversioned` is the model that answers as long as nothing was released.

        `trainer` trains into the shelf's folder; `fingerprint` is of what it trains from, and
        `examples` counts that.
        """
        self._versions = versions
        self._jobs = jobs
        self._shelf = shelf
        self._trainer = trainer
        self._load = load
        self._materials = materials
        self._unversioned = unversioned
        self._fingerprint = fingerprint
        self._count = examples
        self._clock = clock
        self._examples = 0

    def run(self, job: Job, pulse: Pulse) -> Version | None:
        """Do the training `job`, and return its version; None when the training failed."""
        try:
            pulse.step("checking")
            version = self._done_before() or self._candidate(job, pulse)
        except TrainingRefused as error:
            found = [finding.as_json() for finding in error.findings]
            self._fail(job, Reason("data_refused", {"count": len(found)}), found)
        except TrainingFailed as error:
            detail = mask_text(error.detail)[-_DETAIL_CHARS:]
            self._fail(job, Reason("training_failed", {"detail": detail}))
        except ModelUnusable as error:
            self._fail(job, error.reason)
        except OSError as error:
            self._fail(job, Reason("not_written", {"detail": error.strerror or ""}))
        except Exception as error:  # the edge of a background process
            log.exception("release.training_broke")
            self._fail(job, Reason("broke", {"kind": type(error).__name__}))
        else:
            self._jobs.finish(job.id, version.id, self._clock.now())
            tidy(self._versions, self._shelf, self._clock.now())
            return version
        return None

    def _done_before(self) -> Version | None:
        """Return the version of the present data when it serves: there is nothing to train."""
        serving = self._versions.latest_released()
        if serving is None or serving.data_hash != self._fingerprint():
            return None
        return serving if serving.serving else None

    def _candidate(self, job: Job, pulse: Pulse) -> Version:
        began = threading.Event()

        def progress(step: str) -> None:
            if step == "training":
                pulse.step("training")
                began.set()

        def checked(report: Report) -> None:
            self._examples = report.examples

        with ThreadPoolExecutor(1, thread_name_prefix="training") as beside:
            training = beside.submit(self._trainer.train, progress=progress, checked=checked)
            training.add_done_callback(lambda _: began.set())
            began.wait()
            if training.done():
                training.result()  # what is wrong with the data is told at once
            # A training computes in a process of its own; meanwhile this one has time.
            materials = self._materials()
            opponent = self._opponent(materials)
            model = training.result()
        pulse.step("measuring")
        candidate = self._loaded(model)
        answers = answers_of(candidate, materials.heldout)
        figures, details = figures_for(answers)
        draft = Draft(
            state=State.CANDIDATE,
            author=job.author,
            created_at=job.started_at,
            note=job.note,
            data_hash=_hash_of(model),
            examples=self._examples or self._known_examples(_hash_of(model)) or self._count(),
            model=model.name,
            figures=figures,
            details=details,
        )
        pulse.step("comparing")
        readings = readings_of(answers)
        if opponent is not None:
            draft = self._judged(draft, readings, candidate, opponent, materials)
        return self._versions.add(draft, (materials.digest, _stored(readings)))

    def _judged(
        self,
        draft: Draft,
        after: Sequence[Reading],
        candidate: Loaded,
        opponent: _Opponent,
        materials: Materials,
    ) -> Draft:
        replay = tuple(materials.recent())
        # Too few messages of customers: labelled ones make up a sample to take the time with.
        more = [row.text for row in materials.heldout[: max(0, TIMED_LEAST - len(replay))]]
        both = alternating(opponent.model, candidate, [*replay, *more])
        material = Material(
            against=opponent.version.id,
            heldout=materials.heldout,
            before=opponent.readings,
            after=after,
            replay=replay,
            replay_before=both.before[: len(replay)],
            replay_after=both.after[: len(replay)],
            costs_before=Costs(p95(both.seconds_before), _mb(opponent.path)),
            costs_after=Costs(p95(both.seconds_after), _mb(self._shelf.folder / draft.model)),
        )
        comparison, reasons = compared(material)
        state = State.REFUSED if reasons else State.CANDIDATE
        return replace(draft, state=state, reasons=reasons, comparison=comparison)

    def _opponent(self, materials: Materials) -> _Opponent | None:
        """Return what answers now, with what it makes of the labelled messages; None without."""
        version = self._versions.latest_released()
        if version is None or not version.serving:
            unversioned = self._unversioned()
            if unversioned is None:
                return None
            if version is None or version.model != unversioned.name:
                return self._put_on_record(unversioned, materials)
        path = self._shelf.path_of(version)
        model = self._loaded(path)
        kept = self._versions.answers(version.id, materials.digest)
        if kept is None:
            readings = readings_of(answers_of(model, materials.heldout))
            self._versions.keep_answers(version.id, materials.digest, _stored(readings))
        else:
            readings = tuple(Reading(*each) for each in kept)
        return _Opponent(version, path, model, readings)

    def _put_on_record(self, path: Path, materials: Materials) -> _Opponent:
        """Make a version of the model that answers as long as nothing was released."""
        model = self._loaded(path)
        answers = answers_of(model, materials.heldout)
        figures, details = figures_for(answers)
        draft = Draft(
            state=State.RELEASED,
            author=SYSTEM,
            created_at=self._clock.now(),
            note="",
            data_hash=_hash_of(path),
            examples=self._known_examples(_hash_of(path)),
            model=self._shelf.adopt(path),
            figures=figures,
            details=details,
        )
        readings = readings_of(answers)
        version = self._versions.add(draft, (materials.digest, _stored(readings)))
        return _Opponent(version, path, model, readings)

    def _loaded(self, model: Path) -> Loaded:
        try:
            return self._load(model)
        except Exception as error:
            log.exception("release.model_unusable", model=model.name)
            raise ModelUnusable("model_unusable", model=model.name) from error

    def _known_examples(self, data_hash: str) -> int:
        """Return how many examples a version of the same data was made from, 0 when unknown."""
        same = [one.examples for one in self._versions.all() if one.data_hash == data_hash]
        return max(same, default=0)

    def _fail(self, job: Job, problem: Reason, findings: Sequence[dict[str, Any]] = ()) -> None:
        draft = Draft(
            state=State.FAILED,
            author=job.author,
            created_at=job.started_at,
            note=job.note,
            data_hash=self._fingerprint(),
            examples=self._examples,
            reasons=(problem,),
        )
        version = self._versions.add(draft)
        now = self._clock.now()
        self._jobs.fail(job.id, problem, now, findings=findings, version_id=version.id)


def names_digest(names: Sequence[object]) -> str:
    """Return what stands for the catalogue's names."""
    return hashlib.sha256(repr(names).encode()).hexdigest()[:16]


def _stored(readings: Sequence[Reading]) -> list[list[str | float]]:
    return [[one.intent, one.confidence] for one in readings]


def _hash_of(model: Path) -> str:
    """Return the fingerprint of the data that a model file was made from: its name says it."""
    return model.name.removesuffix(".tar.gz").rpartition("-")[2]


def _mb(path: Path) -> float:
    return round(path.stat().st_size / _MB, 1)
