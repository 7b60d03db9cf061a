"""The process that ``bench threshold`` trains in: ``python -m bot.commands.bench_threshold_child``.

Its argument is a JSON object with ``config`` (a Rasa configuration), ``train``, ``folds`` and
``folder``; what the model made of each sentence that it had not seen goes to
``folder/figures.json``. Not for use by hand.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.engine.rasa_quiet import import_quietly, quiet_loggers


def main() -> None:
    """Train and ask as often as there are folds, and write the readings."""
    spec: dict[str, Any] = json.loads(sys.argv[1])
    folder = Path(spec["folder"])
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    warnings.simplefilter("ignore")
    rows = import_quietly("bot.evaluation.labelled").read_labelled(Path(spec["train"]))
    parts = import_quietly("bot.evaluation.folds").dealt(rows, spec["folds"])
    config = folder / "config.yml"
    with config.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump(spec["config"], file)
    readings = []
    for number, held in enumerate(parts):
        kept = [row for other, part in enumerate(parts) if other != number for row in part]
        (folder / str(number)).mkdir()
        readings += asyncio.run(_readings(config, kept, held, folder / str(number)))
    text = json.dumps({"readings": readings}, ensure_ascii=False)
    (folder / "figures.json").write_text(text, encoding="utf-8")


async def _readings(config: Path, kept: Any, held: Any, folder: Path) -> list[Any]:
    training = import_quietly("rasa.model_training")
    agents = import_quietly("rasa.core.agent")
    measuring = import_quietly("bot.evaluation.measure")
    data = folder / "nlu.yml"
    import_quietly("bot.evaluation.folds").write_rasa(kept, data)
    model = await asyncio.to_thread(training.train_nlu, str(config), str(data), str(folder))
    if model is None:
        raise SystemExit("no training data")
    agent = agents.Agent.load(model)
    quiet_loggers()
    answers = await measuring.answers_of(agent, held)
    return [[answer.row.intents, answer.ranking] for answer in answers]


if __name__ == "__main__":
    main()
