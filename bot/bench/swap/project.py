"""A copy of this project whose training data may be changed, served from a folder of its own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.bench.driver import Target
from bot.bench.processes import Process, free_port
from bot.console.build import ConsoleBuild
from bot.settings import ROOT, load
from bot.training.trainer import Trainer

PARTS = (
    "accounts",
    "actions",
    "bot",
    "data",
    "web",
    "tests/dialogue",
    "config.yml",
    "domain.yml",
    "endpoints.yml",
    "credentials.yml",
)
_LEFT_OUT = shutil.ignore_patterns("node_modules", "dist", "__pycache__", ".building-*")
_NO_LIMIT = "1000000000"


@dataclass(frozen=True)
class Copy:
    """A served copy: where its files are and how to talk to it."""

    root: Path
    data_dir: Path
    url: str
    target: Target
    process: Process
    ready_seconds: float


@asynccontextmanager
async def served_copy(folder: Path, seed: Path) -> AsyncIterator[Copy]:
    """Copy the project into `folder` and serve it with the present model.

    Nothing has been released in it; the sentences that the last training knew are known.
    """
    models = load().data_dir / "models"
    model = Trainer(models=models).train()
    root, data_dir = folder / "project", folder / "data"
    _copy(root)
    (data_dir / "models").mkdir(parents=True)
    shutil.copy(model, data_dir / "models")
    if (models / "vectors").is_dir():
        shutil.copytree(models / "vectors", data_dir / "models" / "vectors")
    port = free_port()
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
    command += ["--data-dir", str(data_dir), "--seed", str(seed)]
    environment = {
        "XIAOTONG_SENDER_PER_MINUTE": _NO_LIMIT,
        "XIAOTONG_ADDRESS_PER_MINUTE": _NO_LIMIT,
        "XIAOTONG_LOG_LEVEL": "WARNING",
    }
    url = f"http://127.0.0.1:{port}"
    log = folder / "serve.log"
    with Process(command=command, log=log, environment=environment, folder=root) as process:
        seconds = await process.until(f"{url}/readyz")
        key = (data_dir / "rest_api_key").read_text(encoding="ascii").strip()
        target = Target(
            url=f"{url}/webhooks/rest/webhook",
            headers={"Authorization": f"Bearer {key}"},
            outbox=data_dir / "outbox.jsonl",
        )
        yield Copy(root, data_dir, url, target, process, seconds)


def _copy(root: Path) -> None:
    for part in PARTS:
        source, target = ROOT / part, root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=_LEFT_OUT)
        else:
            shutil.copy(source, target)
    # The pages have no part in this; without a build of them the server would make one.
    build = ConsoleBuild(folder=root / "web" / "console")
    page = build.dist / build.fingerprint() / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("", encoding="utf-8")
