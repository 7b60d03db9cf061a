"""Entities by rule: numbers, months, money and the like are parsed, not guessed."""

# ruff: noqa: ARG003 - Rasa fixes the signature of create.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.clock import today
from bot.nlu.entities import COMPLAINT_FINDERS, FINDERS, Entity, Finder, as_rasa, find_entities
from bot.nlu.names import current_book
from bot.text.catalogue_names import NameBook

TOLD_BY = {
    "complaint_type": ("file_complaint", "inform"),
    "fault_type": ("report_fault", "inform"),
    "location": ("report_fault", "update_profile", "inform"),
}
"""Entities that the words alone cannot tell, and the intents in which they mean something.

慢 is a fault in a report and a remark elsewhere. Where no intent is known they are told always.
"""

UNTOLD_BY = {
    "resource": (
        "report_fault",
        "resume_service",
        "query_payment_history",
        "request_human",
        "wait",
    ),
    "reference": ("ask_repeat", "request_human", "wait", "chitchat", "update_profile"),
}
"""Entities that are told but in these intents, where no action can use them.

短信 that never came is a fault, 刚才说的 that is to be said again no item of a list. In
update_profile another's number is the new value and not the account that is changed.
"""

PRICED_BY = ("browse_packages", "order_addon")
"""Where every sum of money is what something on offer may cost: a `price` and no `amount`.

Not change_package: 改成五十吧 may also answer how much is to be paid.
"""

ORDERED_BY = ("order_addon", "cancel_service")
"""Where a word of daily speech (漫游) means the service of that name; see `NameBook.find`."""

_PRICES = {"amount": "price"}

COMPLAINING = "file_complaint"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TelecomEntityExtractor(GraphComponent, EntityExtractorMixin):  # type: ignore[misc] # Rasa has no types
    """Adds the entities of intents.yml with values normalised against today in Shanghai.

    Stands behind the classifier, because `TOLD_BY` asks what the customer wants. Names of packages
    and services come from the catalogue of this very moment; see `bot.nlu.names`.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the characters read of a long message, `TOLD_BY` and `UNTOLD_BY`."""
        return {
            "max_chars": 2000,
            "told_by": {name: list(each) for name, each in TOLD_BY.items()},
            "untold_by": {name: list(each) for name, each in UNTOLD_BY.items()},
        }

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the configuration; nothing is opened."""
        self._max_chars: int = config["max_chars"]
        self._told_by: Mapping[str, Sequence[str]] = config["told_by"]
        self._untold_by: Mapping[str, Sequence[str]] = config["untold_by"]
        self._finders: dict[str | None, Mapping[str, Finder]] = {None: FINDERS}

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
        moment, book = today(), current_book()
        for message in messages:
            text = (message.get(TEXT) or "")[: self._max_chars]
            intent = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
            entities = self._read(text, intent, moment, book) if text else []
            known = message.get(ENTITIES, [])
            message.set(ENTITIES, [*known, *as_rasa(entities, self.name)], add_to_output=True)
        return messages

    def _read(
        self, text: str, intent: str | None, moment: datetime, book: NameBook
    ) -> list[Entity]:
        found = find_entities(
            text, moment, self._finders_for(intent), book, ordering=intent in ORDERED_BY
        )
        if intent not in PRICED_BY:
            return found
        return [replace(each, name=_PRICES.get(each.name, each.name)) for each in found]

    def _finders_for(self, intent: str | None) -> Mapping[str, Finder]:
        if intent not in self._finders:
            self._finders[intent] = {
                name: find
                for name, find in FINDERS.items()
                if intent in self._told_by.get(name, (intent,))
                and intent not in self._untold_by.get(name, ())
            }
            if intent == COMPLAINING:
                self._finders[intent] = {**self._finders[intent], **COMPLAINT_FINDERS}
        return self._finders[intent]
