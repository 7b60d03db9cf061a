"""A bare rating, and what only looks like one."""

from __future__ import annotations

import pytest

from bot.text.score import score_of


@pytest.mark.parametrize(
    ("text", "score"),
    [("5", 5), ("５", 5), ("五分", 5), ("4星", 4), (" 3 分。", None), ("2颗星", 2)],
)
def test_a_score_is_read_when_it_is_all_that_is_said(text: str, score: int | None) -> None:
    """Digits of any width and Chinese numerals, with or without a unit."""
    assert score_of(text) == score


@pytest.mark.parametrize("text", ["0", "6", "55", "5月账单", "五月", "1388", "", "分", "4.5"])
def test_anything_else_is_no_score(text: str) -> None:
    """Months, numbers and other words are ordinary messages."""
    assert score_of(text) is None
