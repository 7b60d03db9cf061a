"""A spoiled message has one error, of the kind that was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.rasa_quiet import import_quietly

spoiling = import_quietly("bot.bench.spoiling")
Labelled = import_quietly("bot.evaluation.labelled").Labelled
folded_sound = import_quietly("bot.text.homophones").folded_sound

TEXTS = st.lists(st.text("查话化画费飞肥流量留亮a1", min_size=1, max_size=12), min_size=1)


def _rows(texts: list[str]) -> list:
    return [Labelled(text, ("query_bill",), None, "typed") for text in texts]


@given(TEXTS)
def test_a_misheard_message_sounds_the_same_and_differs_in_one_character_at_most(texts) -> None:
    """Label and style stay."""
    for before, after in zip(
        _rows(texts), spoiling.spoiled(_rows(texts), spoiling.HOMOPHONES), strict=True
    ):
        pairs = list(zip(before.text, after.text, strict=True))

        assert sum(a != b for a, b in pairs) <= 1
        assert [folded_sound(a) for a, _ in pairs] == [folded_sound(b) for _, b in pairs]
        assert (after.intents, after.style) == (before.intents, before.style)


@given(TEXTS)
def test_a_slip_loses_or_swaps_and_adds_nothing(texts) -> None:
    """One character at most."""
    for before, after in zip(
        _rows(texts), spoiling.spoiled(_rows(texts), spoiling.SLIPS), strict=True
    ):
        left = sorted(before.text)
        for char in after.text:
            left.remove(char)

        assert len(left) <= 1


def test_what_can_be_misheard_is() -> None:
    """话 is heard as 化 when the texts have both; the same texts give the same errors."""
    rows = _rows(["话费", "化", "1"])
    once, again = (spoiling.spoiled(rows, spoiling.HOMOPHONES) for _ in range(2))

    assert [row.text for row in once] == ["化费", "话", "1"]
    assert once == again


def test_another_kind_is_refused() -> None:
    """Not taken for no error."""
    with pytest.raises(KeyError):
        spoiling.spoiled(_rows(["话费"]), "shouting")
