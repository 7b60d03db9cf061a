"""What comes over the wire is refused or cleaned, never trusted."""

from __future__ import annotations

import json
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.parsing import clean, client_id, json_object, message_text, sender_id, sequence
from bot.errors import RequestRefused

ANY_CHAR = st.characters(blacklist_categories=())
ANY_TEXT = st.text(ANY_CHAR)
JSON_VALUE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.lists(st.integers()), ANY_TEXT
)


def refusal(check, *arguments) -> tuple[str, int]:
    """Return code and status of the refusal that `check` raises."""
    with pytest.raises(RequestRefused) as refused:
        check(*arguments)
    return refused.value.reason, refused.value.status


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b'{"a": }', "bad_json"),
        (b"\xff\xfe", "bad_json"),
        (b"[" * 60_000, "bad_json"),
        (b"[]", "bad_request"),
        (b'"text"', "bad_request"),
        (b"null", "bad_request"),
        (b"1" * 60_000, "bad_request"),
    ],
)
def test_a_body_that_is_no_object_is_refused(raw: bytes, code: str) -> None:
    """Broken, absurdly deep or of another type: 400 each time."""
    if code == "bad_request" and raw.startswith(b"1"):
        # Newer interpreters refuse numbers that long themselves.
        assert refusal(json_object, raw)[1] == 400
    else:
        assert refusal(json_object, raw) == (code, 400)


def test_an_object_is_read() -> None:
    """The ordinary case."""
    assert json_object(b'{"sender": "\xe5\xb0\x8f"}') == {"sender": "小"}


@given(st.binary())
def test_no_bytes_raise_anything_but_a_refusal(raw: bytes) -> None:
    """Whatever arrives, the answer is an object or a refusal."""
    with suppress(RequestRefused):
        assert isinstance(json_object(raw), dict)


@given(ANY_TEXT)
def test_cleaned_text_can_be_stored_and_seen(text: str) -> None:
    """No controls but line breaks, no lone surrogates; cleaning twice changes nothing."""
    cleaned = clean(text)

    cleaned.encode("utf-8")
    assert all(char == "\n" or unicodedata.category(char) != "Cc" for char in cleaned)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("一\r\n二\r三\t四", "一\n二\n三 四"),
        ("\u202e账单\u202c", "账单"),
        ("账\u200b单", "账单"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("\ud83d账单", "账单"),
        ("  查账单\u3000", "查账单"),
        ("１３８００００", "１３８００００"),
        ("查詢帳單", "查詢帳單"),
    ],
)
def test_cleaning_takes_only_what_cannot_be_seen(text: str, cleaned: str) -> None:
    """Emoji, full-width digits and traditional characters are the customer's words."""
    assert clean(text) == cleaned


def test_messages_are_bounded_by_characters() -> None:
    """2,000 are a message, 2,001 are too many, whatever their width."""
    assert message_text("账" * 2000, 2000) == "账" * 2000
    assert message_text("😀" * 2000, 2000) == "😀" * 2000
    assert refusal(message_text, "账" * 2001, 2000) == ("message_too_long", 413)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\x00\x07", "\u200b\u200d", "\u3000", "\ufe0f"])
def test_a_message_with_nothing_to_see_is_empty(text: str) -> None:
    """Blanks, controls and joiners alone are no message."""
    assert refusal(message_text, text, 2000) == ("empty_message", 400)


@given(JSON_VALUE)
def test_a_message_of_any_json_type_is_text_or_refused(value) -> None:
    """Never an exception of another kind."""
    with suppress(RequestRefused):
        assert message_text(value, 2000)


@pytest.mark.parametrize("sender", ["a", "用户-1", "u@x.cn", "a" * 128, "web:x", "+86-1"])
def test_plain_sender_ids_are_accepted(sender: str) -> None:
    """Partners choose their own ids."""
    assert sender_id(sender) == sender


@pytest.mark.parametrize(
    "sender", ["", "a" * 129, "a b", "a/b", "a\\b", "..", "a\nb", "a\x00", "\ud800", "a\u202eb"]
)
def test_odd_sender_ids_are_refused(sender: str) -> None:
    """Nothing that could be another path, or cannot be seen."""
    assert refusal(sender_id, sender) == ("bad_sender", 400)


@pytest.mark.parametrize("value", [None, 5, True, [], {}])
def test_ids_of_another_type_are_refused(value) -> None:
    """Numbers and nothing are no ids."""
    assert refusal(sender_id, value) == ("bad_request", 400)
    assert refusal(client_id, value) == ("bad_request", 400)


def test_client_ids_are_short_and_plain() -> None:
    """Up to 128 visible characters."""
    assert client_id("5f0c-1") == "5f0c-1"
    for bad in ("", "x" * 129, "a\nb", "\ud800"):
        assert refusal(client_id, bad) == ("bad_request", 400)


@pytest.mark.parametrize(("value", "number"), [("0", 0), ("17", 17), (3, 3)])
def test_sequence_numbers_are_read(value, number: int) -> None:
    """From a query they are text, from JSON numbers."""
    assert sequence(value) == number


@pytest.mark.parametrize(
    "value", ["", "-1", "1.5", "x", "１", "9" * 10, -1, True, None, 1.0, 10**9]
)
def test_odd_sequence_numbers_are_refused(value) -> None:
    """Signs, fractions, other digits and absurd sizes."""
    assert refusal(sequence, value) == ("bad_request", 400)


@given(st.recursive(JSON_VALUE, lambda inner: st.dictionaries(ANY_TEXT, inner), max_leaves=5))
def test_round_trips_of_any_json_are_refused_or_read(value) -> None:
    """What json.dumps makes, json_object takes or refuses."""
    raw = json.dumps(value).encode()
    if isinstance(value, dict):
        assert isinstance(json_object(raw), dict)
    else:
        assert refusal(json_object, raw) == ("bad_request", 400)
