"""The process that ``bench nlu`` measures: ``python -m bot.commands.bench_nlu_child SPEC``.

SPEC is a JSON object with ``config`` (a Rasa configuration), ``train``, ``test``, ``folder``,
``page`` (a path for the report, or null), ``own`` (false for a pipeline that Rasa is to run its own
way), ``augment`` and ``spoil`` (kinds of error of `bot.bench.spoiling`, or null); the figures go to
``folder/figures.json``. Not for use by hand.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import warnings
from pathlib import Path
from time import perf_counter
from typing import Any

from ruamel.yaml import YAML

from bot.commands.model_answers import fallback_of
from bot.engine.rasa_quiet import import_quietly, quiet_loggers


def main() -> None:
    """Train, test and write the figures."""
    spec: dict[str, Any] = json.loads(sys.argv[1])
    folder = Path(spec["folder"])
    # Rasa's cache would let a second run of equal data train in no time.
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    warnings.simplefilter("ignore")
    figures = asyncio.run(_figures(spec, folder))
    (folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")


async def _figures(spec: dict[str, Any], folder: Path) -> dict[str, Any]:
    training = import_quietly("rasa.model_training")
    agents = import_quietly("rasa.core.agent")
    rows = import_quietly("bot.evaluation.labelled").read_labelled(Path(spec["test"]))
    if spec["spoil"]:
        rows = import_quietly("bot.bench.spoiling").spoiled(rows, spec["spoil"])
    train = _augmented(spec, folder) if spec["augment"] else spec["train"]
    measuring = import_quietly("bot.evaluation.measure")
    config = folder / "config.yml"
    with config.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(spec["config"], file)
    # What every pipeline has to import (TensorFlow among it) is no part of training either.
    import_quietly("rasa.graph_components.validators.default_recipe_validator")
    import_quietly("rasa.engine.recipes.default_components")
    began = perf_counter()
    model = await asyncio.to_thread(training.train_nlu, str(config), train, str(folder))
    seconds = perf_counter() - began
    if model is None:
        raise SystemExit("no training data")
    if spec["own"]:
        import_quietly("bot.engine.direct_runner").install()  # as a serving process runs it
    agent = agents.Agent.load(model)
    quiet_loggers()
    answers = await measuring.answers_of(agent, rows)
    peak = _peak_rss_mb()  # before the report, which is no part of the pipeline
    if spec.get("page"):
        _write_page(spec, agent, Path(model).name, answers)
    return {**_scores(answers), "train_seconds": round(seconds, 2), "peak_rss_mb": peak}


def _augmented(spec: dict[str, Any], folder: Path) -> str:
    """Write the training messages with a spoiled copy of each, and return the file."""
    rows = import_quietly("bot.evaluation.labelled").read_labelled(Path(spec["train"]))
    twins = import_quietly("bot.bench.spoiling").spoiled(rows, spec["augment"])
    path = folder / "augmented.yml"
    import_quietly("bot.evaluation.folds").write_rasa((*rows, *twins), path)
    return str(path)


def _scores(answers: list[Any]) -> dict[str, Any]:
    measuring = import_quietly("bot.evaluation.measure")
    scoring = import_quietly("bot.evaluation.scores")
    # Of several acceptable intents the guessed one is the true one.
    pairs = [
        (one.best_guess if one.guessed_right else one.row.intents[0], one.best_guess)
        for one in answers
    ]
    return {
        "n": len(answers),
        "accuracy": round(scoring.accuracy([truth == guess for truth, guess in pairs]), 4),
        "macro_f1": round(scoring.macro_f1(scoring.by_class(pairs)), 4),
        "accuracy_after_fallback": round(scoring.accuracy([one.is_right for one in answers]), 4),
        "ms_per_message": measuring.milliseconds(answers),
    }


def _write_page(spec: dict[str, Any], agent: Any, model: str, answers: list[Any]) -> None:
    fallback = fallback_of(agent)
    text = import_quietly("bot.evaluation.page").page_of(
        answers,
        import_quietly("bot.evaluation.figures").figures_of(answers),
        training=import_quietly("bot.evaluation.labelled").read_labelled(Path(spec["train"])),
        threshold=fallback.threshold,
        ambiguity=fallback.ambiguity,
        source=Path(spec["test"]).name,
        model=model,
    )
    Path(spec["page"]).write_text(text, encoding="utf-8")


def _peak_rss_mb() -> int:
    kib_or_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(kib_or_bytes / (1024 * 1024 if sys.platform == "darwin" else 1024))


if __name__ == "__main__":
    main()
