"""The terminal chat: what is printed for a message, and which button a number means."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.commands import chat
from bot.conversation.messages import Author, Button, Content, Logged

AT = datetime(2026, 10, 15, tzinfo=timezone.utc)
BUTTONS = (Button("查账单", "btn-1"), Button("查余额", "btn-2"))


def logged(content: Content) -> Logged:
    """Put `content` into a log."""
    return Logged("terminal:1", 1, AT, Author.BOT, content)


def test_a_message_is_printed_with_its_buttons_numbered_on(capsys) -> None:
    """Numbers run through all messages of one answer."""
    shown = chat._show(
        [
            logged(Content(text="您好", buttons=BUTTONS[:1])),
            logged(Content(text="还有", buttons=BUTTONS[1:])),
        ]
    )

    assert shown == BUTTONS
    assert capsys.readouterr().out.splitlines() == ["您好", "  #1 查账单", "还有", "  #2 查余额"]


def test_a_chart_is_drawn_with_its_amounts(capsys) -> None:
    """The longest bar is the largest amount; zero and nothing at all are no error."""
    bars = [{"label": "9月", "value": "52.00"}, {"label": "10月", "value": "104.00"}]
    chart = {"type": "bar_chart", "title": "话费", "unit": "元", "bars": bars}

    chat._show([logged(Content(custom=chart))])
    chat._show([logged(Content(custom={**chart, "bars": []}))])
    chat._show([logged(Content(custom={"type": "secret_input", "kind": "code", "length": 6}))])

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "话费"
    assert lines[1].count("█") * 2 == lines[2].count("█")
    assert lines[2].endswith("104.00元")
    assert lines[3:] == ["话费"]


@pytest.mark.parametrize(("typed", "meant"), [("#1", 0), ("#2", 1), ("# 2", 1)])
def test_a_number_with_a_mark_presses_that_button(typed, meant) -> None:
    """Counted from 1, as shown."""
    assert chat._pressed(typed, BUTTONS) == BUTTONS[meant]


@pytest.mark.parametrize("typed", ["#0", "#3", "#", "1", "查账单", "", "#一", "#-1"])
def test_anything_else_is_something_said(typed) -> None:
    """Digits alone may be an amount or a code."""
    assert chat._pressed(typed, BUTTONS) is None
