"""Check digits of bank and identity cards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.normalise import normalise
from bot.text.personal import passes_luhn, personal_runs

CARD = "6222021234567894"


@pytest.mark.parametrize("digits", ["4111111111111111", "79927398713", CARD])
def test_published_numbers_pass(digits: str) -> None:
    """Test numbers that card issuers publish, and one made by the same rule."""
    assert passes_luhn(digits)


@given(st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_fails(place: int, by: int) -> None:
    """Whichever it is: that is what the check digit is for."""
    wrong = str((int(CARD[place]) + by) % 10)

    assert not passes_luhn(CARD[:place] + wrong + CARD[place + 1 :])


@given(st.text("0123456789", min_size=15, max_size=18), st.sampled_from([4111111111111111]))
def test_only_what_has_a_shape_is_found(digits: str, card: int) -> None:
    """A known card is found among words; other digits only by shape or check digit."""
    found = personal_runs(normalise(f"卡号{card}，谢谢"))
    assert [run.digits for run in found] == [str(card)]
    for run in personal_runs(normalise(f"号{digits}")):
        assert run.kind.value == "id_card" or passes_luhn(run.digits)
