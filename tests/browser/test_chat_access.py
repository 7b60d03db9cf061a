"""Everyone can use it: keyboard, screen reader, contrast, small screens, calm motion."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.conversation.messages import Button, Content

TOUCH_PX = 44
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
CHART = {
    "type": "bar_chart",
    "title": "近六个月账单",
    "unit": "元",
    "bars": [{"label": f"{month}月", "value": f"{month}0.00"} for month in range(5, 11)],
}


CUT_OFF = """() => {
    const root = document.querySelector("xiaotong-chat").shadowRoot;
    const panel = root.querySelector(".panel").getBoundingClientRect();
    const wide = [...root.querySelectorAll(".panel *")]
        .filter((node) => node.checkVisibility())
        .filter((node) => !node.closest(".visually-hidden, .skip"))
        .filter((node) => {
            const box = node.getBoundingClientRect();
            return box.left < panel.left - 1 || box.right > panel.right + 1;
        });
    const scroller = root.querySelector(".scroller");
    return [document.documentElement.scrollWidth - innerWidth,
        scroller.scrollWidth - scroller.clientWidth, wide.map((node) => node.outerHTML)];
}"""
"""What sticks out: of the window, of the log, and the parts beside the panel."""


@pytest.fixture(autouse=True)
def rich_answers(service):
    """Answers with everything a message can show."""
    buttons = tuple(Button(title, "/x") for title in ("办理流量加油包", "查看费用明细", "有疑问"))
    service.answer("都看看", Content(text="账单如下。" * 9), Content(custom=CHART, buttons=buttons))
    service.answer("再见", Content(text="请评价。", custom={"type": "rating", "scale": 5}))


def show_everything(chat) -> None:
    """Fill the log with every kind of message."""
    chat.ask("都看看", "账单如下")
    expect(chat.page.get_by_role("img")).to_be_visible()
    chat.ask("再见", "请评价。")
    chat.field.fill("字" * 2001)


def test_the_whole_conversation_works_with_the_keyboard_alone(chat, service) -> None:
    """Skip to the field, write, go back to a quick reply and press it, all by keys."""
    service.answer("都看看", Content(text="请选：", buttons=(Button("办理加油包", "/add"),)))
    service.answer("/add", Content(text="已为您记录。"))
    keys = chat.page.keyboard
    keys.press("Tab")
    expect(chat.page.get_by_role("button", name="跳到输入框")).to_be_focused()
    keys.press("Enter")
    expect(chat.field).to_be_focused()
    keys.type("都看看")
    keys.press("Enter")
    reply = chat.page.get_by_role("button", name="办理加油包")
    expect(reply).to_be_enabled()

    keys.press("Shift+Tab")
    expect(reply).to_be_focused()
    outline = reply.evaluate("node => getComputedStyle(node).outlineStyle")
    keys.press("Enter")

    assert outline == "solid"
    expect(chat.bubbles.filter(has_text="已为您记录。")).to_be_visible()
    expect(chat.field).to_be_focused()


def test_new_messages_are_announced_politely_and_the_history_is_not(chat) -> None:
    """The log is a live region once the history is in it, and says who speaks."""
    expect(chat.log).to_have_attribute("aria-live", "polite")
    chat.ask("你好", "收到：你好")

    assert "您：你好" in chat.log.inner_text().replace("\n", "")
    assert "智能客服：收到：你好" in chat.log.inner_text().replace("\n", "")


def test_every_control_has_a_name(chat) -> None:
    """No button, field, picture or link is without words."""
    show_everything(chat)

    nameless = chat.page.evaluate(
        """() => [...document.querySelector("xiaotong-chat").shadowRoot
            .querySelectorAll("button, textarea, input, [role=img], a, [role=group]")]
            .filter((node) => node.checkVisibility())
            .filter((node) => !(node.getAttribute("aria-label") || node.textContent.trim()
                || node.labels?.length)).map((node) => node.outerHTML)"""
    )

    assert nameless == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_is_readable_in_both_themes(chat, scheme) -> None:
    """Contrast is at least 4.5 for text (WCAG AA), measured where it stands; controls 3."""
    chat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    show_everything(chat)

    weak = chat.page.evaluate(CONTRAST)

    assert weak == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_code_entry_and_notices_are_readable_too(chat, service, scheme) -> None:
    """The rarer parts keep the same contrast."""
    chat.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    service.ask_code("去验证")
    chat.ask("去验证", "请完成身份验证。")
    service.gate.awaited = False
    chat.page.get_by_label("请输入 6 位验证码").fill("123456")

    weak = chat.page.evaluate(CONTRAST)

    assert weak == []


def test_nothing_is_cut_off_at_any_width(chat) -> None:
    """No sideways scrolling from the smallest phone to the desk."""
    show_everything(chat)

    for width in (320, 390, 768, 1366):
        chat.page.set_viewport_size({"width": width, "height": 640})

        assert chat.page.evaluate(CUT_OFF) == [0, 0, []]


def test_everything_to_touch_is_large_enough(chat) -> None:
    """Buttons and fields are at least 44 px high and wide."""
    show_everything(chat)

    sizes = chat.page.evaluate(
        """() => [...document.querySelector("xiaotong-chat").shadowRoot
            .querySelectorAll("button, textarea")].filter((node) => node.checkVisibility())
            .map((node) => [node.offsetWidth, node.offsetHeight, node.className])"""
    )

    assert [size for size in sizes if size[0] < TOUCH_PX or size[1] < TOUCH_PX] == []


def test_reduced_motion_stands_still(chat) -> None:
    """Who asked for no motion sees none."""
    chat.page.emulate_media(reduced_motion="reduce")
    chat.ask("你好", "收到：你好")

    running = chat.page.evaluate(
        """() => document.querySelector("xiaotong-chat").shadowRoot.getAnimations()
            .filter((each) => each.playState === "running").length"""
    )

    assert running == 0


def test_reading_back_is_not_disturbed_by_new_messages(chat, service, visit) -> None:
    """Scrolled up, the log stays; a button says what is new and leads there."""
    for turn in range(3):
        chat.ask("都看看", "账单如下")
        expect(chat.page.get_by_role("img")).to_have_count(turn + 1)
    other = visit(service)
    chat.log.evaluate("node => { node.scrollTop = 0; }")
    latest = chat.page.get_by_role("button", name="回到最新消息")
    expect(latest).to_be_visible()

    other.ask("新的一句", "收到：新的一句")

    fresh = chat.page.get_by_role("button", name="条新消息")
    expect(fresh).to_be_visible()
    assert chat.log.evaluate("node => node.scrollTop") == 0
    fresh.click()
    expect(chat.bubbles.filter(has_text="收到：新的一句")).to_be_in_viewport()
