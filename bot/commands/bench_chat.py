"""``xiaotong bench chat``: what a turn costs, through HTTP, beside the stock configuration."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.bench.conversation import Script
from bot.bench.driver import Driver, Target
from bot.bench.processes import Process, free_port
from bot.bench.stock import NOTE, Served, serve_stock
from bot.commands.figures import hand_over
from bot.composition import DEMO
from bot.settings import load
from bot.training.trainer import Trainer

_NO_LIMIT = "1000000000"

Serve = Callable[[Path, Path], AbstractAsyncContextManager[Served]]


def run(
    *, json_out: Path | None, concurrency: int, conversations: int, turns: int, baseline: bool
) -> dict[str, Any]:
    """Measure, print the figures, write them to `json_out` when given, and return them.

    Raises StartFailed when a server does not come up and TrainingFailed without a model.
    """
    result = asyncio.run(
        run_bench_chat(
            concurrency=concurrency, conversations=conversations, turns=turns, baseline=baseline
        )
    )
    return hand_over(result, json_out)


async def run_bench_chat(
    *, concurrency: int, conversations: int, turns: int, baseline: bool
) -> dict[str, Any]:
    """Drive `conversations` of `turns` turns, `concurrency` at a time, then three long ones.

    With `baseline` the stock Rasa configuration is driven by the same script afterwards.
    Times are milliseconds as the client sees them; memory is the servers' peak, in MB.
    """
    script = Script.load(DEMO)
    load_of = {"concurrency": concurrency, "conversations": conversations, "turns": turns}
    result: dict[str, Any] = {
        **load_of,
        "cores": os.cpu_count(),
        "xiaotong": await _measure(serve_own, script, load_of),
    }
    if baseline:
        result["stock"] = {"note": NOTE, **await _measure(serve_stock, script, load_of)}
        ours, theirs = result["xiaotong"], result["stock"]
        result["compared"] = {
            "p50_share": round(ours["ms"]["p50"] / theirs["ms"]["p50"], 3),
            "turns_per_second_times": round(
                ours["turns_per_second"] / theirs["turns_per_second"], 2
            ),
        }
    return result


@asynccontextmanager
async def serve_own(folder: Path, seed: Path) -> AsyncIterator[Served]:
    """Serve this product from `folder` with the present model and the customers of `seed`."""
    model = Trainer(models=load().data_dir / "models").train()
    (folder / "models").mkdir()
    shutil.copy(model, folder / "models")
    port = free_port()
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
    command += ["--data-dir", str(folder), "--seed", str(seed)]
    unlimited = {
        "XIAOTONG_SENDER_PER_MINUTE": _NO_LIMIT,
        "XIAOTONG_ADDRESS_PER_MINUTE": _NO_LIMIT,
        "XIAOTONG_LOG_LEVEL": "WARNING",
    }
    with Process(command=command, log=folder / "serve.log", environment=unlimited) as server:
        seconds = await server.until(f"http://127.0.0.1:{port}/readyz")
        key = (folder / "rest_api_key").read_text(encoding="ascii").strip()
        target = Target(
            url=f"http://127.0.0.1:{port}/webhooks/rest/webhook",
            headers={"Authorization": f"Bearer {key}"},
            outbox=folder / "outbox.jsonl",
        )
        yield Served(target, seconds, (server,))


async def _measure(serve: Serve, script: Script, load_of: dict[str, int]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="xiaotong-bench-") as name:
        async with serve(Path(name), DEMO) as served, aiohttp.ClientSession() as session:
            driver = Driver(target=served.target, script=script, session=session)
            await driver.warm_up()
            figures = await driver.at_once(**load_of)
            return {
                "ready_seconds": served.ready_seconds,
                **figures,
                "by_turn": await driver.by_length(),
                "peak_rss_mb": served.peak_rss_mb(),
            }
