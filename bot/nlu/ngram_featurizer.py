"""Wording as a sparse vector: n-grams of characters, words and syllables."""

# ruff: noqa: ARG003 - Rasa fixes the signatures of create and load.
from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS, TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix

from bot.nlu.ngrams import NgramView, characters, syllables
from bot.nlu.said import said

_NAMES, _WEIGHTS = "ngrams.json", "ngrams.npz"
_VIEWS = ("chars", "words", "syllables")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(SparseFeaturizer, GraphComponent):  # type: ignore[misc] # Rasa has no types
    """Adds one sparse sentence feature per message: its views side by side, each weighted.

    A view's setting is ``[shortest, longest, weight]`` or null to leave the view out.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what has to stand before this in the pipeline: words come from a tokenizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the views and the characters read of a long message."""
        return {
            FEATURIZER_CLASS_ALIAS: None,
            "chars": [1, 3, 1.0],
            "words": [1, 2, 0.7],
            "syllables": [1, 3, 0.5],
            "max_chars": 400,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse settings that leave no view; raises ValueError."""
        if not any(config[name] for name in _VIEWS):
            raise ValueError("NgramFeaturizer needs one of chars, words, syllables")

    def __init__(
        self,
        name: str,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        """Make the views of `config`, empty until trained or loaded."""
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._views = {
            view: NgramView((config[view][0], config[view][1]), config[view][2])
            for view in _VIEWS
            if config[view]
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramFeaturizer:
        """Return an untrained featurizer."""
        return cls(execution_context.node_name, config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramFeaturizer:
        """Return the featurizer that was trained."""
        featurizer = cls(execution_context.node_name, config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
            with np.load(folder / _WEIGHTS, allow_pickle=False) as weights:
                for view, ngrams in featurizer._views.items():
                    ngrams.restore(names[view], weights[view])
        return featurizer

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the n-grams of all example texts."""
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        for view, ngrams in self._views.items():
            ngrams.fit(self._units(view, message) for message in messages)
        states = {view: ngrams.state() for view, ngrams in self._views.items()}
        names = {view: list(state[0]) for view, state in states.items()}
        with self._model_storage.write_to(self._resource) as folder:
            text = json.dumps(names, ensure_ascii=False)
            (folder / _NAMES).write_text(text, encoding="utf-8")
            np.savez_compressed(folder / _WEIGHTS, **{view: s[1] for view, s in states.items()})
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to every example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the features of each message that has a text, even an empty one."""
        for message in messages:
            if message.get(TEXT) is not None:
                self.add_features_to_message(None, self._row(message), TEXT, message)
        return messages

    def _row(self, message: Message) -> csr_matrix:
        columns, values, offset = [], [], 0
        for view, ngrams in self._views.items():
            places, amounts = ngrams.vector(self._units(view, message))
            columns.append(places + offset)
            values.append(amounts)
            offset += ngrams.width
        indices, data = np.concatenate(columns), np.concatenate(values)
        return csr_matrix((data, indices, [0, len(data)]), shape=(1, offset))

    def _units(self, view: str, message: Message) -> list[str]:
        longest = self._config["max_chars"]
        if view == "words":
            tokens = message.get(TOKENS_NAMES[TEXT]) or []
            return [token.text for token in tokens[:longest]]
        text = said(message, longest)
        return characters(text) if view == "chars" else syllables(text)
