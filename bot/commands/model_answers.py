"""What the measuring commands share: a model is loaded and reads labelled messages."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from accounts.clock import SHANGHAI, FixedClock
from bot.clock import process_clock, set_clock
from bot.conversation.ports import ModelNotLoaded
from bot.engine.rasa_quiet import import_quietly, quiet_loggers


@dataclass(frozen=True)
class FallbackSettings:
    """When a model asks back: below `threshold`, or when two readings are nearer than `ambiguity`.

    Zeros where a model has no FallbackClassifier.
    """

    threshold: float = 0.0
    ambiguity: float = 0.0


@dataclass(frozen=True)
class Measured:
    """What a model made of every message, and the fallback decision that is built into it."""

    answers: Sequence[Any]
    fallback: FallbackSettings


def measured(model: Path, rows: Sequence[Any]) -> Measured:
    """Let the model file `model` read `rows`, and return its answers in their order.

    Raises ModelNotLoaded.
    """
    return asyncio.run(_measured(model, rows))


@contextmanager
def day(today: date | None) -> Iterator[None]:
    """Make it noon of `today` in Shanghai for the process while the block runs, if given."""
    before = process_clock()
    if today is not None:
        set_clock(FixedClock(datetime.combine(today, time(12), tzinfo=SHANGHAI)))
    try:
        yield
    finally:
        set_clock(before)


async def _measured(model: Path, rows: Sequence[Any]) -> Measured:
    agents = import_quietly("rasa.core.agent")
    import_quietly("bot.engine.direct_runner").install()  # as a serving process runs it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa warns about its own use of old interfaces
        try:
            agent = agents.Agent.load(str(model))
        except Exception as error:  # whatever Rasa and its libraries raise at an odd file
            raise ModelNotLoaded(model.name) from error
    quiet_loggers()
    answers = await import_quietly("bot.evaluation.measure").answers_of(agent, rows)
    return Measured(answers, fallback_of(agent))


def fallback_of(agent: Any) -> FallbackSettings:
    """Return the fallback decision of a loaded Rasa agent."""
    nodes = agent.processor.model_metadata.predict_schema.nodes.values()
    for node in nodes:
        if node.uses.__name__ == "FallbackClassifier":
            config = {**node.uses.get_default_config(), **node.config}
            return FallbackSettings(config["threshold"], config["ambiguity_threshold"])
    return FallbackSettings()
