"""``xiaotong bench faults``: kills the server under load and counts what is lost (issue 5)."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from bot.bench.faults.floor import served
from bot.bench.faults.run import Load, faults
from bot.commands.figures import hand_over
from bot.composition import DEMO

WRONG = (
    *("lost", "doubled", "out_of_order", "bot_while_not_owning", "agent_while_not_owning"),
    *("conversations_handed_over_twice", "gave_up", "agent_missed"),
)
"""Figures that have to be nought."""


def run(
    *,
    json_out: Path | None,
    conversations: int,
    kills: int,
    agents: int,
    measured: float,
    seed: int,
) -> dict[str, Any]:
    """Measure, print the figures, write them to `json_out` when given, and return them.

    Raises StartFailed when the server does not come up, again or at all.
    """
    load = Load(conversations=conversations, kills=kills, seed=seed, measured=measured)
    return hand_over(asyncio.run(run_bench_faults(load, agents)), json_out)


async def run_bench_faults(load: Load, agents: int) -> dict[str, Any]:
    """Serve the demo's operator from a folder of its own and run `load` against it."""
    with tempfile.TemporaryDirectory(prefix="xiaotong-faults-") as name:
        seats = load.conversations
        async with served(Path(name), seed=DEMO, agents=agents, seats=seats) as floor:
            figures = await faults(floor, load)
    return {**figures, "passed": not any(figures[each] for each in WRONG)}
