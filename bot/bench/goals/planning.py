"""Draws the conversations of a run: which goals, in which manner, about whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import cycle
from random import Random

from accounts.month import Month
from bot.bench.goals.goals import GOALS, TOGETHER
from bot.bench.goals.phrases import Manner, Phrases, operator_tree
from bot.bench.goals.population import Entry, Population
from bot.bench.goals.talk import Plan
from bot.bench.goals.wanting import beginning


@dataclass(frozen=True)
class Wandering:
    """Whom a wanderer is, and whose number it tries beside its own."""

    mine: Plan
    stranger: Plan


SEVERAL_EVERY = 6
"""One conversation in this many has several goals."""


class Planner:
    """Draws plans and the customers they are about; the same seed draws the same."""

    def __init__(self, *, seed: int, phrases: Phrases, today: Month) -> None:
        """Nothing is drawn yet."""
        self._rng = Random(seed)
        self._phrases = phrases
        self._today = today
        self._seed = seed
        self.population = Population(operator_tree(), self._rng)
        self.customers: list[Entry] = []

    def plans(self, count: int, token: Callable[[str], str], only: str | None = None) -> list[Plan]:
        """Return `count` plans, every goal about as often; `token` vouches for a number."""
        wanted = [_with_what_comes_before(goals) for goals in self._turns(count, only)]
        return [self._plan(place, goals, token) for place, goals in enumerate(wanted)]

    def wanderers(self, count: int, token: Callable[[str], str]) -> list[Wandering]:
        """Return `count` pairs of customers, the second a stranger to the first.

        Each first one is made for another goal, so that some owe, some are suspended, some have
        services, and knows the facts of all goals.
        """
        pairs = []
        for place, goal in zip(range(count), cycle(GOALS)):
            mine, stranger = self._begun(f"{place}", goal), self._begun(f"{place}-strange", goal)
            mine = replace(mine, token=token(mine.facts["number"]) if place % 3 == 0 else "")
            pairs.append(Wandering(mine, stranger))
        return pairs

    def _begun(self, name: str, goal: str) -> Plan:
        made = beginning(self.population, self._today, self._phrases.stories)
        facts: dict[str, str] = {}
        for other in GOALS.values():
            scratch = replace(made, entry=deepcopy(made.entry), facts=dict(made.facts))
            other.prepare(scratch)
            facts |= scratch.facts
        GOALS[goal].prepare(made)
        self.customers.append(made.entry)
        known = {**facts, **made.facts}
        seed = self._rng.randrange(2**32)
        return Plan(f"wander-{self._seed}-{name}", (), known, self._phrases.manners[0], seed)

    def _turns(self, count: int, only: str | None) -> list[tuple[str, ...]]:
        """Return the goals of each conversation: all in turn, several every now and then."""
        if only is not None:
            return [(only,)] * count
        order = list(GOALS)
        self._rng.shuffle(order)
        singles, pairs = cycle(order), cycle(TOGETHER)
        return [
            next(pairs) if place % SEVERAL_EVERY == SEVERAL_EVERY - 1 else (next(singles),)
            for place in range(count)
        ]

    def _plan(self, place: int, goals: tuple[str, ...], token: Callable[[str], str]) -> Plan:
        made = beginning(self.population, self._today, self._phrases.stories)
        for goal in goals:
            GOALS[goal].prepare(made)
        self.customers.append(made.entry)
        manner = self._manner()
        return Plan(
            sender=f"goal-{self._seed}-{place}",
            goals=goals,
            facts=made.facts,
            manner=manner,
            seed=self._rng.randrange(2**32),
            together=goals in TOGETHER and self._rng.random() < 0.6,  # noqa: PLR2004 - most
            token=token(made.facts["number"]) if manner.recognised else "",
        )

    def _manner(self) -> Manner:
        manners: Sequence[Manner] = self._phrases.manners
        return self._rng.choices(manners, [each.weight for each in manners])[0]


def _with_what_comes_before(goals: tuple[str, ...]) -> tuple[str, ...]:
    before = GOALS[goals[0]].after
    return (before, *goals) if before else goals
