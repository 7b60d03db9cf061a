"""Who asks for a person is heard without a model, and nobody else is."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from bot.settings import ROOT
from bot.text.asking_for_people import asks_for_people

LEAST = 0.93
"""Share of the wordings that are found: the rest takes a model."""


def test_nearly_every_wording_is_found() -> None:
    """Of those that were written for the model."""
    path = ROOT / "tests" / "dialogue" / "request_human.yml"
    wordings = [
        each for kind in YAML(typ="safe").load(path.read_text("utf-8")).values() for each in kind
    ]
    found = [each for each in wordings if asks_for_people(each)]

    assert len(wordings) > 150
    assert len(found) >= LEAST * len(wordings)


@pytest.mark.parametrize(
    "text",
    [
        "查一下话费",
        "手机让人偷了",
        "家里一个人用多少流量合适",
        "转给别家运营商",
        "人民币多少钱",
        "",
    ],
)
def test_other_matters_are_left_alone(text: str) -> None:
    """People occur in them, asked for are none."""
    assert not asks_for_people(text)


@pytest.mark.parametrize("text", ["不用转人工", "先别转人工，我再问问", "不需要客服了"])
def test_who_does_not_want_a_person_is_heard_too(text: str) -> None:
    """The word alone is not enough."""
    assert not asks_for_people(text)
