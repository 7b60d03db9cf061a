"""Service taboos are found where they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.taboo import Hit, Taboos

WORDS = {"不知道": "我为您核实一下", "这是规定": "可以为您办的是…", "不": "…"}


def test_a_taboo_is_found_with_its_rephrasing() -> None:
    """Place, word and what to say instead; overlapping ones all count."""
    found = Taboos(WORDS).find("这个我不知道")

    assert found == (Hit(3, "不", "…"), Hit(3, "不知道", "我为您核实一下"))


def test_a_polite_line_has_none() -> None:
    """Nothing is found in what may be said."""
    assert Taboos(WORDS).find("我为您核实一下") == ()


def test_an_empty_list_finds_nothing() -> None:
    """No list, no taboo."""
    assert Taboos({}).find("不知道") == ()


@given(st.text(max_size=20), st.sampled_from(sorted(WORDS)), st.text(max_size=20))
def test_a_taboo_is_found_inside_any_text(before: str, word: str, after: str) -> None:
    """Wherever it stands."""
    assert (len(before), word) in [
        (hit.start, hit.word) for hit in Taboos(WORDS).find(before + word + after)
    ]
