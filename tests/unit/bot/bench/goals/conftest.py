"""Customers of the simulated operator, without any server."""

from __future__ import annotations

from random import Random

import pytest

from accounts.month import Month
from bot.bench.goals.goals import GOALS
from bot.bench.goals.phrases import Phrases, operator_tree, phrases
from bot.bench.goals.population import Population
from bot.bench.goals.wanting import Making, beginning

TODAY = Month(2026, 11)


@pytest.fixture(scope="session")
def words() -> Phrases:
    """Read the sentence files."""
    return phrases()


@pytest.fixture
def population() -> Population:
    """Draw customers from one seed."""
    return Population(operator_tree(), Random(7))


@pytest.fixture
def made(population: Population, words: Phrases):
    """Return what makes a customer for some goals."""

    def make(*goals: str) -> Making:
        making = beginning(population, TODAY, words.stories)
        for goal in goals:
            GOALS[goal].prepare(making)
        return making

    return make
