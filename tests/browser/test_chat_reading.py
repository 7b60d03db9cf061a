"""Reading: an answer is met at its first line, and nobody who reads is moved."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.conversation.messages import Button, Content

FIRST, LAST = "合计在第一行。", "最后一行。"
REST = "下面还有内容"
SIZES = ({"width": 390, "height": 844}, {"width": 1366, "height": 768})
APART_MS = 4200


@pytest.fixture(autouse=True)
def long_answers(service):
    """One answer of several bubbles that fits no window, one that fits every window."""
    middle = tuple(Content(text="说明。\n" * 14) for _ in range(3))
    buttons = (Button("查明细", "/parts"),)
    service.answer("长答案", Content(text=FIRST), *middle, Content(text=LAST, buttons=buttons))
    service.answer("短答案", Content(text="短。"), Content(text="完。"))


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desk"])
def test_a_long_answer_is_shown_from_its_first_line(chat, size) -> None:
    """The figure that was asked for is in sight; a button leads to the rest."""
    chat.page.set_viewport_size(size)

    chat.ask("长答案", LAST)

    first = chat.bubbles.filter(has_text=FIRST)
    expect(first).to_be_in_viewport(ratio=1)
    expect(chat.bubbles.filter(has_text=LAST)).not_to_be_in_viewport()
    chat.page.get_by_role("button", name=REST).click()
    expect(chat.page.get_by_role("button", name="查明细")).to_be_in_viewport(ratio=1)
    expect(chat.page.get_by_role("button", name=REST)).to_be_hidden()


def test_a_short_answer_is_shown_to_its_end(chat) -> None:
    """When all of it fits, the log stays at the end and offers nothing further."""
    chat.ask("长答案", LAST)

    chat.ask("短答案", "完。")

    left = chat.log.evaluate("node => node.scrollHeight - node.scrollTop - node.clientHeight")
    assert left <= 1
    expect(chat.page.get_by_role("button", name=REST)).to_be_hidden()


def test_the_answer_stays_in_sight_when_the_window_shrinks(chat) -> None:
    """An on-screen keyboard takes half of the window, not the first line."""
    chat.ask("长答案", LAST)

    chat.page.set_viewport_size({"width": 390, "height": 430})

    expect(chat.bubbles.filter(has_text=FIRST)).to_be_in_viewport(ratio=1)


def test_who_reads_on_is_not_brought_back_to_the_top(chat) -> None:
    """Scrolled on by hand, the log stays there although its size changes."""
    chat.ask("长答案", LAST)
    chat.log.evaluate("node => { node.scrollTop += 300; }")
    expect(chat.page.get_by_role("button", name="回到最新消息")).to_be_visible()
    here = chat.log.evaluate("node => node.scrollTop")

    chat.page.set_viewport_size({"width": 390, "height": 700})
    chat.page.wait_for_timeout(100)

    assert chat.log.evaluate("node => node.scrollTop") == here


def test_who_still_reads_the_top_is_told_of_later_messages(chat, service, visit) -> None:
    """A message that comes later moves nothing; the button counts it and leads to its top."""
    chat.ask("长答案", LAST)
    first = chat.bubbles.filter(has_text=FIRST)
    chat.page.wait_for_timeout(APART_MS)
    here = first.bounding_box()

    visit(service).ask("另一句", "收到：另一句")

    fresh = chat.page.get_by_role("button", name="有 1 条新消息")
    expect(fresh).to_be_visible()
    assert first.bounding_box() == here
    fresh.click()
    expect(chat.bubbles.filter(has_text="收到：另一句")).to_be_in_viewport()
