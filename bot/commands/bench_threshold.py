"""``xiaotong bench threshold``: the fallback threshold from costs, cross-validated."""

from __future__ import annotations

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from bot.commands.bench_nlu import own_pipeline, run_child
from bot.commands.figures import write
from bot.commands.words import say
from bot.engine.rasa_quiet import import_quietly
from bot.settings import ROOT

FALLBACK_CLASSIFIER = "FallbackClassifier"
SHOWN_STEP = 5
"""Every so many hundredths a row of the table is printed."""


def run(*, train: Path | None, folds: int, json_out: Path | None) -> dict[str, Any]:
    """Print what each threshold would do to messages like those of `train`, and the proposal.

    The pipeline of config.yml is trained `folds` times without its fallback decision, each time
    on all but one part of the training data, and asked about that part: every figure is about
    sentences that the model had not seen, and none about the held-out set. Writes everything to
    `json_out` when given. Raises FileNotFoundError and BenchFailed.
    """
    data = train or ROOT / "data" / "nlu"
    if not data.exists():
        raise FileNotFoundError(2, "no such file", str(data))
    pipeline = own_pipeline()
    fallback = next((one for one in pipeline if one["name"] == FALLBACK_CLASSIFIER), {})
    figures = _cross_validated(pipeline, data, folds)
    threshold = import_quietly("bot.evaluation.threshold")
    readings = [
        threshold.Reading(tuple(intents), tuple((name, chance) for name, chance in ranking))
        for intents, ranking in figures["readings"]
    ]
    points = threshold.curve(
        readings,
        titled=import_quietly("bot.evaluation.words").titled_intents(),
        ambiguity=float(fallback.get("ambiguity_threshold", 0.1)),
    )
    result = _result(points, readings, folds, float(fallback.get("threshold", 0.3)))
    if json_out is not None:
        write(result, json_out)
    _show(result)
    return result


def _cross_validated(pipeline: list[dict[str, Any]], data: Path, folds: int) -> dict[str, Any]:
    before_fallback = [one for one in pipeline if one["name"] != FALLBACK_CLASSIFIER]
    with tempfile.TemporaryDirectory(prefix="xiaotong-threshold-") as folder:
        spec = {"train": str(data.resolve()), "folds": folds}
        return run_child("bench_threshold_child", before_fallback, spec, Path(folder))


def _result(points: Any, readings: Any, folds: int, present: float) -> dict[str, Any]:
    threshold = import_quietly("bot.evaluation.threshold")
    best = threshold.chosen(points)
    right = [bool(ranking) and ranking[0][0] in intents for intents, ranking in readings]
    return {
        "n": len(readings),
        "folds": folds,
        "accuracy": sum(right) / max(1, len(right)),
        "present": present,
        "proposed": best.threshold,
        "limits_kept": best.is_allowed,
        "least_cost": threshold.cheapest(points).threshold,
        "costs": asdict(threshold.Costs()),
        "curve": [asdict(point) for point in points],
    }


def _show(result: dict[str, Any]) -> None:
    title = say("threshold_title", **{key: result[key] for key in ("n", "folds", "accuracy")})
    table = Table(title=title)
    shares = ("wrong", "asked", "rejected", "caught")
    for name in ("threshold", *shares, "cost"):
        table.add_column(say(f"threshold_column_{name}"), justify="right")
    special = {result["proposed"], result["present"], result["least_cost"]}
    for number, point in enumerate(result["curve"]):
        if number % SHOWN_STEP == 0 or point["threshold"] in special:
            table.add_row(
                f"{point['threshold']:.2f}",
                *(f"{point[name]:.1%}" for name in shares),
                f"{point['cost']:.3f}",
                style="bold" if point["threshold"] == result["proposed"] else None,
            )
    Console().print(table)
    typer.echo(say("threshold_present", threshold=result["present"]))
    key = "threshold_proposed" if result["limits_kept"] else "threshold_impossible"
    typer.echo(say(key, threshold=result["proposed"], free=result["least_cost"]))
