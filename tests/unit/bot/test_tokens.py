"""A customer token vouches for exactly one number under exactly one key."""

from __future__ import annotations

import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from bot.tokens import customer_token, token_fits

NUMBERS = st.from_regex(r"1[0-9]{10}", fullmatch=True)
KEYS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(NUMBERS, KEYS)
def test_a_token_is_the_documented_hmac(number, key) -> None:
    """Lower-case hex HMAC-SHA256 of the digits, as the README tells other servers."""
    expected = hmac.new(key.encode(), number.encode(), hashlib.sha256).hexdigest()

    assert customer_token(key, number) == expected
    assert token_fits(key, number, expected)


@given(NUMBERS, NUMBERS, KEYS, KEYS)
def test_a_token_fits_no_other_number_and_no_other_key(number, other, key, other_key) -> None:
    """Neither the number nor the key can be changed under it."""
    token = customer_token(key, number)

    assert token_fits(key, other, token) == (number == other)
    assert token_fits(other_key, number, token) == (key == other_key)


@given(NUMBERS, KEYS, st.text(max_size=70))
def test_no_text_at_all_breaks_the_check(number, key, text) -> None:
    """Rubbish is refused like a wrong token."""
    assert token_fits(key, number, text) == (text == customer_token(key, number))
