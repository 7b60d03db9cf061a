"""``xiaotong bench queue``: a day of the queue, simulated with the desk's own rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.bench.queue import simulated
from bot.commands.figures import hand_over

LOADS = (0.7, 0.95, 1.3)
"""A quiet, a full and an overfull day: work that comes as a share of what can be done."""


def run(
    *, json_out: Path | None, customers: int, agents: int, seats: int, seed: int
) -> dict[str, Any]:
    """Simulate a day for each of `LOADS`, print the figures and return them."""
    days = [
        simulated(customers=customers, agents=agents, seats=seats, load=load, seed=seed)
        for load in LOADS
    ]
    return hand_over({"days": days}, json_out)
