"""Finds several demands in one message, with the model that reads whole messages.

Two components around the pipeline. The splitter puts the parts of a message behind it, so that
every component between the two reads them too, in one batch; the gatherer takes them away again
and leaves what they came to on the message::

    DemandSplitter   [message]              → [message, part, part]
    … tokens, features, intent, entities    reads all of them
    DemandGatherer   [message, part, part]  → [message with `demands`]

The intent of the message stays the reading of the whole. How it goes on: docs/flows/demands.md.
"""

# ruff: noqa: ARG003 - Rasa fixes the signature of create.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.demand_cutting import Part, cut
from bot.nlu.demand_merging import Heard, demands_of

DEMANDS = "demands"
"""Property of a message with several demands: a list of {text, intent, confidence, entities}."""
_PART = "demand_part"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DemandSplitter(GraphComponent, IntentClassifier):  # type: ignore[misc] # Rasa has no types
    """Puts behind each message its parts, when it may hold several demands; first in the pipeline.

    A message without the words that join demands passes as it is and costs nothing more.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DemandSplitter:
        """Return a splitter; there is nothing to set or to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages, each followed by its parts."""
        return [each for message in messages for each in (message, *_parts(message))]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DemandGatherer(GraphComponent, IntentClassifier):  # type: ignore[misc] # Rasa has no types
    """Takes the parts away and leaves `DEMANDS` on a message in which they make at least two."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the least confidence of a demand; measured in docs/flows/demands.md."""
        return {"threshold": 0.7}

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the threshold from `config`."""
        self._threshold = float(config["threshold"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DemandGatherer:
        """Return a gatherer as configured."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages without the parts that a `DemandSplitter` put behind them."""
        kept: list[Message] = []
        heard: list[list[Heard]] = []
        for message in messages:
            part = message.get(_PART)
            if part is None:
                kept.append(message)
                heard.append([])
            else:
                heard[-1].append(_heard(part, message))
        for message, parts in zip(kept, heard, strict=True):
            demands = demands_of(parts, self._threshold)
            if demands:
                found = [asdict(each) for each in demands]
                message.set(DEMANDS, found, add_to_output=True)
        return kept


def _parts(message: Message) -> Iterator[Message]:
    for part in cut(message.get(TEXT) or ""):
        made = Message.build(text=part.text)
        made.set(_PART, part)
        yield made


def _heard(part: Part, message: Message) -> Heard:
    reading = message.get(INTENT) or {}
    return Heard(
        part,
        str(reading.get("name") or ""),
        float(reading.get("confidence") or 0.0),
        tuple(message.get(ENTITIES) or ()),
    )
