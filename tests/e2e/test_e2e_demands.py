"""Several demands in one message: how well they are told, and a customer who says two."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.settings import ROOT

MESSAGES = ROOT / "tests" / "dialogue" / "demands.yml"
MODELS = ROOT / "var" / "test-models"
TRAINING = ROOT / "data" / "nlu"
PRECISION, RECALL = 0.95, 0.85
"""Floors for either half; measured figures stand in docs/flows/demands.md."""
EXACT = 0.9
"""Least share of the messages cut rightly whose demands are all right and in order."""
SPLIT_TRAINING = 0.005
"""Most of the training sentences, which hold one demand each, that may be taken for several."""
SAMPLE = 4
"""Every so many training sentences are asked."""
COSTS = 4.0
"""Times that the message with three demands may cost; it is read as four."""

Understand = Callable[[str], Mapping[str, Any]]


def demands(understand: Understand, text: str) -> list[str]:
    """Return the intents of the demands that are told in `text`, none when it holds one."""
    return [each["intent"] for each in understand(text).get("demands") or ()]


@pytest.mark.parametrize("half", ["tune", "check"])
def test_several_demands_are_told_and_single_ones_are_left_alone(understand, half) -> None:
    """A message wrongly cut hurts more than one that is not."""
    told = YAML(typ="safe").load(MESSAGES)[half]
    wrongly = [text for text in told["one"] if demands(understand, text)]
    found = {text: demands(understand, text) for text in told["several"]}
    rightly = [text for text, intents in found.items() if intents]
    exact = [text for text in rightly if found[text] == told["several"][text].split()]

    assert len(rightly) / (len(rightly) + len(wrongly)) >= PRECISION, wrongly
    assert len(rightly) / len(found) >= RECALL, set(found) - set(rightly)
    assert len(exact) / len(rightly) >= EXACT, set(rightly) - set(exact)


def test_training_sentences_are_hardly_ever_cut(understand) -> None:
    """Each of them holds one demand."""
    texts = [text for path in sorted(TRAINING.glob("*.yml")) for text in _sentences(path)][::SAMPLE]
    cut = [text for text in texts if demands(understand, text)]

    assert len(cut) <= SPLIT_TRAINING * len(texts), cut


def _sentences(path: Path) -> list[str]:
    found = []
    for block in YAML(typ="safe").load(path)["nlu"]:
        given = block.get("examples") or ""
        found += (
            re.findall(r"^\s*- (.+)$", given, re.MULTILINE)
            if isinstance(given, str)
            else [each["text"] for each in given]
        )
    return found


def test_a_message_with_three_demands_costs_little_more_than_one(understand) -> None:
    """Its parts are read in one batch with it; the processor's time, for others work too."""
    spent: dict[int, list[float]] = {1: [], 3: []}
    for month in range(1, 13):
        for count, rest in ((1, ""), (3, "，再看看积分，然后转人工")):
            begun = time.process_time()
            understand(f"帮我看看{month}月账单{rest}")
            spent[count].append(time.process_time() - begun)
    once, thrice = (sorted(each)[len(each) // 2] for each in spent.values())

    assert thrice < COSTS * once


def test_a_stranger_asks_two_things_and_proves_the_number_once(
    service, sender, demo, lines
) -> None:
    """Said back at once; after the code both are answered, in order, in one turn."""
    customer = demo.other
    talk = sender(service, "two-demands")
    said_back = talk.say("余额和积分各还有多少")
    talk.say(customer.number)
    heard = talk.say(service.code_for(customer.number))

    assert "1. 查话费余额\n2. 查积分" in said_back
    assert f"{customer.balance:.2f}元" in heard
    first, second = heard.split(lines.text("demands_next", place=2, matter="查积分")[-6:], 1)
    assert f"{customer.balance:.2f}元" in first
    assert "积分" in second


def test_a_question_typed_beside_the_code_is_answered_after_the_first(
    service, sender, demo
) -> None:
    """Neither is lost, and the code stands nowhere in the transcript."""
    customer = demo.shocked
    talk = sender(service, "beside-code")
    talk.say(f"查一下{customer.number}的积分")
    code = service.code_for(customer.number)
    heard = talk.say(f"{code} 再帮我查下余额")

    assert heard.index("积分") < heard.index(f"{customer.balance:.2f}元")
    assert code not in str(talk.transcript())
