"""What is too easy to guess for a service password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.identity.password_rules import weakness

NUMBER = "13711110001"
digits = st.text("0123456789", min_size=6, max_size=6)


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        ("12345", "shape"),
        ("1234567", "shape"),
        ("12a456", "shape"),
        ("１２３４５６", "shape"),
        ("", "shape"),
        ("000000", "repeats"),
        ("121212", "repeats"),
        ("123123", "repeats"),
        ("123456", "run"),
        ("987654", "run"),
        ("890123", "run"),
        ("210987", "run"),
        ("112233", "pairs"),
        ("665544", "pairs"),
        ("110001", "number"),
        ("137111", "number"),
        ("100011", "number"),
    ],
)
def test_a_password_that_anybody_would_try_first_is_refused(secret: str, reason: str) -> None:
    """Each sort of weakness has its name, so that it can be explained."""
    assert weakness(secret, NUMBER) == reason


@pytest.mark.parametrize("secret", ["481516", "204867", "135792", "112244"])
def test_an_ordinary_password_is_good(secret: str) -> None:
    """Nothing that shows no plain pattern is refused."""
    assert weakness(secret, NUMBER) is None


@given(st.integers(0, 9), st.sampled_from([1, -1]))
def test_every_run_is_refused(first: int, step: int) -> None:
    """Up or down, from any digit, past 9 and 0 too."""
    run = "".join(str((first + step * place) % 10) for place in range(6))

    assert weakness(run, NUMBER) == "run"


@given(st.text("0123456789", min_size=1, max_size=3))
def test_every_short_pattern_said_again_is_refused(pattern: str) -> None:
    """One, two or three digits repeated."""
    assert weakness((pattern * 6)[:6], NUMBER) == "repeats"


@given(digits, st.text("0123456789", min_size=11, max_size=11))
def test_no_good_password_is_part_of_the_number(secret: str, number: str) -> None:
    """Whatever the number, forwards or backwards."""
    if weakness(secret, number) is None:
        assert secret not in number
        assert secret[::-1] not in number


@given(st.text(max_size=12))
def test_anything_but_six_ascii_digits_is_no_password(text: str) -> None:
    """Whatever is typed, it is judged and never stored."""
    if not (len(text) == 6 and text.isascii() and text.isdigit()):
        assert weakness(text, NUMBER) == "shape"
