"""Deals labelled messages into parts for cross-validation, and writes parts as Rasa data."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from ruamel.yaml import YAML

from bot.evaluation.labelled import Labelled

SEED = 1


def dealt(rows: Sequence[Labelled], parts: int) -> list[list[Labelled]]:
    """Return `rows` in `parts` parts, each intent spread evenly; the same rows give the same parts.

    The order of files and of sentences in them does not matter.
    """
    dice = random.Random(SEED)
    result: list[list[Labelled]] = [[] for _ in range(parts)]
    by_intent: dict[str, list[Labelled]] = {}
    for row in sorted(rows, key=lambda row: (row.intents, row.text)):
        by_intent.setdefault(row.intents[0], []).append(row)
    place = 0
    for found in by_intent.values():
        dice.shuffle(found)
        for row in found:
            # Going on where the last intent stopped keeps the parts equally large.
            result[place % parts].append(row)
            place += 1
    return result


def write_rasa(rows: Sequence[Labelled], path: Path) -> None:
    """Write `rows` to `path` as Rasa NLU data: texts and intents, without entities."""
    by_intent: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_intent.setdefault(row.intents[0], []).append({"text": row.text})
    blocks = [{"intent": intent, "examples": texts} for intent, texts in by_intent.items()]
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe").dump({"version": "3.1", "nlu": blocks}, file)
