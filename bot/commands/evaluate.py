"""``xiaotong evaluate``: the newest model against labelled messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import typer
from sqlalchemy.exc import SQLAlchemyError

from accounts.catalogue import CatalogueName
from accounts.seed.names import names_of_seed
from bot.commands.evaluate_table import show
from bot.commands.figures import write
from bot.commands.model_answers import Measured, day, measured
from bot.commands.words import say
from bot.engine.rasa_quiet import import_quietly
from bot.errors import XiaotongError
from bot.settings import ROOT, load
from bot.training.trainer import Trainer

DEMO = ROOT / "data" / "demo" / "operator.yml"


class NoModel(XiaotongError):
    """There is no trained model to evaluate; names the folders that were searched."""

    code: ClassVar[str] = "no_model"

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Keep the folders."""
        super().__init__(", ".join(str(folder) for folder in folders))
        self.folders = folders


def run(
    *,
    file: Path,
    json_out: Path | None = None,
    html_out: Path | None = None,
    today: date | None = None,
    gate: bool = False,
    update_gate: bool = False,
    data_dir: Path | None = None,
) -> dict[str, Any]:
    """Print a table of the figures for `file` and return them all.

    They go to `json_out` in the contract's shape and to `html_out` as a page for a trainer, when
    given. `today` is the day that dates and months in the messages are read against. With `gate`
    the figures committed beside `file` are the measure: raises QualityFell when these are worse by
    more than noise, NoFigures when none are committed; `update_gate` commits these instead.
    The model is the newest of the data directory, else of Rasa's own ``models/``; packages and
    services are known by the catalogue in the data directory's database, and by the demo
    operator's while there is none. Raises NoModel, ModelNotLoaded,
    FileNotFoundError and LabelledDataRefused.
    """
    rows = import_quietly("bot.evaluation.labelled").read_labelled(file)
    model = newest_model(data_dir)
    if model != Trainer(models=model.parent).current():
        typer.secho(say("eval_stale"), fg=typer.colors.YELLOW, err=True)
    with day(today), _names(data_dir):
        found = measured(model, rows)
    figures: dict[str, Any] = import_quietly("bot.evaluation.figures").figures_of(found.answers)
    if json_out is not None:
        write(figures, json_out)
    show(figures)
    if html_out is not None:
        _write_page(html_out, file=file, model=model, found=found, figures=figures)
    if gate or update_gate:
        _gate(file, found.answers, update=update_gate)
    return figures


def newest_model(data_dir: Path | None) -> Path:
    """Return the newest model file; raises NoModel."""
    folders = (load({"data_dir": data_dir}).data_dir / "models", ROOT / "models")
    for folder in folders:
        model = Trainer(models=folder).newest()
        if model is not None:
            return model
    raise NoModel(folders)


def names_to_measure_by(data_dir: Path | None) -> Callable[[], tuple[CatalogueName, ...]]:
    """Return where names come from: the catalogue of `data_dir`, else the demo operator's.

    Without any, every message that names a package would count as not understood, though nothing
    about the model is wrong. Says so when it takes the demo's.
    """
    source: Callable[[], tuple[CatalogueName, ...]]
    source = import_quietly("bot.nlu.names").names_of_settings(data_dir)
    if _has_names(source):
        return source
    typer.secho(say("eval_demo_names"), fg=typer.colors.YELLOW, err=True)
    demo = names_of_seed(DEMO)
    return lambda: demo


@contextmanager
def _names(data_dir: Path | None) -> Iterator[None]:
    """Let packages and services be known while the block runs: see `names_to_measure_by`."""
    names = import_quietly("bot.nlu.names")
    names.use_names(names_to_measure_by(data_dir))
    try:
        yield
    finally:
        names.use_names(None)


def _has_names(source: Callable[[], tuple[CatalogueName, ...]]) -> bool:
    """Tell whether a catalogue has names; one that cannot be read is the reader's to report."""
    try:
        return bool(source())
    except SQLAlchemyError:
        return True


def _write_page(
    path: Path, *, file: Path, model: Path, found: Measured, figures: dict[str, Any]
) -> None:
    page = import_quietly("bot.evaluation.page")
    labelled = import_quietly("bot.evaluation.labelled")
    text = page.page_of(
        found.answers,
        figures,
        training=labelled.read_labelled(ROOT / "data" / "nlu"),
        threshold=found.fallback.threshold,
        ambiguity=found.fallback.ambiguity,
        source=file.name,
        model=model.name,
    )
    path.write_text(text, encoding="utf-8")
    typer.echo(say("eval_page", path=path))


def _gate(file: Path, answers: Any, *, update: bool) -> None:
    gates = import_quietly("bot.evaluation.gate")
    path = file.parent / gates.FIGURES
    if update:
        gates.write_committed(path, file.name, gates.committed_of(answers))
        typer.echo(say("gate_updated", path=path))
        return
    try:
        committed = gates.read_committed(path, file.name)
    except gates.NoFigures:
        typer.secho(say("gate_missing", file=file), fg=typer.colors.YELLOW, err=True)
        raise
    verdict = gates.compare(committed, answers)
    kind = "paired" if verdict.paired else "unpaired"
    typer.echo(say(f"gate_{kind}", **vars(verdict)))
    if not verdict.passed:
        typer.secho(say("gate_fell", file=file), fg=typer.colors.RED, err=True)
        raise gates.QualityFell(verdict)
