"""``xiaotong bench nlu``: our NLU pipeline, and the stock one beside it, on any Rasa data."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from ruamel.yaml import YAML

from bot.bench.pipelines import with_changes
from bot.commands.figures import hand_over
from bot.errors import XiaotongError
from bot.settings import ROOT

# The pipeline that Rasa's documentation gives for Chinese, DIET at its usual 100 epochs.
STOCK_PIPELINE: tuple[dict[str, Any], ...] = (
    {"name": "JiebaTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": 100, "random_seed": 1},
)
_TAIL_LINES = 12


class BenchFailed(XiaotongError):
    """The measuring process ended without figures; `detail` is the end of what it said."""

    code: ClassVar[str] = "bench_failed"

    def __init__(self, detail: str) -> None:
        """Keep the last lines of its output."""
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True)
class Errors:
    """Kinds of `bot.bench.spoiling` that are put into an experiment."""

    train: str | None = None
    """In a second copy of each training message."""
    test: str | None = None
    """In each test message."""


NO_ERRORS = Errors()


def run(
    *,
    train: Path,
    test: Path,
    json_out: Path | None,
    baseline: bool,
    html_out: Path | None = None,
    changes: Sequence[str] = (),
    augment: str | None = None,
    spoil: str | None = None,
) -> dict[str, Any]:
    """Train on `train`, test on `test`, print and return the figures, write them to `json_out`.

    Each pipeline runs in a process of its own, so that peak memory is its own. With `baseline`
    the stock pipeline's figures stand under ``baseline`` and the differences under ``gain``.
    `accuracy` and `macro_f1` are of the likeliest intent, for such data has no messages to
    refuse; `accuracy_after_fallback` counts asking back as wrong. `html_out` gets our own
    pipeline's report, as of ``evaluate``. `changes` to our pipeline are those of
    `bot.bench.pipelines`. With `augment` every training message is there a second time with an
    error of that kind (`bot.bench.spoiling`), with `spoil` the test messages have one. Raises
    FileNotFoundError, ChangeRefused and BenchFailed.
    """
    for path in (train, test):
        if not path.exists():
            raise FileNotFoundError(2, "no such file", str(path))
    pipeline = with_changes(own_pipeline(), changes)
    errors = Errors(augment, spoil)
    result = measure(pipeline, train=train, test=test, page=html_out, errors=errors)
    if baseline:
        stock = measure(list(STOCK_PIPELINE), train=train, test=test, own=False, errors=errors)
        result["baseline"] = stock
        result["gain"] = {
            "accuracy": round(result["accuracy"] - stock["accuracy"], 4),
            "macro_f1": round(result["macro_f1"] - stock["macro_f1"], 4),
            "training_times_faster": round(stock["train_seconds"] / result["train_seconds"], 1),
        }
    return hand_over(result, json_out)


def measure(
    pipeline: list[dict[str, Any]],
    *,
    train: Path,
    test: Path,
    page: Path | None = None,
    own: bool = True,
    errors: Errors = NO_ERRORS,
) -> dict[str, Any]:
    """Return the figures of `pipeline`, measured in a fresh process; raises BenchFailed.

    Only our `own` is run by `bot.engine.direct_runner`, as when it serves.
    """
    with tempfile.TemporaryDirectory(prefix="xiaotong-bench-") as folder:
        spec = {
            "train": str(train.resolve()),
            "test": str(test.resolve()),
            "page": str(page.resolve()) if page else None,
            "own": own,
            "augment": errors.train,
            "spoil": errors.test,
        }
        return run_child("bench_nlu_child", pipeline, spec, Path(folder))


def run_child(
    module: str, pipeline: list[dict[str, Any]], spec: dict[str, Any], folder: Path
) -> dict[str, Any]:
    """Run ``bot.commands.<module>`` on `pipeline` and `spec`, and return the figures it leaves.

    `folder` is its to write into. Raises BenchFailed when it ends without figures.
    """
    config = {"recipe": "default.v1", "assistant_id": "bench", "language": "zh"}
    task = {
        **spec,
        "config": {**config, "pipeline": pipeline, "policies": []},
        "folder": str(folder),
    }
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", f"bot.commands.{module}", json.dumps(task)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    figures = folder / "figures.json"
    if done.returncode or not figures.is_file():
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise BenchFailed("\n".join(lines[-_TAIL_LINES:]))
    result: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    return result


def own_pipeline() -> list[dict[str, Any]]:
    """Return the pipeline of config.yml."""
    config = YAML(typ="safe").load((ROOT / "config.yml").read_text(encoding="utf-8"))
    pipeline: list[dict[str, Any]] = config["pipeline"]
    return pipeline
