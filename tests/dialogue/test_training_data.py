"""The training data is one label a sentence, and none of it is in the held-out set."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.text.normalise import normalise

ROOT = Path(__file__).resolve().parents[2]
NEAR = 0.9
"""Dice overlap of character pairs from which two messages count as the same one reworded."""
SHORT = 6
"""Messages up to this many characters are compared whole only: they share pairs by nature."""
_ANNOTATED = re.compile(r"\[([^\]]+)\](?:\{[^}]*\}|\([^)]*\))")
HELD_OUT = ROOT / "tests" / "dialogue" / "nlu_holdout.yml"
RANGES = ROOT / "tests" / "dialogue" / "nlu_ranges.tsv"


def examples(paths: list[Path]) -> list[tuple[str, str]]:
    """Every (intent, bare text) of Rasa NLU files: no punctuation, no case, one script."""
    found = []
    for path in paths:
        for block in YAML(typ="safe").load(path)["nlu"]:
            if "intent" not in block:
                continue
            given = block["examples"]
            texts = (
                re.findall(r"^\s*- (.+)$", given, re.MULTILINE)
                if isinstance(given, str)
                else [item["text"] for item in given]
            )
            found += [(block["intent"], bare(text)) for text in texts]
    return found


def bare(text: str) -> str:
    """Return what two spellings of one message share."""
    level = normalise(_ANNOTATED.sub(r"\1", text)).text.lower()
    return re.sub(r"[\W_]+", "", level) or level  # emoji alone are the message


def pairs(text: str) -> set[str]:
    """Return the character pairs of a text."""
    return {text[i : i + 2] for i in range(len(text) - 1)}


@pytest.fixture(scope="module")
def training() -> list[tuple[str, str]]:
    """Give the training examples."""
    return examples(sorted((ROOT / "data" / "nlu").glob("*.yml")))


@pytest.fixture(scope="module")
def held_out() -> list[tuple[str, str]]:
    """Give the held-out messages, those with ranges too."""
    lines = RANGES.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return examples([HELD_OUT]) + [(row["intents"], bare(row["text"])) for row in rows]


def test_no_sentence_has_two_labels(training) -> None:
    """The same words never train two intents."""
    labels = defaultdict(set)
    for intent, text in training:
        labels[text].add(intent)

    assert {text: found for text, found in labels.items() if len(found) > 1} == {}


def test_every_intent_of_the_domain_has_examples_on_both_sides(training, held_out) -> None:
    """Each intent is trained with 40 examples or more and held out with 16 or more."""
    domain = YAML(typ="safe").load(ROOT / "domain.yml")
    intents = {next(iter(entry)) for entry in domain["intents"]} - {"nlu_fallback"}
    trained, kept = defaultdict(int), defaultdict(int)
    for intent, _ in training:
        trained[intent] += 1
    for intent, _ in held_out:
        kept[intent] += 1

    assert {name: trained[name] for name in intents if trained[name] < 40} == {}
    assert {name: kept[name] for name in intents if kept[name] < 16} == {}
    assert set(trained) | set(kept) <= intents


def test_no_held_out_message_is_trained_on_even_reworded(training, held_out) -> None:
    """No held-out message equals a training one or shares nine tenths of its character pairs."""
    whole = {text for _, text in training}
    index: dict[str, set[int]] = defaultdict(set)
    sets = [pairs(text) for _, text in training]
    for number, found in enumerate(sets):
        for pair in found:
            index[pair].add(number)
    leaked = []
    for _, text in held_out:
        mine = pairs(text)
        near = set() if len(text) <= SHORT else set().union(*(index[pair] for pair in mine))
        if text in whole or any(
            2 * len(mine & sets[number]) / (len(mine) + len(sets[number])) >= NEAR
            for number in near
        ):
            leaked.append(text)

    assert leaked == []
