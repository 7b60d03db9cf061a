"""The process of a training: ``python -m bot.commands.release_child ORDERS``; not for use by hand.

ORDERS is a JSON object with ``job`` and ``data_dir``. The process is nice to everything else on
the machine, and ends when the one that began it does: its standard input closes then. What comes
of it is in the database.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
import warnings
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from accounts.clock import SystemClock
from bot.commands.model_answers import day
from bot.engine.rasa_quiet import import_quietly, quiet_loggers
from bot.inbox.masking import Masker
from bot.inbox.names import NameFinder
from bot.log import configure
from bot.nlu.names import names_of_settings, use_names
from bot.releases.bootstrap import open_releases
from bot.releases.ports import Loaded
from bot.releases.pulse import Pulse
from bot.releases.shelf import Shelf
from bot.settings import ROOT, Settings, load
from bot.storage.recent import Mask, recent_texts
from bot.training.check import check_project
from bot.training.sources import Sources
from bot.training.trainer import Trainer

HELDOUT = ROOT / "tests" / "dialogue" / "nlu_holdout.yml"
"""Labelled messages that training never sees."""
HELDOUT_DAY = date(2026, 11, 15)
"""The day that months and dates in them were written against."""
REPLAYED = 300
"""Different recent messages that both models read."""
NICE = 19


def main() -> int:
    """Do the training that the first argument orders; 0 when there is a version to look at."""
    os.setpgid(0, 0)  # so that it can be ended with the training that it waits for
    os.setpriority(os.PRIO_PROCESS, 0, NICE)
    threading.Thread(target=_until_alone, daemon=True).start()
    orders: dict[str, str] = json.loads(sys.argv[1])
    warnings.simplefilter("ignore")
    settings = load({"data_dir": orders["data_dir"]})
    configure(log_format=settings.log_format, level=settings.log_level)
    return 0 if _train(settings, orders["job"]) else 1


def _train(settings: Settings, job_id: str) -> bool:
    clock = SystemClock()
    releases = open_releases(settings, clock)
    job = releases.jobs.find(job_id)
    if job is None:
        return False
    pulse = Pulse(jobs=releases.jobs, job_id=job_id, clock=clock, gone=_end)
    with pulse, day(HELDOUT_DAY):
        pulse.step("checking")
        work = import_quietly("bot.releases.training_job")
        models = settings.data_dir / "models"
        trainer = ShelfTrainer(models, releases.shelf)
        version = work.TrainingJob(
            versions=releases.versions,
            jobs=releases.jobs,
            shelf=releases.shelf,
            trainer=trainer,
            load=load_model,
            materials=lambda: _materials(settings),
            unversioned=Trainer(models=models).newest,
            fingerprint=trainer.fingerprint,
            examples=lambda: check_project(Sources()).examples,
            clock=clock,
        ).run(job, pulse)
    return version is not None


class ShelfTrainer(Trainer):
    """Trains onto the shelf of versions; takes a model that a start of a server has made."""

    def __init__(self, models: Path, shelf: Shelf) -> None:
        """`models` is the folder that servers train into."""
        super().__init__(models=shelf.folder, vectors=models / "vectors", kept=None)
        self._made = Trainer(models=models)
        self._shelf = shelf

    def current(self) -> Path | None:
        """Return a model of the present sources from either folder, on the shelf."""
        made = super().current()
        other = self._made.current() if made is None else None
        return made if other is None else self._shelf.folder / self._shelf.adopt(other)


class LoadedAgent:
    """A model as Rasa has it in memory; implements `bot.releases.ports.Loaded`."""

    def __init__(self, agent: Any, loop: asyncio.AbstractEventLoop) -> None:
        """Read with `agent` on `loop`."""
        self._agent = agent
        self._loop = loop

    def read(self, text: str) -> Mapping[str, Any]:
        """Return Rasa's parse of `text`."""
        parsed: Mapping[str, Any] = self._loop.run_until_complete(self._agent.parse_message(text))
        return parsed


def load_model(model: Path) -> Loaded:
    """Load a model file as a serving process runs it."""
    agents = import_quietly("rasa.core.agent")
    import_quietly("bot.engine.direct_runner").install()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa warns about its own use of old interfaces
        agent = agents.Agent.load(str(model))
    quiet_loggers()
    return LoadedAgent(agent, asyncio.new_event_loop())


def trainers_mask() -> Mask:
    """Return what masks a message for trainers: as strictly as their inbox does."""
    return Masker(NameFinder()).text_of


def _materials(settings: Settings) -> Any:
    work = import_quietly("bot.releases.training_job")
    names = names_of_settings(settings.data_dir)
    use_names(names)
    return work.Materials(
        heldout=import_quietly("bot.evaluation.labelled").read_labelled(HELDOUT),
        recent=lambda: recent_texts(settings.conversations_url, REPLAYED, trainers_mask()),
        names=work.names_digest(names()),
    )


def _until_alone() -> None:
    """End when whoever began this process is gone."""
    while sys.stdin.buffer.read(1):
        pass
    _end()


def _end() -> None:
    """End this process and the training that it waits for."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
