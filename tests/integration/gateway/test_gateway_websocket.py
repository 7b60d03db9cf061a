"""The WebSocket of the customer page, with real sockets."""

from __future__ import annotations

import asyncio
import json

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from bot.conversation.messages import Button, Command, Content, EngineTurn
from bot.gateway import keys
from bot.tokens import customer_token

NUMBER, OTHER = "13900000001", "13900000002"
MENU = EngineTurn((Content(text="菜单", buttons=(Button("看账单", "/query_bill"),)),))
BYE = EngineTurn(
    (Content(text="再见", custom={"type": "rating", "scale": 5}),), (Command("close"),)
)


async def test_a_page_is_greeted_and_answered(serve) -> None:
    """Welcome, opening line, then for a message: acknowledgement, echo, typing, answer."""
    async with serve(delay=0.05) as gateway:
        page = await gateway.tab(await gateway.browser())
        opening = await page.until(lambda frame: frame["type"] == "message")
        ack = await page.say("m1", "你好")
        await page.until(lambda frame: frame == {"type": "typing", "on": False})

        assert page.frames[0] == {"type": "welcome", "last_seq": 0}
        assert (opening["seq"], opening["from"]) == (1, "bot")
        assert opening["buttons"]
        assert ack == {"type": "ack", "id": "m1", "seq": 2}
        kinds = [frame["type"] for frame in page.frames]
        assert kinds.index("ack") < len(kinds) - 1 - kinds[::-1].index("message")
        assert {"type": "typing", "on": True} in page.frames
        mine, answer = page.messages[1:]
        assert (mine["from"], mine["client_id"], mine["text"]) == ("customer", "m1", "你好")
        assert (answer["seq"], answer["text"]) == (3, "re 你好")
        assert gateway.engine.requests[0].metadata["opened"] is True


async def test_a_reloaded_page_finds_the_history_and_a_resumed_one_the_rest(serve) -> None:
    """From 0 everything, from N what came after it; greeted once."""
    async with serve() as gateway:
        browser = await gateway.browser()
        page = await gateway.tab(browser)
        await page.say("m1", "你好")
        await page.text("re 你好")
        await page.socket.close()
        reloaded = await gateway.tab(browser)
        await reloaded.text("re 你好")
        resumed = await gateway.tab(browser, after=2)
        await resumed.text("re 你好")

        assert [each["seq"] for each in reloaded.messages] == [1, 2, 3]
        assert reloaded.messages == page.messages
        assert [each["seq"] for each in resumed.messages] == [3]


async def test_a_page_that_counts_for_another_conversation_starts_over(serve) -> None:
    """A number beyond the log's end cannot be this conversation's."""
    async with serve() as gateway:
        page = await gateway.tab(await gateway.browser(), after=57)
        await page.until(lambda frame: frame["type"] == "message")

        assert page.frames[0]["last_seq"] == 0
        assert page.last_seq == 1


async def test_two_tabs_show_the_same_conversation(serve) -> None:
    """What one tab says and hears, the other shows; both in the log's order."""
    async with serve() as gateway:
        browser = await gateway.browser()
        one, two = await gateway.tab(browser), await gateway.tab(browser)
        await one.say("m1", "一")
        await two.say("m2", "二")
        await asyncio.gather(one.text("re 二"), two.text("re 二"))

        assert one.messages == two.messages
        assert [each["seq"] for each in one.messages] == [1, 2, 3, 4, 5]


async def test_two_browsers_never_see_each_other(serve) -> None:
    """Each has the conversation of its own cookie."""
    async with serve() as gateway:
        one = await gateway.tab(await gateway.browser())
        two = await gateway.tab(await gateway.browser())
        await one.say("m1", "我的秘密")
        await one.text("re 我的秘密")
        await two.say("m1", "你好")
        await two.text("re 你好")

        assert "我的秘密" not in json.dumps(two.frames, ensure_ascii=False)


async def test_a_message_sent_again_is_acknowledged_again_and_said_once(serve) -> None:
    """The same id on a new connection: the same number, no second turn."""
    async with serve() as gateway:
        browser = await gateway.browser()
        page = await gateway.tab(browser)
        first = await page.say("m1", "你好")
        await page.text("re 你好")
        await page.socket.close()
        again = await gateway.tab(browser)
        second = await again.say("m1", "你好")
        await again.say("m2", "在吗")
        await again.text("re 在吗")

        assert first == second
        assert len(gateway.engine.requests) == 2
        assert [each["seq"] for each in again.messages] == [1, 2, 3, 4, 5]


async def test_a_page_that_leaves_in_the_middle_of_a_turn_loses_nothing(serve) -> None:
    """The answer waits in the log."""
    async with serve(delay=0.1) as gateway:
        browser = await gateway.browser()
        page = await gateway.tab(browser)
        await page.say("m1", "你好")
        await page.socket.close()
        back = await gateway.tab(browser, after=page.last_seq)
        await back.text("re 你好")

        assert len(gateway.engine.requests) == 1


async def test_what_was_sent_just_before_the_page_went_is_taken_all_the_same(serve) -> None:
    """Who asks and puts the phone away finds every answer later, in order, without asking again."""
    asked = [f"第{place}问" for place in range(5)]
    async with serve(delay=0.05) as gateway:
        browser = await gateway.browser()
        page = await gateway.tab(browser)
        for text in asked:
            await page.send(type="message", id=text, text=text)
        await page.socket.close()
        back = await gateway.tab(browser, after=page.last_seq)
        await back.text(f"re {asked[-1]}")
        said = [each["text"] for each in back.messages if each["from"] == "customer"]

        assert said == asked
        assert [request.text for request in gateway.engine.requests] == asked


async def test_a_button_is_pressed_by_its_id(serve, gateway_scripts) -> None:
    """An id of this conversation works; any other payload is expired, commands included."""
    async with serve({"菜单": MENU}) as gateway:
        page = await gateway.tab(await gateway.browser())
        await page.say("m1", "菜单")
        menu = await page.text("菜单")
        while menu["from"] != "bot":
            menu = await page.text("菜单")
        await page.send(type="button", id="m2", payload=menu["buttons"][0]["payload"])
        await page.text("re /query_bill")
        await page.send(type="button", id="m3", payload="/restart")
        await page.text(gateway_scripts.text("button_expired"))

        assert [each.text for each in gateway.engine.requests] == ["菜单", "/query_bill"]
        assert [each["text"] for each in page.messages if each.get("client_id") == "m2"] == [
            "看账单"
        ]


async def test_a_rating_is_kept_and_thanked(serve, gateway_scripts) -> None:
    """After the closing line, without reopening the conversation."""
    async with serve({"再见": BYE}) as gateway:
        page = await gateway.tab(await gateway.browser())
        await page.say("m1", "再见")
        await page.until(lambda frame: frame.get("custom") is not None)
        await page.send(type="rating", id="m2", score=5)
        await page.until(lambda frame: frame.get("id") == "m2" and frame["type"] == "ack")
        thanks = [each["text"] for each in page.messages if each["from"] == "system"]

        assert thanks == [gateway_scripts.text("rating_thanks")]
        assert len(gateway.engine.requests) == 1


async def test_a_recognised_customer_has_a_conversation_of_their_own(serve) -> None:
    """Whoever signs in next in the same browser does not read what the first was told."""
    async with serve() as gateway:
        browser = await gateway.browser()
        signed = {
            number: {"phone_number": number, "token": customer_token(gateway.customer_key, number)}
            for number in (NUMBER, OTHER)
        }
        first = await gateway.tab(browser, **signed[NUMBER])
        await first.say("m1", "我的账单")
        await first.text("re 我的账单")
        second = await gateway.tab(browser, **signed[OTHER])
        anonymous = await gateway.tab(browser)
        back = await gateway.tab(browser, **signed[NUMBER])
        await back.text("re 我的账单")
        for page in (second, anonymous):
            await page.say("m1", "你好")
            await page.text("re 你好")

        assert gateway.engine.requests[0].metadata["recognised_number"] == NUMBER
        assert NUMBER not in gateway.engine.requests[0].conversation_id
        for page in (second, anonymous):
            assert "我的账单" not in json.dumps(page.frames, ensure_ascii=False)


async def test_a_wrong_token_is_refused_and_can_be_mended(serve) -> None:
    """The page is told; it is not taken for anonymous until it says so."""
    async with serve() as gateway:
        page = await gateway.connect(await gateway.browser())
        await page.send(type="hello", phone_number=NUMBER, token="x")
        refused = await page.error()
        await page.send(type="message", id="m1", text="你好")
        unmet = await page.error()
        await page.send(type="hello")
        await page.until(lambda frame: frame["type"] == "welcome")

        assert refused["error"] == "bad_token"
        assert (unmet["error"], unmet["id"]) == ("hello_needed", "m1")


async def test_bad_frames_get_an_answer_each_and_the_line_stays_up(serve) -> None:
    """Broken JSON, odd types, binary, a second hello: an error, and the next message is heard."""
    async with serve() as gateway:
        page = await gateway.tab(await gateway.browser())
        errors = []
        for raw in (
            "{",
            "[]",
            '{"type": []}',
            '{"type": "message", "id": "m"}',
            '{"type":"hello"}',
        ):
            await page.socket.send_str(raw)
            errors.append((await page.error())["error"])
        await page.socket.send_bytes(b"\x00\xff")
        errors.append((await page.error())["error"])
        await page.send(type="message", id="m1", text="x" * 2001)
        long = await page.error()
        await page.send(type="ping")
        await page.until(lambda frame: frame == {"type": "pong"})
        await page.say("m2", "你好")

        assert errors == ["bad_json", *["bad_request"] * 5]
        assert (long["error"], long["id"]) == ("message_too_long", "m1")
        assert any("\u4e00" <= char <= "\u9fff" for char in long["message"])


async def test_a_giant_frame_closes_the_line(serve) -> None:
    """More than a message can need is not read."""
    async with serve() as gateway:
        page = await gateway.tab(await gateway.browser())
        await page.socket.send_str("x" * 100_000)
        while (message := await page.socket.receive(timeout=5)).type is WSMsgType.TEXT:
            pass

        assert message.type in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING}
        assert page.socket.close_code == 1009


async def test_a_flooding_page_is_told_to_wait_and_then_cut_off(serve) -> None:
    """Others are served meanwhile, and the page may come back."""
    async with serve(sender_per_minute=5) as gateway:
        browser = await gateway.browser()
        page = await gateway.tab(browser)
        for number in range(500):
            if page.socket.closed:
                break
            await page.send(type="message", id=f"m{number}", text="快")
        refused = await page.error()
        calm = await gateway.tab(await gateway.browser())
        await calm.say("m1", "你好")
        await calm.text("re 你好")
        while (await page.socket.receive(timeout=5)).type is WSMsgType.TEXT:
            pass

        assert refused["error"] == "too_many_requests"
        assert refused["retry_after"] >= 1
        assert page.socket.close_code == 1008
        assert len(gateway.engine.requests) <= 10
        await gateway.tab(browser)


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://[", "http://"])
async def test_a_page_of_another_origin_is_refused(serve, origin: str) -> None:
    """Even with the cookie."""
    async with serve() as gateway:
        browser = await gateway.browser()
        with pytest.raises(WSServerHandshakeError) as refused:
            await gateway.connect(browser, Origin=origin)

        assert refused.value.status == 403


async def test_an_allowed_origin_may_embed_the_page(serve) -> None:
    """It gets a session with the handshake when it has none, and may be framed."""
    partner = "https://partner.example"
    async with serve(allowed_origins=partner) as gateway:
        browser = await gateway.browser()
        browser.cookie_jar.clear()
        page = await gateway.connect(browser, Origin=partner)
        await page.send(type="hello")
        await page.until(lambda frame: frame["type"] == "message")
        async with browser.get(f"{gateway.url}/") as response:
            policy = response.headers["Content-Security-Policy"]

        assert {cookie.key for cookie in browser.cookie_jar} == {"xiaotong_session"}
        assert f"frame-ancestors 'self' {partner}" in policy


async def test_where_a_page_comes_from_is_known_as_a_pseudonym(serve) -> None:
    """Of visitors behind a proxy that is believed; of the proxy itself nothing is kept."""
    async with serve(trusted_proxies="127.0.0.1") as gateway:
        known = []
        for headers in ({"X-Forwarded-For": "1.2.3.4"}, {"X-Forwarded-For": "1.2.3.4"}, {}):
            page = await gateway.connect(await gateway.browser(), **headers)
            await page.send(type="hello", after=0)
            await page.say("m1", "你好")
            await page.until(lambda frame: frame.get("text") == "re 你好")
            conversation = gateway.engine.requests[-1].conversation_id
            known.append(gateway.server.app[keys.ADDRESSES].of(conversation))

        assert known[0] == known[1] is not None
        assert "1.2.3.4" not in str(known[0])
        assert known[2] is None


async def test_a_forged_cookie_names_no_conversation(serve) -> None:
    """Whoever changes the cookie is somebody new."""
    async with serve() as gateway:
        browser = await gateway.browser()
        page = await gateway.tab(browser)
        await page.say("m1", "你好")
        await page.text("re 你好")
        victim = gateway.engine.requests[0].conversation_id.removeprefix("web:")
        for value in (victim, f"{victim}.forged", "\u00e9", "x" * 3000):
            thief = await gateway.browser()
            thief.cookie_jar.clear()
            stolen = await thief.ws_connect(
                f"{gateway.url}/ws/chat",
                headers={"Origin": gateway.url, "Cookie": f"xiaotong_session={value}"},
            )
            await stolen.send_json({"type": "hello", "after": 0})
            welcome = json.loads((await stolen.receive(timeout=5)).data)

            assert welcome == {"type": "welcome", "last_seq": 0}


async def test_plain_http_on_the_sockets_path_is_refused(serve) -> None:
    """It has the one shape of errors."""
    async with serve() as gateway:
        headers = {"Origin": gateway.url}
        async with gateway.rest.get(f"{gateway.url}/ws/chat", headers=headers) as response:
            assert response.status == 400
            assert (await response.json())["error"] == "bad_request"
