"""Whole customers against a real server: they reach what they came for and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

CONVERSATIONS, STEPS = 24, 200


def test_simulated_customers_reach_their_goals(
    command, new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    """A drawn share of `bench goals`: the rest is for a run by hand (docs/goals.md)."""
    out = tmp_path / "goals.json"

    done = command(
        "bench", "goals", "--conversations", CONVERSATIONS, "--seed", 1, "--json", out,
        data_dir=new_data_dir(),
    )  # fmt: skip

    figures = json.loads(out.read_text(encoding="utf-8"))
    assert done.returncode == 0, figures["failures"] + figures["violated"]
    assert figures["conversations"] == CONVERSATIONS
    assert figures["violations"] == 0


def test_customers_who_do_anything_break_no_promise(
    command, new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    """Things are brought about, each by a yes, and nothing is told without a proof."""
    out = tmp_path / "safety.json"

    done = command(
        "bench", "goals", "--safety", STEPS, "--seed", 2, "--json", out, data_dir=new_data_dir()
    )

    figures = json.loads(out.read_text(encoding="utf-8"))
    assert done.returncode == 0, figures["violated"]
    assert figures["steps"] == STEPS
    assert figures["done"]["proof"] > 0


def test_a_goal_that_there_is_not_is_refused(command) -> None:
    """In one line, before anything is started."""
    refused = command("bench", "goals", "--goal", "world_peace")

    assert refused.returncode == 1
    assert "query_balance" in refused.stderr
    assert "Traceback" not in refused.stderr
