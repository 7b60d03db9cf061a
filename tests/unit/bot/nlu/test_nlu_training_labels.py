"""The training data keeps the borders of docs/labelling.md where a slip would cost a customer."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.text.amounts import find_amounts
from bot.text.normalise import normalise

DATA = Path(__file__).resolve().parents[4] / "data" / "nlu"


@pytest.fixture(scope="module")
def trained():
    """Give every (intent, sentence) that the model is trained on."""
    blocks = [block for path in DATA.glob("*.yml") for block in YAML(typ="safe").load(path)["nlu"]]
    return [
        (block["intent"], line[2:].strip())
        for block in blocks
        for line in block["examples"].splitlines()
    ]


def test_a_lone_number_or_sum_is_a_value_and_nothing_else(trained):
    """“0” answers “how much?”; it opens no ticket and calls no person. 88 says goodbye."""
    lone = {
        (intent, said)
        for intent, said in trained
        if re.fullmatch(r"[\d.]+", said) or any(said == sum_.text for sum_ in find_amounts(said))
    }

    assert {intent for intent, said in lone if said not in {"88", "886"}} == {"inform"}
    assert len(lone) >= 10


def test_a_change_to_a_bare_sum_is_a_value_and_no_change_of_package(trained):
    """“改成80” names no package; what it changes is the sum just read back."""
    labels = {
        intent
        for intent, said in trained
        if re.match(r"(?:还是)?(?:改|换)成", said) and find_amounts(said)
        if not re.search(r"套餐|档|的$", said)
    }

    assert labels == {"inform"}


def test_emoji_alone_thank_agree_refuse_scold_or_chat(trained):
    """A raised thumb is no anger."""
    labels = {
        (normalise(said).text, intent)
        for intent, said in trained
        if not re.search(r"\w", said) and "?" not in normalise(said).text
    }

    meant = {"thanks", "affirm", "deny", "express_anger", "chitchat"}
    assert {intent for _, intent in labels} == meant
    assert all(intent == "thanks" for text, intent in labels if "👍" in text)
    assert all(intent == "express_anger" for text, intent in labels if "👎" in text)
