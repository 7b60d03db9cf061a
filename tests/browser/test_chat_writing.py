"""Writing: line breaks, input methods, the length limit."""

from __future__ import annotations

import re

from playwright.sync_api import expect

LIMIT = 2000


def test_shift_enter_breaks_the_line_and_enter_sends(chat) -> None:
    """A message may have several lines."""
    chat.field.press_sequentially("第一行")
    chat.field.press("Shift+Enter")
    chat.field.press_sequentially("第二行")

    chat.field.press("Enter")

    expect(chat.page.locator(".from-customer .bubble")).to_have_text(["第一行\n第二行"])


def test_enter_during_composition_chooses_and_does_not_send(chat) -> None:
    """While an input method composes, Enter belongs to it; afterwards it sends."""
    keyboard = chat.page.context.new_cdp_session(chat.page)
    chat.field.focus()
    keyboard.send(
        "Input.imeSetComposition",
        {"text": "cha zhang dan", "selectionStart": 13, "selectionEnd": 13},
    )
    chat.page.keyboard.press("Enter")
    assert chat.page.locator(".from-customer").count() == 0
    keyboard.send("Input.insertText", {"text": "查账单"})
    expect(chat.field).to_have_value(re.compile("查账单"))

    chat.page.keyboard.press("Enter")

    expect(chat.page.locator(".from-customer .bubble")).to_have_text(["查账单"])


def test_safaris_late_enter_of_a_composition_does_not_send(chat) -> None:
    """Key code 229 marks an Enter that ended a composition, whatever else the event says."""
    chat.field.fill("查账单")

    chat.field.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "bubbles": True})

    expect(chat.field).to_have_value("查账单")
    assert chat.page.locator(".from-customer").count() == 0


def test_a_message_of_the_limit_is_sent_whole(chat) -> None:
    """Exactly as many characters as allowed, emoji counted as one, are accepted."""
    text = "字" * (LIMIT - 1) + "😀"
    chat.field.fill(text)
    expect(chat.page.get_by_text("2000/2000")).to_be_visible()

    chat.send.click()

    expect(chat.page.get_by_text("已送达")).to_be_visible()
    expect(chat.page.locator(".from-customer .bubble")).to_have_text([text])


def test_a_message_over_the_limit_is_held_with_a_clear_line(chat) -> None:
    """Nothing is cut off; the page says how much is too much."""
    chat.field.fill("字" * (LIMIT + 15))

    chat.field.press("Enter")

    expect(chat.page.get_by_text("一次最多发送 2000 字，请精简 15 字后再发送")).to_be_visible()
    expect(chat.send).to_be_disabled()
    assert chat.page.locator(".from-customer").count() == 0


def test_the_field_grows_with_the_text_and_shrinks_again(chat) -> None:
    """Several lines are seen while writing; a very long text scrolls inside."""

    def height() -> float:
        box = chat.field.bounding_box()
        assert box is not None
        return float(box["height"])

    empty = height()
    chat.field.fill("一\n二\n三")
    grown = height()
    chat.field.fill("行\n" * 50)
    longest = height()
    chat.field.fill("")

    assert empty < grown < longest < 200
    assert height() == empty
