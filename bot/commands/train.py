"""``xiaotong train``: a model of the present data, trained only when the data changed."""

from __future__ import annotations

from pathlib import Path

import typer

from bot.commands.words import say
from bot.settings import load
from bot.training.trainer import Progress, Trainer


def run(*, force: bool, data_dir: Path | None) -> None:
    """Train when due and print the model's path; raises TrainingFailed."""
    settings = load({"data_dir": data_dir})
    model = train_model(
        models=settings.data_dir / "models",
        force=force,
        progress=lambda step: typer.echo(say(f"train_{step}")),
    )
    typer.echo(str(model))


def train_model(
    *, models: Path, force: bool = False, progress: Progress = lambda _step: None
) -> Path:
    """Return a model of the present data in the folder `models`; see `Trainer.train`."""
    return Trainer(models=models).train(force=force, progress=progress)
