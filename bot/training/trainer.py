"""Keeps a model that fits the present data in the models folder."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import structlog

from bot.settings import ROOT
from bot.training.archive import without_training
from bot.training.check import Report, check_project
from bot.training.documents import files_of
from bot.training.findings import TrainingFailed, TrainingRefused
from bot.training.sources import Sources

log = structlog.get_logger(__name__)

KEPT_MODELS = 3
"""Model files left in the folder after a training: the new one and its predecessors."""

_TAIL_LINES = 12
_CRASHES = frozenset({signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE})
"""Signals of a process that broke, as opposed to one that was told to end."""

Progress = Callable[[str], None]
"""Told the step that begins: ``unchanged``, ``training`` or ``trained``."""


Checked = Callable[[Report], None]
"""Told what the check of the data found, before anything is trained or refused."""


@dataclass(frozen=True)
class Kept:
    """The model to serve with; `problem` says why it is not one of the present data."""

    model: Path
    problem: TrainingFailed | None = None


class Trainer:
    """Trains models from `sources` into the folder `models`.

    A model's file name ends with the fingerprint of what it was made from, so that the folder
    alone says whether training is due.
    """

    def __init__(
        self,
        *,
        models: Path,
        sources: Sources | None = None,
        vectors: Path | None = None,
        kept: int | None = KEPT_MODELS,
    ) -> None:
        """Nothing is read or made yet.

        `vectors` is where sentences that are known are remembered, else a folder of `models`;
        of older models the newest `kept` are left, all of them with None.
        """
        self._models = models
        self._sources = sources or Sources()
        self._vectors = vectors or models / "vectors"
        self._kept = kept

    def fingerprint(self) -> str:
        """Return what tells the present sources from others."""
        return self._sources.fingerprint()

    def current(self) -> Path | None:
        """Return the newest model made from the present sources, or None when there is none."""
        found = sorted(self._models.glob(f"*-{self._sources.fingerprint()}.tar.gz"))
        return found[-1] if found else None

    def newest(self) -> Path | None:
        """Return the newest model whatever it was made from, or None when there is none."""
        found = sorted(self._models.glob("*.tar.gz"))
        return found[-1] if found else None

    def train(
        self,
        *,
        force: bool = False,
        progress: Progress = lambda _step: None,
        checked: Checked = lambda _report: None,
    ) -> Path:
        """Return a model of the present sources, training when there is none or when `force`d.

        The data is checked first. The new file appears in one step; until then, and when
        training fails, the previous model stays. Of several processes that want the same model
        one trains and the others wait for it. Raises TrainingRefused with every error of the
        data, and TrainingFailed for what only training could find.
        """
        present = None if force else self.current()
        if present is not None:
            progress("unchanged")
            return present
        report = check_project(self._sources)
        checked(report)
        if report.errors:
            raise TrainingRefused(report.errors)
        with self._alone():
            present = None if force else self.current()
            if present is None:
                progress("training")
                present = self._trained(report)
        progress("trained")
        return present

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from training into the folder meanwhile; a crash lets go too."""
        self._models.mkdir(parents=True, exist_ok=True)
        folder = os.open(self._models, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _trained(self, report: Report) -> Path:
        fingerprint = self._sources.fingerprint()
        stamp = datetime.now(timezone.utc).strftime("%Y%m%d-%H%M%S-%f")
        target = self._models / f"{stamp}-{fingerprint}.tar.gz"
        with tempfile.TemporaryDirectory(dir=self._models, prefix=".training-") as folder:
            made = Path(folder) / target.name
            without_training(self._run_child(Path(folder), report), made)
            made.replace(target)
        self._prune()
        return target

    def train_or_keep(self) -> Kept:
        """Return a model of the present sources, or the newest there is when none can be made.

        A mistake in the data must not take a service down. Raises TrainingFailed when there is
        no earlier model either.
        """
        try:
            return Kept(self.train())
        except TrainingFailed as problem:
            earlier = self.newest()
            if earlier is None:
                raise
            return Kept(earlier, problem)

    def _run_child(self, folder: Path, report: Report) -> Path:
        """Return the model that a process of its own makes in `folder`; raises TrainingFailed."""
        done = self._ran(folder / "first", report)
        if -done.returncode in _CRASHES:
            # Linear algebra broke once in some hundreds of trainings, and not at the same place.
            log.warning("training_crashed", signal=signal.Signals(-done.returncode).name)
            folder = folder / "again"
            return Path(_model_of(folder / "result.json", self._ran(folder, report)))
        return Path(_model_of(folder / "first" / "result.json", done))

    def _ran(self, folder: Path, report: Report) -> subprocess.CompletedProcess[str]:
        folder.mkdir()
        root = self._sources.root
        clean = readable(folder / "sources", root, report)
        spec: dict[str, Any] = {
            "domain": str(clean.get(root / self._sources.domain, root / self._sources.domain)),
            "config": str(clean.get(root / self._sources.config, root / self._sources.config)),
            "data": self._training_files(clean),
            "output": str(folder),
            "name": "model.tar.gz",
            "vectors": str(self._vectors.resolve()),
        }
        command = [sys.executable, "-m", "bot.training.child", json.dumps(spec)]
        return subprocess.run(  # noqa: S603 - our own module and paths
            command,
            cwd=self._sources.root,
            # A fixed hash seed: Rasa writes rules in the order of its sets.
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"},
            capture_output=True,
            text=True,
            check=False,
        )

    def _training_files(self, clean: Mapping[Path, Path]) -> list[str]:
        folders = self._sources.training_files
        if not clean:
            return folders
        return [str(clean.get(path, path)) for path in files_of([Path(one) for one in folders])]

    def _prune(self) -> None:
        if self._kept is None:
            return
        for old in sorted(self._models.glob("*.tar.gz"))[: -self._kept]:
            old.unlink(missing_ok=True)


def readable(folder: Path, root: Path, report: Report) -> dict[Path, Path]:
    """Write the files that Rasa could not read as they are stored to `folder`, cleaned.

    Returns source → copy; nothing is written when every file is readable.
    """
    copies = {}
    for path, text in report.rewritten.items():
        copy = folder / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
        copies[path] = copy
    return copies


def _model_of(result: Path, done: subprocess.CompletedProcess[str]) -> str:
    try:
        answer: dict[str, str] = json.loads(result.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        if done.returncode < 0:
            raise TrainingFailed(signal.Signals(-done.returncode).name) from None
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise TrainingFailed("\n".join(lines[-_TAIL_LINES:]) or "no output") from None
    if "model" not in answer:
        printed = done.stdout.strip()
        raise TrainingFailed("\n".join(part for part in (answer["problem"], printed) if part))
    return answer["model"]
