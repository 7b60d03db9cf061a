"""The frames of a page."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.frames import FrameReader, FrameRefused, Hello, Ping, Rating, Words
from bot.channels.recognition import Recognition
from bot.tokens import customer_token

NUMBER = "13900000001"
reader = FrameReader(recognition=Recognition("a key"), max_chars=2000)
signed = {"phone_number": NUMBER, "token": customer_token("a key", NUMBER)}


@pytest.mark.parametrize(
    ("frame", "read"),
    [
        ({"type": "hello"}, Hello(0, None)),
        ({"type": "hello", "after": 7}, Hello(7, None)),
        ({"type": "hello", "after": 0, **signed}, Hello(0, NUMBER)),
        ({"type": "message", "id": "m", "text": " 你好 "}, Words("m", "你好", is_button=False)),
        ({"type": "button", "id": "m", "payload": "btn-1"}, Words("m", "btn-1", is_button=True)),
        ({"type": "rating", "id": "m", "score": 5}, Rating("m", 5)),
        ({"type": "ping"}, Ping()),
    ],
)
def test_each_kind_of_frame_is_read(frame, read) -> None:
    """As ARCHITECTURE.md says."""
    assert reader.read(json.dumps(frame)) == read


@pytest.mark.parametrize(
    ("frame", "code", "message_id"),
    [
        ("{", "bad_json", None),
        ("[]", "bad_request", None),
        ("{}", "bad_request", None),
        ({"type": "nonsense"}, "bad_request", None),
        ({"type": ["message"]}, "bad_request", None),
        ({"type": "hello", "after": -1}, "bad_request", None),
        ({"type": "hello", "phone_number": NUMBER, "token": "x"}, "bad_token", None),
        ({"type": "message", "text": "你好"}, "bad_request", None),
        ({"type": "message", "id": 5, "text": "你好"}, "bad_request", None),
        ({"type": "message", "id": "m", "text": 5}, "bad_request", "m"),
        ({"type": "message", "id": "m", "text": " "}, "empty_message", "m"),
        ({"type": "message", "id": "m", "text": "x" * 2001}, "message_too_long", "m"),
        ({"type": "button", "id": "m"}, "bad_request", "m"),
        ({"type": "rating", "id": "m", "score": 0}, "bad_request", "m"),
        ({"type": "rating", "id": "m", "score": 6}, "bad_request", "m"),
        ({"type": "rating", "id": "m", "score": True}, "bad_request", "m"),
        ({"type": "rating", "id": "m", "score": "5"}, "bad_request", "m"),
    ],
)
def test_a_bad_frame_is_refused_and_its_message_named(frame, code, message_id) -> None:
    """The page can mark the very message as failed."""
    raw = frame if isinstance(frame, str) else json.dumps(frame)
    with pytest.raises(FrameRefused) as refused:
        reader.read(raw)

    assert (refused.value.refusal.reason, refused.value.message_id) == (code, message_id)


@given(
    st.dictionaries(
        st.sampled_from(["type", "id", "text", "payload", "score", "after"]),
        st.one_of(
            st.none(),
            st.integers(),
            st.text(),
            st.lists(st.text()),
            st.sampled_from(["hello", "message", "button", "rating"]),
        ),
    )
)
def test_no_frame_raises_anything_but_a_refusal(frame) -> None:
    """Whatever a page sends."""
    with suppress(FrameRefused):
        assert reader.read(json.dumps(frame))
