"""Lets the candidate and the serving version read the same messages.

For the process of a training alone: `bot.evaluation` imports Rasa.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import thread_time
from typing import Any

from bot.evaluation.figures import figures_of
from bot.evaluation.labelled import Labelled, entity_counts
from bot.evaluation.measure import Answer, answer_of
from bot.evaluation.scores import FALLBACK
from bot.releases.comparing import Reading
from bot.releases.ports import Loaded

TIMED_LEAST = 100
"""Messages that both models read in turns, at least, so that their times can be compared."""
_WARMING = 5


@dataclass(frozen=True)
class Alternating:
    """What two models made of the same messages, each going first every other time."""

    before: tuple[Reading, ...]
    after: tuple[Reading, ...]
    seconds_before: tuple[float, ...]
    seconds_after: tuple[float, ...]


def answers_of(model: Loaded, rows: Sequence[Labelled]) -> list[Answer]:
    """Let `model` read the labelled messages."""
    for row in rows[:_WARMING]:
        model.read(row.text)  # the first messages load weights
    answers = []
    for row in rows:
        parsed, seconds = _timed(model, row.text)
        answers.append(answer_of(row, dict(parsed), seconds))
    return answers


def alternating(before: Loaded, after: Loaded, texts: Sequence[str]) -> Alternating:
    """Let both models read `texts`; what one has made ready for the other evens out."""
    readings: dict[str, list[Reading]] = {"before": [], "after": []}
    seconds: dict[str, list[float]] = {"before": [], "after": []}
    for text in texts[:_WARMING]:
        before.read(text)
        after.read(text)
    for place, text in enumerate(texts):
        both = (("before", before), ("after", after))
        for name, model in both if place % 2 else reversed(both):
            parsed, passed = _timed(model, text)
            readings[name].append(reading_of(parsed))
            seconds[name].append(passed)
    return Alternating(
        tuple(readings["before"]),
        tuple(readings["after"]),
        tuple(seconds["before"]),
        tuple(seconds["after"]),
    )


def reading_of(parsed: Mapping[str, Any]) -> Reading:
    """Return what a parse says after the fallback decision."""
    intent = parsed["intent"]
    return Reading(
        str(intent.get("name") or FALLBACK),
        float(intent.get("confidence") or 0.0),
        tuple(sorted(entity_counts(parsed.get("entities") or ()).elements())),
    )


def readings_of(answers: Sequence[Answer]) -> tuple[Reading, ...]:
    """Return what is compared of the answers."""
    return tuple(Reading(answer.intent, answer.confidence) for answer in answers)


def digest_of(rows: Sequence[Labelled], names: str = "") -> str:
    """Return what tells one set of labelled messages from another.

    `names` stands for whatever else decides how a message is read.
    """
    content = [[row.text, row.intents] for row in rows]
    text = json.dumps([names, content], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def figures_for(answers: Sequence[Answer]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a version's figures and its details (docs/studio-api.md)."""
    all_of = figures_of(answers)
    caught = all_of["out_of_scope"]
    figures = {
        "n": all_of["n"],
        "accuracy": round(all_of["accuracy"], 4),
        "interval": [round(edge, 4) for edge in all_of["accuracy_interval"]],
        "macro_f1": round(all_of["macro_f1"], 4),
        "entity_f1": _rounded(all_of["entity_f1"]),
        "fallback_in_scope": round(all_of["fallback_rate_in_scope"], 4),
        "out_of_scope_caught": round(caught["rejected"], 4) if caught["n"] else None,
        "calibration_error": round(all_of["calibration"]["expected_error"], 4),
        "ms_p50": all_of["ms_per_message"]["p50"],
        "ms_p95": all_of["ms_per_message"]["p95"],
    }
    details = {
        "confusions": all_of["confusions"],
        "calibration": [
            {
                "claimed": round(one["confidence"], 4),
                "true": round(one["accuracy"], 4),
                "n": one["n"],
            }
            for one in all_of["calibration"]["bins"]
        ],
        "per_intent": [
            {"intent": name, "n": one["support"], "f1": round(one["f1"], 4)}
            for name, one in sorted(all_of["per_intent"].items())
        ],
    }
    return figures, details


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _timed(model: Loaded, text: str) -> tuple[Mapping[str, Any], float]:
    # The processor's time of this thread: a training is the last to get one, and how long it
    # has to wait says nothing about a model.
    began = thread_time()
    parsed = model.read(text)
    return parsed, thread_time() - began
