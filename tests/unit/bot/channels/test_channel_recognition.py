"""A recognised customer is one whose number a trusted system has signed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.recognition import Recognition
from bot.errors import RequestRefused
from bot.tokens import customer_token

NUMBER = "13900000001"
recognition = Recognition("a key")


def test_a_signed_number_is_recognised() -> None:
    """The token is the one that `xiaotong token` prints."""
    assert recognition.number_of(NUMBER, customer_token("a key", NUMBER)) == NUMBER


@pytest.mark.parametrize("number", [None, NUMBER])
def test_without_a_token_the_customer_is_anonymous(number: str | None) -> None:
    """A number alone proves nothing."""
    assert recognition.number_of(number, None) is None


@given(st.text(st.characters(blacklist_categories=())))
def test_a_wrong_token_is_refused_and_not_taken_for_anonymous(token: str) -> None:
    """Whatever the token is, lone surrogates included."""
    with pytest.raises(RequestRefused) as refused:
        recognition.number_of(NUMBER, token)

    assert (refused.value.reason, refused.value.status) == ("bad_token", 403)


def test_a_token_fits_one_number_and_one_key() -> None:
    """Neither another number nor another operator's key."""
    for number, key in (("13900000002", "a key"), (NUMBER, "another key")):
        with pytest.raises(RequestRefused):
            recognition.number_of(NUMBER, customer_token(key, number))


@pytest.mark.parametrize(("number", "token"), [(1, "x"), (NUMBER, 1), (None, "x"), ([], {})])
def test_values_of_another_type_are_refused(number, token) -> None:
    """400, because the request is malformed."""
    with pytest.raises(RequestRefused) as refused:
        recognition.number_of(number, token)

    assert refused.value.status == 400


def test_a_pseudonym_tells_nothing_and_stays_the_same() -> None:
    """It may stand in ids; another number has another one."""
    assert recognition.pseudonym(NUMBER) == Recognition("a key").pseudonym(NUMBER)
    assert NUMBER not in recognition.pseudonym(NUMBER)
    assert recognition.pseudonym(NUMBER) != recognition.pseudonym("13900000002")
