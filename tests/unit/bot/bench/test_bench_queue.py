"""The simulated day: fair, work-conserving, and the same for the same seed."""

from __future__ import annotations

from bot.bench.queue import simulated


def day(load: float) -> dict:
    """Return the figures of a small day."""
    return simulated(customers=300, agents=6, seats=3, load=load, seed=7)


def test_nobody_is_idle_beside_somebody_who_waits() -> None:
    """On a quiet day and on an overfull one; everybody is served in the end."""
    for load in (0.7, 1.3):
        figures = day(load)

        assert (figures["idle_beside_waiting"], figures["overtaken"]) == (0, 0)
        assert figures["served"] == figures["customers"]


def test_the_urgent_wait_less_and_nobody_starves() -> None:
    """When too many come: each step of priority helps, by no more than what age makes up for."""
    figures = day(1.3)
    mean = {int(key): value for key, value in figures["mean_wait_by_priority"].items()}
    longest = figures["longest_wait_by_priority"]
    bound = figures["wait_seconds"]["p50"] + 8 * figures["a_step_of_priority_is_seconds"]

    assert mean[0] > mean[2] > mean[4]
    assert longest["0"] < bound


def test_the_same_seed_is_the_same_day() -> None:
    """A figure that changes was changed by the rules."""
    assert day(0.9) == day(0.9)
