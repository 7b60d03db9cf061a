"""Codes and passwords: entered masked, never shown, never stored."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.conversation.messages import Button, Content

CARDS = (("身份证号", "11010519491231002X"), ("银行卡号", "6222020200112230004"))
"""Made-up numbers of the right shape: a date within, a check digit at the end."""


@pytest.mark.parametrize(
    ("kind", "label", "fill"),
    [
        ("code", "请输入 6 位验证码", "one-time-code"),
        ("password", "请输入 6 位服务密码", "off"),
    ],
)
def test_a_code_is_entered_masked_and_never_shown(chat, service, kind, label, fill) -> None:
    """The entry is numeric and masked; the log shows dots; the service gets the digits."""
    service.ask_code("去验证", kind)
    service.answer("/inform", Content(text="验证通过。"))
    chat.ask("去验证", "请完成身份验证。")
    entry = chat.page.get_by_label(label)
    confirm = chat.page.get_by_role("button", name="确认")
    expect(entry).to_have_attribute("inputmode", "numeric")
    expect(entry).to_have_attribute("type", "password")
    expect(entry).to_have_attribute("autocomplete", fill)
    entry.press_sequentially("48a271")
    expect(confirm).to_be_disabled()
    entry.press_sequentially("93")

    confirm.click()

    expect(chat.bubbles.filter(has_text="验证通过。")).to_be_visible()
    assert service.gate.presented[-1] == "482719"
    expect(chat.page.locator(".from-customer .bubble").last).to_have_text("●●●●●●")
    expect(chat.field).to_be_visible()
    assert "482719" not in chat.page.content() + chat.stored()


def test_the_hint_of_a_new_password_does_not_say_that_it_is_used_once(chat, service) -> None:
    """A code is for this once; a new password is what is kept, if never shown."""
    service.ask_code("改密码", "new_password")
    chat.ask("改密码", "请完成身份验证。")
    expect(chat.page.get_by_text("加密保护，不会显示在对话里")).to_be_visible()
    chat.page.get_by_role("button", name="取消，改用文字").click()
    service.gate.awaited = False
    service.ask_code("去验证")
    chat.ask("去验证", "请完成身份验证。")

    expect(chat.page.get_by_text("仅用于本次身份验证，不会显示或保存")).to_be_visible()
    service.gate.awaited = False


def test_words_written_into_the_code_entry_are_answered_with_a_hint(chat, service) -> None:
    """Letters vanish with a reason and a way out; digits, however spaced, bring no reproach."""
    service.ask_code("去验证")
    chat.ask("去验证", "请完成身份验证。")
    service.gate.awaited = False
    entry = chat.page.get_by_label("请输入 6 位验证码")
    hint = chat.page.get_by_text("这里只能输入数字，想说别的请改用文字")

    entry.press_sequentially("48q")
    expect(hint).to_be_visible()
    expect(entry).to_have_value("48")

    entry.press_sequentially("2")
    expect(hint).to_be_hidden()
    entry.fill("482 719")
    expect(hint).to_be_hidden()
    expect(entry).to_have_value("482719")
    entry.fill("您的验证码是482719，请勿告诉他人")
    expect(hint).to_be_hidden()
    expect(entry).to_have_value("482719")


def test_a_code_that_was_sent_before_is_entered_masked_as_well(chat, service) -> None:
    """Told to wait for another code, the customer still has the entry, never the open field."""
    request = Content(custom={"type": "secret_input", "kind": "code", "length": 6})
    wait = Content(text="验证码刚刚才发送过。", buttons=(Button("重新发送", "/resend"),))
    service.answer("/resend", wait, request)
    service.answer("再发", wait, request)
    chat.ask("再发", "验证码刚刚才发送过。")
    entry = chat.page.get_by_label("请输入 6 位验证码")
    expect(entry).to_be_visible()

    chat.page.get_by_role("button", name="重新发送").click()

    expect(chat.page.locator(".from-customer")).to_have_count(2)
    expect(chat.page.get_by_role("button", name="重新发送").last).to_be_enabled()
    expect(entry).to_be_visible()
    expect(chat.field).to_be_hidden()


def test_a_line_of_the_service_does_not_take_the_entry_away(chat, service) -> None:
    """Asked whether they are still there, the customer goes on entering; a rating ends it."""
    request = Content(custom={"type": "secret_input", "kind": "code", "length": 6})
    still_there = Content(text="请问您还在吗？")
    service.answer("去验证", request, still_there)
    service.answer("不验了", request, still_there, Content(custom={"type": "rating", "scale": 5}))
    entry = chat.page.get_by_label("请输入 6 位验证码")

    chat.ask("去验证", "请问您还在吗？")
    expect(entry).to_be_visible()
    chat.page.get_by_role("button", name="取消，改用文字").click()
    chat.ask("不验了", "请问您还在吗？")

    expect(chat.page.get_by_role("button", name="5 星，非常满意")).to_be_enabled()
    expect(entry).to_be_hidden()


def test_a_code_written_as_text_is_covered_once_it_has_arrived(chat) -> None:
    """Digits typed where none were asked for do not stay on the screen."""
    chat.say("482719")

    expect(chat.page.locator(".from-customer .bubble")).to_have_text(["●●●●●●"])
    assert "482719" not in chat.page.content() + chat.stored()


@pytest.mark.parametrize(("kind", "number"), CARDS)
def test_a_card_number_is_covered_on_the_page_and_after_a_reload(chat, kind, number) -> None:
    """Typed of the customer's own accord, with words around; what else was said stays readable."""
    chat.say(f"我的{kind}是{number}，帮我查下余额")
    bubble = chat.page.locator(".from-customer .bubble").last
    shown = f"我的{kind}是●●●●●●，帮我查下余额"

    expect(bubble).to_have_text(shown)
    chat.page.reload()
    expect(bubble).to_have_text(shown)
    assert number not in chat.page.content() + chat.stored()


@pytest.mark.parametrize("written", ["abc12345", "我想用778899", "ab3"])
def test_a_new_password_written_as_text_is_covered_whatever_its_shape(
    chat, service, written: str
) -> None:
    """While one is awaited; no good one must be seen or kept either."""
    service.ask_code("改密码", "new_password")
    chat.ask("改密码", "请完成身份验证。")
    chat.page.get_by_role("button", name="取消，改用文字").click()
    chat.say(written)

    expect(chat.page.locator(".from-customer .bubble").last).to_contain_text("●●●")
    chat.page.reload()
    expect(chat.page.locator(".from-customer .bubble").last).to_contain_text("●●●")
    secret = "".join(char for char in written if char.isascii())
    assert secret not in chat.page.content() + chat.stored()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *((f"卡号{number}", "卡号●●●●●●") for _, number in CARDS),
        ("482719", "●●●●●●"),
        ("打13800138000", "打13800138000"),
        ("上月104.50元", "上月104.50元"),
    ],
)
def test_what_looks_secret_is_covered_before_the_server_has_seen_it(unsent, text, shown) -> None:
    """Not even while it waits to be sent; telephone numbers and sums stay as they are."""
    unsent.say(text)

    expect(unsent.page.get_by_text("发送中")).to_be_visible()
    expect(unsent.page.locator(".from-customer .bubble")).to_have_text(shown)


def test_the_customer_may_write_instead_of_entering_a_code(chat, service) -> None:
    """The way back to words is one press or Esc; a new request asks again."""
    service.ask_code("去验证")
    chat.ask("去验证", "请完成身份验证。")
    entry = chat.page.get_by_label("请输入 6 位验证码")
    expect(chat.field).to_be_hidden()

    chat.page.get_by_role("button", name="取消，改用文字").click()

    expect(entry).to_be_hidden()
    service.gate.awaited = False
    chat.ask("先不验证了", "收到：先不验证了")
    chat.ask("去验证", "请完成身份验证。")
    # The first request reads the same: only the entry itself says that the second has come.
    expect(entry).to_be_visible()
    entry.press("Escape")
    expect(chat.field).to_be_visible()
    service.gate.awaited = False


def test_what_may_be_secret_is_never_stored_even_unsent(unsent) -> None:
    """Codes, passwords and numbers wait in memory only, however they are written."""
    secrets = (
        "482719",
        "是４８２７１９",
        "4 8 2-7 1 9",
        "四八二七幺九",
        "密码是什么",
        "13800138000",
    )

    for each in secrets:
        unsent.say(each)

    expect(unsent.page.get_by_text("发送中")).to_have_count(len(secrets))
    assert unsent.stored() == "[{},{}]"


def test_what_is_harmless_waits_in_the_storage(unsent) -> None:
    """An ordinary message, with small numbers in it, survives a reload."""
    unsent.say("2026年10月的账单是104.00元吗")
    expect(unsent.page.get_by_text("发送中")).to_be_visible()

    assert "104.00" in unsent.stored()


@pytest.fixture
def unsent(context, service, visit, wired):
    """Open a page whose messages never reach the server."""
    page = context.new_page()
    wired(page).lose_sent = lambda frame: frame["type"] == "message"
    return visit(service, page)
