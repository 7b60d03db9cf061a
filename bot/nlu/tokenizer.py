"""Words of a message: jieba with the telecom dictionary over the levelled text."""

# ruff: noqa: ARG003 - Rasa fixes the signatures of create and load.
from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.dictionary import dictionary_lines, word_cutter
from bot.settings import ROOT
from bot.text.normalise import normalise

_FILE = "words.txt"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class TelecomTokenizer(Tokenizer):  # type: ignore[misc] # Rasa has no types
    """Cuts levelled text into words that point into the text as typed.

    `dictionary_path` (relative to the repository) is read at training and kept in the model, so
    that a model cuts as it did when it was trained.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the telecom dictionary's folder and Rasa's settings for intent names."""
        return {
            "dictionary_path": "data/dictionary",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @staticmethod
    def required_packages() -> list[str]:
        """Return what must be installed."""
        return ["jieba", "opencc"]

    @staticmethod
    def supported_languages() -> list[str]:
        """Return Chinese alone."""
        return ["zh"]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        words: tuple[str, ...] | None = None,
    ) -> None:
        """Take the dictionary's entries from `words`, or read them when they are not given."""
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._words = words
        if words is None:
            folder = ROOT / Path(str(config["dictionary_path"]))
            self._words = tuple(dictionary_lines(folder))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TelecomTokenizer:
        """Return a tokenizer with the dictionary of the repository."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TelecomTokenizer:
        """Return a tokenizer with the dictionary of the model."""
        with model_storage.read_from(resource) as folder:
            words = tuple((folder / _FILE).read_text(encoding="utf-8").splitlines())
        return cls(config, model_storage, resource, words)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the dictionary in the model; there is nothing to learn."""
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text("\n".join(self._words or ()), encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return the words of `attribute`, blanks left out; no text has no words."""
        source = normalise(message.get(attribute) or "")
        tokens: list[Token] = []
        for word, first, last in word_cutter(self._words or ()).tokenize(source.text):
            if word.strip():
                start, end = source.span(first, last)
                tokens.append(Token(word, start, end))
        return tokens
