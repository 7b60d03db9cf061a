"""Messages travel: sent at once, shown once, in order, across reloads, losses and restarts."""

from __future__ import annotations

import json

from playwright.sync_api import BrowserContext, Route, WebSocketRoute, expect

WELCOME = "您好，欢迎您！"


def own(frame: dict) -> bool:
    """Tell whether a frame carries a customer's message or its receipt."""
    return frame.get("from") == "customer" or frame["type"] in {"message", "ack"}


def test_a_message_is_shown_at_once_delivered_and_answered(chat) -> None:
    """The customer sees their own words, that they arrived, and the answer below."""
    chat.ask("你好", "收到：你好")

    assert chat.texts() == [WELCOME, "你好", "收到：你好"]
    expect(chat.page.get_by_text("已送达")).to_have_count(1)
    expect(chat.field).to_have_value("")


def test_blank_text_cannot_be_sent(chat) -> None:
    """Blanks and line breaks leave the button off, and Enter does nothing."""
    chat.field.fill("  \n ")
    chat.field.press("Enter")

    expect(chat.send).to_be_disabled()
    assert chat.texts() == [WELCOME]


def test_the_history_is_there_after_a_reload_in_order(chat) -> None:
    """The durable log is shown again, each message once."""
    chat.ask("第一句", "收到：第一句")
    chat.ask("第二句", "收到：第二句")
    before = chat.texts()

    chat.page.reload()

    expect(chat.bubbles).to_have_count(len(before))
    assert chat.texts() == before


def test_two_tabs_show_the_same_conversation(chat, service, visit) -> None:
    """What one tab says the other shows, without a reload and without doubles."""
    other = visit(service)

    chat.ask("从第一个窗口说", "收到：从第一个窗口说")
    other.ask("从第二个窗口说", "收到：从第二个窗口说")

    for each in (chat, other):
        expect(each.bubbles).to_have_count(5)
    assert chat.texts() == other.texts()


def test_another_browser_has_a_conversation_of_its_own(chat, service, visit, browser) -> None:
    """A stranger's page shows nothing of this conversation."""
    chat.ask("只属于我", "收到：只属于我")
    stranger = browser.new_context()

    other = visit(service, stranger.new_page())

    assert other.texts() == [WELCOME]
    stranger.close()


def test_a_restarted_server_gets_what_was_written_meanwhile(own_service, visit) -> None:
    """The page says that it reconnects, sends what waited, once, and says that it is back."""
    service = own_service()
    chat = visit(service)
    chat.ask("之前", "收到：之前")
    service.stop()
    expect(chat.page.get_by_text("正在重新连接…")).to_be_visible()
    chat.say("断线时写的")
    expect(chat.page.get_by_text("发送中")).to_be_visible()

    service.start()

    expect(chat.page.get_by_text("已恢复连接")).to_be_visible()
    expect(chat.bubbles.filter(has_text="收到：断线时写的")).to_be_visible()
    assert chat.texts() == [WELCOME, "之前", "收到：之前", "断线时写的", "收到：断线时写的"]


def test_a_lost_network_is_noticed_at_once_and_so_is_its_return(chat) -> None:
    """A phone in a tunnel: what is written waits, and goes out with the first signal."""
    chat.page.context.set_offline(True)
    expect(chat.page.get_by_text("正在重新连接…")).to_be_visible()
    chat.say("隧道里写的")

    chat.page.context.set_offline(False)

    expect(chat.bubbles.filter(has_text="收到：隧道里写的")).to_be_visible()
    assert chat.texts() == [WELCOME, "隧道里写的", "收到：隧道里写的"]


def test_a_lost_receipt_makes_no_double(context, service, visit, wired) -> None:
    """The same message sent again under its id is stored and answered once."""
    page = context.new_page()
    wire = wired(page)
    chat = visit(service, page)
    wire.lose_received = own
    chat.say("只说一次")
    expect(page.get_by_text("发送中")).to_be_visible()
    page.wait_for_timeout(300)
    wire.lose_received = lambda _frame: False

    wire.cut()

    expect(chat.bubbles.filter(has_text="收到：只说一次")).to_be_visible()
    expect(page.get_by_text("已送达")).to_be_visible()
    assert chat.texts() == [WELCOME, "只说一次", "收到：只说一次"]
    ids = [frame["id"] for frame in wire.sent if frame["type"] == "message"]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_an_unsent_message_survives_a_reload(context, service, visit, wired) -> None:
    """What the server never got is sent by the next page of the same browser."""
    page = context.new_page()
    wire = wired(page)
    unlucky = visit(service, page)
    wire.lose_sent = own
    unlucky.say("请不要丢掉我")
    expect(page.get_by_text("发送中")).to_be_visible()
    wire.lose_sent = lambda _frame: False

    page.reload()

    expect(unlucky.bubbles.filter(has_text="收到：请不要丢掉我")).to_be_visible()
    assert unlucky.texts() == [WELCOME, "请不要丢掉我", "收到：请不要丢掉我"]
    assert "请不要丢掉我" not in unlucky.stored()


def test_a_refused_message_can_be_sent_again_with_one_press(context, service, visit) -> None:
    """A failure is said once, in words; a press on the message sends it under the same id."""
    page = context.new_page()
    refusing = True

    def connect(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def to_server(raw: str) -> None:
            frame = json.loads(raw)
            if frame["type"] == "message" and refusing:
                refusal = {"type": "error", "id": frame["id"], "error": "internal"}
                route.send(json.dumps({**refusal, "message": "系统出了点状况，请稍后再试。"}))
            else:
                server.send(raw)

        route.on_message(to_server)

    page.route_web_socket("**/ws/chat", connect)
    chat = visit(service, page)
    chat.say("再试一次")
    failed = page.get_by_role("button", name="发送失败，点击重试")
    expect(failed).to_be_visible()
    expect(chat.alert).to_contain_text("系统出了点状况，请稍后再试。")
    refusing = False

    failed.click()

    expect(chat.bubbles.filter(has_text="收到：再试一次")).to_be_visible()
    expect(chat.alert).to_have_text("")
    assert chat.texts() == [WELCOME, "再试一次", "收到：再试一次"]


def test_too_many_messages_wait_and_then_arrive(own_service, visit) -> None:
    """A flood is told to wait, the composer holds, and nothing is lost."""
    service = own_service(sender_per_minute=30)
    service.engine._delay = 0
    chat = visit(service)
    chat.page.evaluate(
        """() => {
            const root = document.querySelector("xiaotong-chat").shadowRoot;
            const field = root.querySelector("textarea");
            for (let turn = 0; turn < 33; turn += 1) {
                field.value = `第${turn}条`;
                field.dispatchEvent(new Event("input"));
                root.querySelector("form.composer").requestSubmit();
            }
        }"""
    )

    expect(chat.alert).to_contain_text("请您稍等片刻再发")
    expect(chat.alert).to_contain_text("秒后再试")
    chat.field.fill("等待时写的")
    expect(chat.send).to_be_disabled()
    expect(chat.bubbles.filter(has_text="收到：第32条")).to_be_visible(timeout=20_000)
    texts = [text for text in chat.texts() if text.startswith("第")]
    assert sorted(texts) == sorted(f"第{turn}条" for turn in range(33))


def test_an_ended_session_starts_a_clean_conversation(context, service, visit, wired) -> None:
    """When the cookie is gone the next connection shows the new conversation, not a mixture."""
    page = context.new_page()
    wire = wired(page)
    chat = visit(service, page)
    chat.ask("旧的对话", "收到：旧的对话")
    context.clear_cookies()

    wire.cut()

    expect(chat.bubbles).to_have_count(1)
    assert chat.texts() == [WELCOME]


def test_typing_is_shown_while_the_answer_is_made(own_service, visit) -> None:
    """A polite line says that the service is at work, and goes when the answer comes."""
    service = own_service()
    service.engine._delay = 0.6
    chat = visit(service)
    chat.say("慢慢想")

    typing = chat.page.get_by_text("正在为您查询，请稍候")
    expect(typing).to_be_visible()
    expect(chat.bubbles.filter(has_text="收到：慢慢想")).to_be_visible()
    expect(typing).to_be_hidden()


def test_messages_are_separated_by_day_and_time(chat) -> None:
    """The conversation begins with the day and the time in Shanghai."""
    expect(chat.page.locator(".separator")).to_have_count(1)

    assert chat.page.locator(".separator").inner_text().startswith("今天 ")


def test_history_that_arrives_late_is_put_in_its_place(chat, context: BrowserContext) -> None:
    """Messages are ordered by sequence number, whatever the order of arrival."""
    page = context.new_page()

    def serve(route: Route) -> None:
        route.fulfill(body="<!doctype html>", content_type="text/html")

    page.route("**/blank", serve)
    page.goto(chat.page.url + "blank")
    shown = page.evaluate(
        """async () => {
            const { Transcript } = await import("/static/widget/transcript.js");
            const transcript = new Transcript();
            const message = (seq, text) => ({ seq, text, from: "bot", at: new Date() });
            transcript.say({ id: "a", text: "own", at: 1 });
            for (const seq of [3, 1, 3, 2, 5]) transcript.receive(message(seq, `m${seq}`));
            transcript.acknowledge("a", 4);
            return [transcript.entries().map((entry) => entry.text), transcript.complete];
        }"""
    )

    assert shown == [["m1", "m2", "m3", "own", "m5"], 3]
