"""Long numbers told apart by length and grouping."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalise import normalise
from bot.text.number_runs import RunKind, number_runs

CASES = [
    ("13711110001", [("phone", "13711110001")]),
    ("137 1111 0001 481516", [("phone", "13711110001"), ("six", "481516")]),
    ("0086 137 1111 0001", [("phone", "008613711110001")]),
    ("481516 13711110001", [("six", "481516"), ("phone", "13711110001")]),
    ("481516 8613711110001", [("six", "481516"), ("phone", "8613711110001")]),
    ("4 8 1 5 8 6 13711110001", [("six", "481586"), ("phone", "13711110001")]),
    ("135246 10099", [("six", "135246")]),
    ("123456 654321 111111", [("six", "123456"), ("six", "654321"), ("six", "111111")]),
    ("110101199001011234", [("id_card", "110101199001011234")]),
    ("11010119900101123x", [("id_card", "11010119900101123")]),
    ("110101900101123", [("id_card", "110101900101123")]),
    ("622202 1234567890123", [("bank_card", "6222021234567890123")]),
    ("6222 0212 3456 7890 123", [("bank_card", "6222021234567890123")]),
    ("2026-10 2026-1-5 20261115 12345", []),
    ("gz202611", []),
]


@pytest.mark.parametrize(("text", "runs"), CASES)
def test_numbers_are_told_apart(text: str, runs: list[tuple[str, str]]) -> None:
    """No part of one number is taken for another."""
    assert [(run.kind.value, run.digits) for run in number_runs(normalise(text))] == runs


@given(st.text("0123456789 -一二x.、", max_size=60))
def test_runs_are_in_order_and_apart(text: str) -> None:
    """Spans never overlap, and each holds the digits it claims and no more."""
    source = normalise(text)
    runs = number_runs(source)

    assert all(first.end <= second.start for first, second in pairwise(runs))
    for run in runs:
        assert len(run.digits) >= 6
        assert sum(char.isnumeric() for char in source.text[run.start : run.end]) == len(run.digits)
        assert run.kind is not RunKind.SIX or len(run.digits) == 6
