"""Rasa's reply dictionaries become messages and commands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.messages import Button, Command, Content
from bot.engine.replies import to_turn


def test_text_buttons_image_and_custom_are_kept_in_order() -> None:
    """Everything a channel can show passes, one message for each reply."""
    turn = to_turn(
        [
            {"recipient_id": "x", "text": "first", "buttons": [{"title": "t", "payload": "/p"}]},
            {"recipient_id": "x", "image": "https://example.com/a.png"},
            {"recipient_id": "x", "custom": {"type": "rating", "scale": 5}},
        ]
    )

    assert turn.messages == (
        Content(text="first", buttons=(Button("t", "/p"),)),
        Content(image="https://example.com/a.png"),
        Content(custom={"type": "rating", "scale": 5}),
    )
    assert turn.commands == ()


def test_a_command_is_for_the_gateway_and_never_shown() -> None:
    """A custom object of type command leaves no message behind."""
    turn = to_turn([{"custom": {"type": "command", "name": "close", "reason": "done"}}])

    assert turn.messages == ()
    assert turn.commands == (Command("close", {"reason": "done"}),)


def test_words_beside_a_command_are_still_shown() -> None:
    """A reply with text and a command gives both."""
    turn = to_turn([{"text": "bye", "custom": {"type": "command", "name": "close"}}])

    assert turn.messages == (Content(text="bye"),)
    assert turn.commands == (Command("close", {}),)


def test_replies_with_nothing_to_show_are_dropped() -> None:
    """Empty text, empty custom objects and lonely recipients are no messages."""
    replies = [{"recipient_id": "x"}, {"text": "  "}, {"custom": {}}, {"buttons": []}]

    assert to_turn(replies).messages == ()


def test_a_button_without_title_or_payload_is_left_out() -> None:
    """What could not be pressed is not offered."""
    buttons = [{"title": "a"}, {"payload": "/p"}, {"title": "b", "payload": "/b", "kind": 1}]

    assert to_turn([{"text": "t", "buttons": buttons}]).messages[0].buttons == (Button("b", "/b"),)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["text", "image", "custom", "buttons", "attachment", "elements"]),
            st.none() | st.text() | st.lists(st.dictionaries(st.text(), st.text())) | st.integers(),
        )
    )
)
def test_no_reply_however_odd_breaks_the_turn(replies) -> None:
    """Unknown keys and wrong types are kept out; what remains shows something."""
    turn = to_turn(replies)

    assert all(content != Content() for content in turn.messages)
    assert len(turn.messages) <= len(replies)
