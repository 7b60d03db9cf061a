"""What a training needs of others: who trains, who reads, and what there is to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from bot.training.check import Report


class Trains(Protocol):
    """Makes a model of the present data; `bot.training.trainer.Trainer` does."""

    def train(
        self,
        *,
        progress: Callable[[str], None],
        checked: Callable[[Report], None],
    ) -> Path:
        """Return a model file of the present data, told at once when there is one.

        Raises TrainingRefused with what is wrong with the data, TrainingFailed for what only
        training finds, and OSError when the disk refuses. Whatever was there stays.
        """
        ...


class Loaded(Protocol):
    """A model in memory."""

    def read(self, text: str) -> Mapping[str, Any]:
        """Return Rasa's parse of `text`."""
        ...


Load = Callable[[Path], Loaded]
"""Loads a model file; raises whatever is wrong with it."""


class Swaps(Protocol):
    """An engine that can answer with another model."""

    @property
    def model(self) -> Path | None:
        """The model file that answers."""
        ...

    async def use(self, model: Path) -> None:
        """Answer with `model` from the next turn on; raises ModelUnusable and keeps the old one."""
        ...
