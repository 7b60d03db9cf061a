"""``xiaotong bench swap``: from a labelled message to the improved model, under load."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from bot.bench.swap.project import served_copy
from bot.bench.swap.run import swap
from bot.commands.figures import hand_over
from bot.composition import DEMO


def run(*, json_out: Path | None, rate: float, seconds: float) -> dict[str, Any]:
    """Measure, print the figures, write them to `json_out` when given, and return them.

    Raises StartFailed when the server does not come up, StudioRefused when the candidate may not
    be released, NothingToLearn when the message is understood before.
    """
    return hand_over(asyncio.run(run_bench_swap(rate=rate, seconds=seconds)), json_out)


async def run_bench_swap(*, rate: float, seconds: float) -> dict[str, Any]:
    """Serve a copy of the project with the demo's operator and go the way once."""
    with tempfile.TemporaryDirectory(prefix="xiaotong-swap-") as name:
        async with served_copy(Path(name), DEMO) as copy:
            return await swap(copy, DEMO, rate=rate, seconds=seconds)
