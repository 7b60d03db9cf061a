"""Runs labelled messages through a trained model, one at a time as customers' messages come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol

from bot.evaluation.labelled import EntityCounts, Labelled, entity_counts
from bot.evaluation.scores import FALLBACK, OUT_OF_SCOPE, percentile

Ranking = tuple[tuple[str, float], ...]
"""Intents with their probabilities, likeliest first, as they were before the fallback decision."""


class Understanding(Protocol):
    """Rasa's agent as far as it is needed here."""

    async def parse_message(self, message_data: str) -> dict[str, Any]:
        """Return Rasa's parse of a text: intent, intent_ranking, entities."""
        ...


@dataclass(frozen=True)
class Answer:
    """What a model made of one message, and how long it took."""

    row: Labelled
    intent: str
    """The intent after the fallback decision; ``nlu_fallback`` when it was asked back."""
    confidence: float
    ranking: Ranking
    entities: EntityCounts
    seconds: float

    @property
    def best_guess(self) -> str:
        """Return the likeliest intent even where the fallback decision preferred to ask back."""
        return self.ranking[0][0] if self.ranking else self.intent

    @property
    def certainty(self) -> float:
        """Return the probability of the best guess."""
        return self.ranking[0][1] if self.ranking else 0.0

    @property
    def is_right(self) -> bool:
        """Tell whether the predicted intent is one of the right ones."""
        return self.intent in self.row.intents

    @property
    def guessed_right(self) -> bool:
        """Tell whether the likeliest intent is one of the right ones."""
        return self.best_guess in self.row.intents

    @property
    def asked_back(self) -> bool:
        """Tell whether the fallback decision preferred to ask."""
        return self.intent == FALLBACK

    @property
    def in_scope(self) -> bool:
        """Tell whether the message is one that the assistant should understand."""
        return not {OUT_OF_SCOPE, FALLBACK} & set(self.row.intents)

    @property
    def pair(self) -> tuple[str, str]:
        """Return (true, predicted) intent; of several right ones, the one that was predicted."""
        return (self.intent if self.is_right else self.row.intents[0], self.intent)


async def answers_of(model: Understanding, rows: Sequence[Labelled]) -> list[Answer]:
    """Let `model` read each row in turn."""
    for row in rows[:5]:
        await model.parse_message(row.text)  # the first messages load weights
    answers = []
    for row in rows:
        began = perf_counter()
        parsed = await model.parse_message(row.text)
        seconds = perf_counter() - began
        answers.append(answer_of(row, parsed, seconds))
    return answers


def answer_of(row: Labelled, parsed: dict[str, Any], seconds: float) -> Answer:
    """Return what `parsed`, Rasa's parse of the row's text, says."""
    return Answer(
        row=row,
        intent=parsed["intent"].get("name") or FALLBACK,
        confidence=float(parsed["intent"].get("confidence") or 0.0),
        ranking=ranking_of(parsed),
        entities=entity_counts(parsed["entities"]),
        seconds=seconds,
    )


def ranking_of(parsed: dict[str, Any]) -> Ranking:
    """Return Rasa's ranking without the fallback, which is a decision and no reading."""
    return tuple(
        (str(one["name"]), float(one["confidence"]))
        for one in parsed["intent_ranking"]
        if one["name"] and one["name"] != FALLBACK
    )


def milliseconds(answers: Sequence[Answer]) -> dict[str, float]:
    """Return the median and the 95th percentile of the time a message took."""
    times = [answer.seconds * 1000 for answer in answers]
    return {"p50": round(percentile(times, 0.5), 2), "p95": round(percentile(times, 0.95), 2)}
