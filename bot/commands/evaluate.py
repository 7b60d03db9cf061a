"""``xiaotong evaluate``: the newest model against labelled messages."""

from __future__ import annotations

import asyncio
import warnings
from pathlib import Path
from typing import Any, ClassVar

from bot.commands.figures import hand_over
from bot.engine.rasa_quiet import import_quietly, quiet_loggers
from bot.errors import XiaotongError
from bot.settings import ROOT, load
from bot.training.trainer import Trainer


class NoModel(XiaotongError):
    """There is no trained model to evaluate; names the folders that were searched."""

    code: ClassVar[str] = "no_model"

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Keep the folders."""
        super().__init__(", ".join(str(folder) for folder in folders))
        self.folders = folders


def run(*, file: Path, json_out: Path | None, data_dir: Path | None) -> dict[str, Any]:
    """Print and return the contract's figures for `file`; write them to `json_out` when given.

    The model is the newest of the data directory, else of Rasa's own ``models/``. Raises
    NoModel, FileNotFoundError and LabelledDataRefused.
    """
    labelled = import_quietly("bot.evaluation.labelled")
    rows = labelled.read_labelled(file)
    result = asyncio.run(_measured(newest_model(data_dir), rows))
    return hand_over(result, json_out, unprinted=("per_intent", "errors"))


def newest_model(data_dir: Path | None) -> Path:
    """Return the newest model file; raises NoModel."""
    folders = (load({"data_dir": data_dir}).data_dir / "models", ROOT / "models")
    for folder in folders:
        model = Trainer(models=folder).newest()
        if model is not None:
            return model
    raise NoModel(folders)


async def _measured(model: Path, rows: Any) -> dict[str, Any]:
    measure = import_quietly("bot.evaluation.measure")
    agents = import_quietly("rasa.core.agent")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa warns about its own use of old interfaces
        agent = agents.Agent.load(str(model))
    quiet_loggers()
    report: dict[str, Any] = measure.report(await measure.answers_of(agent, rows))
    return report
