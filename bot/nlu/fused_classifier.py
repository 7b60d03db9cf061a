"""One classifier over everything the featurizers found: wording and meaning together.

Measured on SMP2017-ECDT in docs/nlu.md: either feature set alone is far behind the two in one
model, and the model trains in seconds because nothing in it is deep.
"""

# ruff: noqa: ARG003 - Rasa fixes the signatures of create and load.
from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import (
    FEATURE_TYPE_SENTENCE,
    INTENT,
    INTENT_RANKING_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, vstack

from bot.nlu.kernel_model import KernelModel, KernelSettings, train
from bot.nlu.said import said

_WEIGHTS, _HEADER = "weights.npz", "classifier.json"
_ARRAYS = ("wording", "directions", "examples", "meaning", "biases")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FusedKernelClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc] # Rasa has no types
    """Predicts the intent from the sentence features of all featurizers, with its probability.

    A message that says nothing (no text, blanks, control characters) has no intent and
    confidence 0, which the fallback decision turns into `nlu_fallback`.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what has to stand before this in the pipeline."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return how the model is fitted (see KernelSettings) and how long a ranking is."""
        return {
            "cost": 2.0,
            "meaning": 4.0,
            "sharpness": 1.5,
            "dimensions": 256,
            "ranking_length": 10,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: KernelModel | None = None,
        widths: tuple[int, int] = (0, 0),
    ) -> None:
        """Take the trained `model` and the sparse and dense feature counts it was trained on."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._widths = widths

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FusedKernelClassifier:
        """Return an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FusedKernelClassifier:
        """Return the classifier that was trained; arrays and JSON only, so no code is loaded."""
        with model_storage.read_from(resource) as folder:
            header = json.loads((folder / _HEADER).read_text(encoding="utf-8"))
            if not header["classes"]:
                return cls(config, model_storage, resource)
            with np.load(folder / _WEIGHTS, allow_pickle=False) as arrays:
                model = KernelModel(
                    classes=tuple(header["classes"]),
                    sharpness=header["sharpness"],
                    temperature=header["temperature"],
                    **{name: arrays[name].astype(np.float32) for name in _ARRAYS},
                )
        return cls(config, model_storage, resource, model, tuple(header["widths"]))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on the labelled examples; without any, nothing will be predicted."""
        examples = sorted(
            (one for one in training_data.intent_examples if one.get(INTENT) and one.get(TEXT)),
            key=lambda one: (one.get(INTENT), one.get(TEXT)),  # file order must not matter
        )
        if examples:
            self._widths = _widths(examples)
            wording, vectors = self._matrices(examples)
            labels = [one.get(INTENT) for one in examples]
            self._model = train(wording, vectors, labels, self._settings())
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of every message."""
        for message in messages:
            ranking = self._ranking(message)
            top = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, top, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        if self._model is None or not said(message):
            return []
        sparse, dense = _features(message)
        chances = self._model.probabilities(sparse, None if dense is None else dense[0])
        best = np.argsort(-chances, kind="stable")[: self._config["ranking_length"]]
        names = self._model.classes
        return [{"name": names[i], "confidence": float(chances[i])} for i in best]

    def _settings(self) -> KernelSettings:
        return KernelSettings(
            **{name: self._config[name] for name in ("cost", "meaning", "sharpness", "dimensions")}
        )

    def _matrices(self, messages: list[Message]) -> tuple[csr_matrix, NDArray[np.float32]]:
        """Return a row for each message, of wording and of meaning; zeros where it has none."""
        sparse_width, dense_width = self._widths
        found = [_features(message) for message in messages]
        nothing = csr_matrix((1, sparse_width), dtype=np.float32)
        silence = np.zeros((1, dense_width), dtype=np.float32)
        wording = vstack([nothing if sparse is None else sparse for sparse, _ in found], "csr")
        meaning = np.vstack([silence if dense is None else dense for _, dense in found])
        return wording, meaning.astype(np.float32)

    def _persist(self) -> None:
        model = self._model
        header = {
            "classes": model.classes if model else [],
            "sharpness": model.sharpness if model else 1.0,
            "temperature": model.temperature if model else 1.0,
            "widths": self._widths,
        }
        with self._model_storage.write_to(self._resource) as folder:
            text = json.dumps(header, ensure_ascii=False)
            (folder / _HEADER).write_text(text, encoding="utf-8")
            if model:
                # Half precision: the file is a third of its size, and no probability moves by more
                # than a thousandth.
                arrays = {name: getattr(model, name).astype(np.float16) for name in _ARRAYS}
                np.savez(folder / _WEIGHTS, **arrays)


def _features(message: Message) -> tuple[csr_matrix | None, Any]:
    """Return the sentence features of `message`, sparse and dense, those of several side by side.

    Rasa's own getters copy every feature in depth before they join them.
    """
    found = [
        each
        for each in message.features
        if each.attribute == TEXT and each.type == FEATURE_TYPE_SENTENCE
    ]
    sparse = [each.features for each in found if each.is_sparse()]
    dense = [each.features for each in found if each.is_dense()]
    return (
        (sparse[0] if len(sparse) == 1 else hstack(sparse, "csr")) if sparse else None,
        (dense[0] if len(dense) == 1 else np.hstack(dense)) if dense else None,
    )


def _widths(messages: list[Message]) -> tuple[int, int]:
    found = [_features(message) for message in messages]
    sparse = max((one.shape[1] for one, _ in found if one is not None), default=0)
    dense = max((one.shape[1] for _, one in found if one is not None), default=0)
    return sparse, dense
