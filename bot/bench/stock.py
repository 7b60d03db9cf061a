"""The stock Rasa configuration on our data: trained, seeded and served as Rasa's documents say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from bot.bench.driver import Target
from bot.bench.processes import Process, StartFailed, free_port
from bot.settings import ROOT

CONFIG = ROOT / "data" / "bench" / "stock"
NOTE = (
    "stock Rasa: JiebaTokenizer, count vectors, DIET, Memoization, RulePolicy, UnexpecTED, TED, "
    "SQL tracker store, action server; networks trained for one epoch, since only the time of "
    "an answer is measured"
)


@dataclass(frozen=True)
class Served:
    """A running assistant, how long it took to be ready and the processes it is made of."""

    target: Target
    ready_seconds: float
    processes: tuple[Process, ...]

    def peak_rss_mb(self) -> float:
        """Return the peak resident memory of all its processes together."""
        return round(sum(process.peak_rss_mb() for process in self.processes), 1)


@asynccontextmanager
async def serve_stock(folder: Path, seed: Path) -> AsyncIterator[Served]:
    """Train the stock configuration in `folder`, load `seed` and serve it; minutes.

    Raises StartFailed when Rasa cannot train or serve.
    """
    environment = {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "XIAOTONG_DATA_DIR": str(folder),
        "RASA_CACHE_DIRECTORY": str(folder / "cache"),
    }
    python = sys.executable
    rasa = [python, "-m", "rasa"]
    train = [*rasa, "train", "--quiet", "--config", str(CONFIG / "config.yml")]
    train += ["--data", "data/nlu", "data/rules", str(CONFIG / "stories.yml")]
    train += ["--out", str(folder), "--fixed-model-name", "stock"]
    _run(train, environment, folder / "train.log")
    _run([python, "-m", "bot", "seed", str(seed)], environment, folder / "seed.log")
    port, actions_port = free_port(), free_port()
    endpoints = _endpoints(folder, actions_port)
    run = [*rasa, "run", "--model", str(folder / "stock.tar.gz"), "--port", str(port)]
    run += ["--endpoints", str(endpoints), "--credentials", str(ROOT / "credentials.yml")]
    actions = [*rasa, "run", "actions", "--port", str(actions_port)]
    with ExitStack() as stack:
        servers = tuple(
            stack.enter_context(Process(command=command, log=folder / log, environment=environment))
            for command, log in ((actions, "actions.log"), (run, "rasa.log"))
        )
        seconds = await servers[1].until(f"http://127.0.0.1:{port}/webhooks/rest/")
        await servers[0].until(f"http://127.0.0.1:{actions_port}/health")
        url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        yield Served(Target(url=url), seconds, servers)


def _run(command: list[str], environment: dict[str, str], log: Path) -> None:
    with log.open("wb") as output:
        done = subprocess.run(  # noqa: S603 - our own commands
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        raise StartFailed("\n".join(lines[-12:]))


def _endpoints(folder: Path, actions_port: int) -> Path:
    path = folder / "endpoints.yml"
    url = f"http://127.0.0.1:{actions_port}/webhook"
    store = {"type": "SQL", "dialect": "sqlite", "db": str(folder / "rasa.db")}
    with path.open("w", encoding="utf-8") as file:
        YAML().dump({"action_endpoint": {"url": url}, "tracker_store": store}, file)
    return path
