"""On other pages and within limits: one script tag, a floating button, a strict policy, size."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page, WebSocket, expect

from bot.settings import ROOT

WIDGET = ROOT / "web" / "widget"
BUDGET = 40_000
HOST_PAGE = """<!doctype html><html lang="zh-CN"><title>营业厅</title>
<h1>网上营业厅</h1><button>页面按钮</button>
<script type="module" src="{base}static/widget/xiaotong-chat.js" data-mode="launcher"
  data-title="掌厅客服" {more}></script></html>"""


@pytest.fixture
def host(context, service):
    """Return what opens an operator's page that has one script tag of ours and nothing else."""

    def open_host(more: str = "", of=service) -> Page:
        of.hall = HOST_PAGE.format(base=of.url, more=more)
        page = context.new_page()
        page.goto(of.hall_url)
        return page

    return open_host


def test_one_script_tag_puts_a_button_on_any_page(host) -> None:
    """The button opens the chat with the cursor in the field; Esc closes it and goes back."""
    page = host()
    button = page.get_by_role("button", name="打开在线客服")
    expect(button).to_be_visible()
    expect(page.get_by_role("region", name="掌厅客服")).to_be_hidden()

    button.click()

    expect(page.get_by_role("region", name="掌厅客服")).to_be_visible()
    expect(page.get_by_text("您好，欢迎您！")).to_be_visible()
    expect(page.get_by_label("请输入消息")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="掌厅客服")).to_be_hidden()
    expect(button).to_be_focused()


def test_a_closed_chat_counts_what_is_new(host, service) -> None:
    """Answers that come while it is closed are counted on the button."""
    service.engine._delay = 1.0
    page = host()
    page.get_by_role("button", name="打开在线客服").click()
    expect(page.get_by_text("您好，欢迎您！")).to_be_visible()
    page.get_by_label("请输入消息").fill("关上再等")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="收起在线客服").click()

    expect(page.get_by_role("button", name="打开在线客服，1 条新消息")).to_be_visible()
    page.get_by_role("button", name="打开在线客服，1 条新消息").click()
    expect(page.get_by_text("收到：关上再等")).to_be_in_viewport()


@pytest.mark.parametrize("size", [(390, 844), (1366, 768)])
def test_an_open_launcher_leaves_a_wide_page_usable(host, size) -> None:
    """A phone gives it the whole screen; a desk only a corner."""
    page = host()
    page.set_viewport_size({"width": size[0], "height": size[1]})

    page.get_by_role("button", name="打开在线客服").click()

    box = page.get_by_role("region", name="掌厅客服").bounding_box()
    assert box is not None
    assert (box["width"], box["height"] <= size[1]) == ((390 if size[0] == 390 else 400), True)


def test_a_customer_known_to_the_page_is_recognised(host, service) -> None:
    """Number and token given by the page reach the service, which greets accordingly."""
    token = service.token("13900000000")
    page = host(f'data-phone="13900000000" data-token="{token}"')

    page.get_by_role("button", name="打开在线客服").click()

    expect(page.get_by_text("尊敬的客户，欢迎回来！")).to_be_visible()


def test_a_wrong_token_is_refused_in_words_and_not_tried_for_ever(host) -> None:
    """The customer is told; nobody is quietly made anonymous; the page does not insist."""
    page = host('data-phone="13900000000" data-token="wrong"')
    sockets: list[WebSocket] = []

    def note(socket: WebSocket) -> None:
        sockets.append(socket)

    page.on("websocket", note)

    page.get_by_role("button", name="打开在线客服").click()

    expect(page.get_by_role("alert")).to_contain_text("请重新登录后再试")
    expect(page.get_by_text("暂时无法连接")).to_be_visible()
    page.wait_for_timeout(1200)
    assert len(sockets) == 1
    assert page.locator(".bubble").count() == 0


def test_a_change_of_customer_starts_their_own_conversation(host, service) -> None:
    """Signing in on the page shows the new customer's conversation only."""
    token = service.token("13900000000")
    page = host()
    page.get_by_role("button", name="打开在线客服").click()
    expect(page.get_by_text("您好，欢迎您！")).to_be_visible()

    page.evaluate(
        """(token) => Object.assign(document.querySelector("xiaotong-chat").dataset,
            { phone: "13900000000", token })""",
        token,
    )

    expect(page.get_by_text("尊敬的客户，欢迎回来！")).to_be_visible()
    expect(page.get_by_text("您好，欢迎您！")).to_have_count(0)


def test_on_another_site_the_conversation_is_there_again_after_a_reload(context, service) -> None:
    """Where a browser sends no ordinary cookie of ours; and another site has one of its own."""
    service.hall = HOST_PAGE.format(base=service.url, more="")
    page = context.new_page()
    page.goto(service.other_site_url)
    page.get_by_role("button", name="打开在线客服").click()
    expect(page.get_by_text("您好，欢迎您！")).to_be_visible()
    page.get_by_label("请输入消息").fill("记得我吗")
    page.keyboard.press("Enter")
    expect(page.get_by_text("收到：记得我吗")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="打开在线客服").click()

    expect(page.get_by_text("收到：记得我吗")).to_be_visible()
    expect(page.get_by_text("您好，欢迎您！")).to_have_count(1)

    page.goto(service.hall_url)
    page.get_by_role("button", name="打开在线客服").click()
    expect(page.get_by_text("您好，欢迎您！")).to_be_visible()
    expect(page.get_by_text("收到：记得我吗")).to_have_count(0)


def test_the_strict_policy_of_the_page_is_kept(context, service, visit) -> None:
    """No inline script or style is needed: nothing is blocked, nothing is logged as an error."""
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    chat = visit(service, page)

    chat.ask("都好吗", "收到：都好吗")

    policy = page.request.get(service.url).headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert problems == []


def test_the_whole_widget_stays_under_its_size() -> None:
    """Every file together, each compressed as it is served, is under 40 kB."""
    sizes = {
        path.name: len(gzip.compress(path.read_bytes()))
        for path in WIDGET.rglob("*")
        if path.is_file()
    }

    assert sum(sizes.values()) < BUDGET


def test_the_page_has_no_dependency() -> None:
    """Nothing is loaded from anywhere else, and no markup is ever made from text."""
    for path in WIDGET.glob("*.js"):
        source = path.read_text(encoding="utf-8")

        assert "innerHTML" not in source
        assert "insertAdjacentHTML" not in source
        assert 'from "http' not in source
