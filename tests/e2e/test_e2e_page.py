"""The same conversation on the page, in a real Chromium on a phone (the issue's "Done when")."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 60_000
"""A server starts, answers with a real model and is killed meanwhile."""

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Open a page on a phone with a fresh profile."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def test_a_customer_talks_proves_the_number_sees_why_and_finds_it_all_again(
    own_server, phone, demo, month
) -> None:
    """Talk, code, bill with chart; a reload and a killed server change nothing of it."""
    service, customer = own_server.start(), demo.shocked
    errors: list[str] = []
    phone.on("pageerror", lambda error: errors.append(str(error)))
    bubbles = phone.locator(".bubble")
    phone.goto(f"http://127.0.0.1:{service.port}/")
    expect(bubbles.first).to_be_visible(timeout=PATIENCE_MS)

    _say(phone, "查一下上个月的话费")
    expect(bubbles.filter(has_text="11位手机号码")).to_be_visible(timeout=PATIENCE_MS)
    _say(phone, customer.number)
    entry = phone.get_by_label("请输入 6 位验证码")
    expect(entry).to_be_visible(timeout=PATIENCE_MS)
    code = service.code_for(customer.number)
    entry.press_sequentially(code)
    phone.get_by_role("button", name="确认").click()

    total = bubbles.filter(has_text=f"{customer.total(-1):.2f}元").last
    expect(total).to_be_visible(timeout=PATIENCE_MS)
    for item, amount in customer.bills[-1].items():
        expect(total).to_contain_text(f"{item}：{amount:.2f}元")
    expect(phone.get_by_role("img")).to_be_visible(timeout=PATIENCE_MS)
    shown = bubbles.all_inner_texts()
    assert code not in phone.content() + "".join(shown)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    phone.reload()
    expect(phone.get_by_role("img")).to_be_visible(timeout=PATIENCE_MS)
    assert bubbles.all_inner_texts() == shown

    service.kill()
    expect(phone.get_by_text("正在重新连接…")).to_be_visible(timeout=PATIENCE_MS)
    _say(phone, "这个月呢")
    service.start()
    expect(phone.get_by_text("正在重新连接…")).to_be_hidden(timeout=PATIENCE_MS)
    running = bubbles.filter(has_text=f"{customer.total(0):.2f}元").last
    expect(running).to_contain_text(month(0), timeout=PATIENCE_MS)
    expect(phone.get_by_role("img")).to_have_count(2, timeout=PATIENCE_MS)
    after = bubbles.all_inner_texts()
    assert after[: len(shown)] == shown
    assert after[len(shown)] == "这个月呢"
    assert after.count("这个月呢") == 1
    assert errors == []


def _say(page: Page, text: str) -> None:
    """Write `text` and send it."""
    page.get_by_label("请输入消息").fill(text)
    page.get_by_role("button", name="发送", exact=True).click()
