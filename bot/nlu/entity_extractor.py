"""Entities by rule: numbers, months, money and the like are parsed, not guessed."""

# ruff: noqa: ARG003 - Rasa fixes the signature of create.
from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.clock import today
from bot.nlu.entities import FINDERS, as_rasa, find_entities
from bot.nlu.names import name_finders
from bot.settings import ROOT


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TelecomEntityExtractor(GraphComponent, EntityExtractorMixin):  # type: ignore[misc] # Rasa has no types
    """Adds the entities of intents.yml with values normalised against today in Shanghai.

    `names_file` (relative to the repository) may add catalogue names; see `bot.nlu.names`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return no file of names and the characters that are read of a long message."""
        return {"names_file": None, "max_chars": 2000}

    def __init__(self, config: dict[str, Any]) -> None:
        """Read the file of names, when one is set and exists."""
        self._max_chars: int = config["max_chars"]
        names = config["names_file"]
        self._finders = {**FINDERS, **(name_finders(ROOT / Path(str(names))) if names else {})}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TelecomEntityExtractor:
        """Return an extractor; there is nothing to learn."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of every message to those it has."""
        moment = today()
        for message in messages:
            text = (message.get(TEXT) or "")[: self._max_chars]
            entities = find_entities(text, moment, self._finders) if text else []
            known = message.get(ENTITIES, [])
            message.set(ENTITIES, [*known, *as_rasa(entities, self.name)], add_to_output=True)
        return messages
