"""``xiaotong train``: a model of the present data, trained only when the data changed."""

from __future__ import annotations

from pathlib import Path

import typer

from bot.commands.words import say
from bot.settings import load
from bot.training.check import Report
from bot.training.trainer import Trainer


def run(*, force: bool, data_dir: Path | None) -> None:
    """Train when due and print the model's path.

    Raises TrainingRefused with every error of the data, or TrainingFailed.
    """
    settings = load({"data_dir": data_dir})
    model = Trainer(models=settings.data_dir / "models").train(
        force=force,
        progress=lambda step: typer.echo(say(f"train_{step}")),
        checked=_warn,
    )
    typer.echo(str(model))


def _warn(report: Report) -> None:
    if report.warnings and not report.errors:
        typer.echo(say("check_has_warnings", warnings=len(report.warnings)), err=True)
