"""Runs labelled messages through a trained model and scores what it makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol

from bot.evaluation.labelled import EntityCounts, Labelled, entity_counts
from bot.evaluation.scores import FALLBACK, accuracy, by_class, entity_f1, macro_f1, percentile


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
    confidence: float
    best_guess: str
    """The likeliest intent even where the fallback decision preferred to ask back."""
    entities: EntityCounts
    seconds: float

    @property
    def is_right(self) -> bool:
        """Tell whether the predicted intent is one of the right ones."""
        return self.intent in self.row.intents

    @property
    def pair(self) -> tuple[str, str]:
        """Return (true, predicted) intent; of several right ones, the one that was predicted."""
        return (self.intent if self.is_right else self.row.intents[0], self.intent)


async def answers_of(model: Understanding, rows: Sequence[Labelled]) -> list[Answer]:
    """Let `model` read each row in turn, one at a time as customers' messages come."""
    for row in rows[:5]:
        await model.parse_message(row.text)  # the first messages load weights
    answers = []
    for row in rows:
        began = perf_counter()
        parsed = await model.parse_message(row.text)
        seconds = perf_counter() - began
        answers.append(_answer(row, parsed, seconds))
    return answers


def report(answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the figures of the contract's ``evaluate``, after the fallback decision."""
    scores = by_class(answer.pair for answer in answers)
    judged = [
        (answer.row.entities, answer.entities)
        for answer in answers
        if answer.row.entities is not None
    ]
    return {
        "n": len(answers),
        "accuracy": accuracy([answer.is_right for answer in answers]),
        "macro_f1": macro_f1(scores),
        "entity_f1": entity_f1(judged) if judged else None,
        "per_intent": scores,
        "errors": [
            {
                "text": answer.row.text,
                "expected": "|".join(answer.row.intents),
                "predicted": answer.intent,
                "confidence": round(answer.confidence, 4),
            }
            for answer in answers
            if not answer.is_right
        ],
        "ms_per_message": milliseconds(answers),
    }


def milliseconds(answers: Sequence[Answer]) -> dict[str, float]:
    """Return the median and the 95th percentile of the time a message took."""
    times = [answer.seconds * 1000 for answer in answers]
    return {"p50": round(percentile(times, 0.5), 2), "p95": round(percentile(times, 0.95), 2)}


def _answer(row: Labelled, parsed: dict[str, Any], seconds: float) -> Answer:
    guesses = [one["name"] for one in parsed["intent_ranking"] if one["name"] != FALLBACK]
    intent = parsed["intent"].get("name") or FALLBACK
    return Answer(
        row=row,
        intent=intent,
        confidence=float(parsed["intent"].get("confidence") or 0.0),
        best_guess=guesses[0] if guesses else intent,
        entities=entity_counts(parsed["entities"]),
        seconds=seconds,
    )
