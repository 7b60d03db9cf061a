"""What happens reaches the open desks at once, in order, and nobody whom it does not concern."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import ClientSession as Browser
from aiohttp import CookieJar, WSMsgType, WSServerHandshakeError

from bot.tokens import customer_token

AGENT, OTHER, BOSS, TRAINER = "8801", "8802", "9901", "7701"
NUMBER = "13900000001"
HUMAN = "人工"


def at(conversation: str, rest: str = "") -> str:
    """Return the path of a conversation's resource."""
    return f"/api/desk/conversations/{conversation}{rest}"


async def test_an_offer_is_pushed_and_then_gone(centre) -> None:
    """With who, why and until when."""
    agent = await centre.staff(AGENT, online=True)
    live = await agent.live()
    await centre.say("c1", HUMAN, NUMBER)
    await centre.handoffs.offer_all()
    offer = (await live.until("offer"))["offer"]

    assert offer["who"]["number"] == "139****0001"
    assert offer["reason"] == "customer_asked"
    assert offer["offered_until"] is not None

    await agent.post(f"/api/desk/handoffs/{offer['handoff']}/decline")
    gone = await live.until("offer_gone")
    assert (gone["handoff"], gone["why"]) == (offer["handoff"], "declined")


async def test_messages_of_both_sides_come_in_order_and_are_counted(centre) -> None:
    """Unread and waiting time go up with the customer's, and the wait ends with the agent's."""
    agent = await centre.staff(AGENT, online=True)
    live = await agent.live()
    conversation = await centre.talk(agent)
    for text in ("第一句", "第二句"):
        await centre.say("c1", text)
    first, second = await live.says("第一句"), await live.says("第二句")
    await agent.post(at(conversation, "/messages"), client_id="m1", text="您请说。")
    own = await live.says("您请说。")

    assert first["message"]["seq"] < second["message"]["seq"] < own["message"]["seq"]
    assert second["unread"] == first["unread"] + 1
    assert second["waiting_since"] is not None
    assert own["waiting_since"] is None
    assert own["message"]["client_id"] == "m1"
    shown = [each["message"]["seq"] for each in live.frames if each["type"] == "message"]
    assert shown == sorted(set(shown))


async def test_a_desk_that_was_away_gets_what_it_missed_once(centre) -> None:
    """From the last seq that it shows."""
    agent = await centre.staff(AGENT, online=True)
    live = await agent.live()
    conversation = await centre.talk(agent)
    await centre.say("c1", "之前")
    seen = (await live.says("之前"))["message"]["seq"]
    await live.socket.close()
    await centre.say("c1", "离开时")
    back = await agent.live()
    await back.socket.send_json({"type": "watch", "conversation": conversation, "after": seen})
    await back.says("离开时")
    await centre.say("c1", "回来后")
    await back.says("回来后")
    shown = [each["message"]["seq"] for each in back.frames if each["type"] == "message"]

    assert shown[0] == seen + 1
    assert shown == list(range(seen + 1, shown[-1] + 1))


async def test_two_tabs_show_the_same_and_read_in_one_is_read_in_both(centre) -> None:
    """Unread counts agree."""
    agent = await centre.staff(AGENT, online=True)
    one, other = await agent.live(), await agent.live()
    conversation = await centre.talk(agent)
    await centre.say("c1", "您好")
    frames = [await tab.says("您好") for tab in (one, other)]
    await agent.post(at(conversation, "/read"), seq=frames[0]["message"]["seq"])

    assert frames[0] == frames[1]
    assert (await other.until("read"))["unread"] == 0


async def test_nobody_else_hears_of_a_conversation(centre) -> None:
    """A colleague can neither watch it nor make the customer see them typing."""
    agent, other = await centre.staff(AGENT, online=True), await centre.staff(OTHER)
    live = await other.live()
    conversation = await centre.talk(agent)
    for frame, error in (
        ({"type": "watch", "conversation": conversation}, "not_found"),
        ({"type": "typing", "conversation": conversation, "on": True}, "not_yours"),
        ({"type": "watch", "conversation": "rest:nobody"}, "not_found"),
    ):
        await live.socket.send_json(frame)
        assert (await live.until("error"))["error"] == error
    await centre.say("c1", "只给客服看")
    await live.socket.send_json({"type": "ping"})
    await live.until("pong")

    assert not any(each["type"] == "message" for each in live.frames)


async def test_a_supervisor_follows_any_conversation_and_gets_invitations(centre) -> None:
    """From the message they ask for on."""
    agent, boss = [await centre.staff(each, online=True) for each in (AGENT, BOSS)]
    live = await boss.live()
    conversation = await centre.talk(agent)
    await agent.post(at(conversation, "/invite"), text="请帮忙看一下")
    invited = await live.until("invite")
    await live.socket.send_json({"type": "watch", "conversation": conversation, "after": 0})
    await centre.say("c1", "有人吗")
    await live.says("有人吗")
    await agent.post(at(conversation, "/notes"), text="客户着急")
    note = await live.until("note")

    assert (invited["from"], invited["conversation"]) == (AGENT, conversation)
    assert note["note"]["text"] == "客户着急"
    if not any(each["type"] == "presence" for each in live.frames):
        await live.until("presence")


async def test_an_invitation_without_a_supervisor_there_says_so(centre) -> None:
    """So that the agent does not wait for nobody."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent)
    status, shown = await agent.call("POST", at(conversation, "/invite"), {})

    assert (status, shown["error"]) == (409, "no_supervisor")


async def test_the_agent_alone_sees_what_the_customer_writes_and_no_secret_in_it(centre) -> None:
    """And nothing of a draft is stored."""
    agent, boss = [await centre.staff(each, online=True) for each in (AGENT, BOSS)]
    browser = Browser(cookie_jar=CookieJar(unsafe=True))
    async with browser, browser.get(f"{centre.url}/"):
        page = await browser.ws_connect(f"{centre.url}/ws/chat", headers={"Origin": centre.url})
        token = customer_token(centre.customer_key, NUMBER)
        await page.send_json({"type": "hello", "after": 0, "phone_number": NUMBER, "token": token})
        await page.send_json({"type": "message", "id": "w1", "text": HUMAN})
        while (await page.receive_json(timeout=10)).get("from") != "system":
            continue
        offer = await agent.offered(centre.handoffs)
        conversation = offer["conversation"]
        await agent.post(f"/api/desk/handoffs/{offer['handoff']}/accept")
        live, others = await agent.live(), await boss.live()
        await others.socket.send_json({"type": "watch", "conversation": conversation, "after": 0})
        await page.send_json({"type": "draft", "text": "我的密码是1234"})
        draft = await live.until("draft")
        await page.send_json({"type": "draft", "text": ""})
        cleared = await live.until("draft")
        await page.close()
    packet = await agent.get(at(conversation))

    assert draft["conversation"] == conversation
    assert "1234" not in draft["text"]
    assert cleared["text"] == ""
    assert "我的密码" not in str(packet["messages"])
    assert not any(each["type"] == "draft" for each in others.frames)


async def test_what_was_being_written_before_the_desk_followed_is_shown_to_it(centre) -> None:
    """A page says what is in it when it hears of the agent; nothing has to be typed once more."""
    agent = await centre.staff(AGENT, online=True)
    browser = Browser(cookie_jar=CookieJar(unsafe=True))
    async with browser, browser.get(f"{centre.url}/"):
        page = await browser.ws_connect(f"{centre.url}/ws/chat", headers={"Origin": centre.url})
        await page.send_json({"type": "hello", "after": 0})
        await page.send_json({"type": "message", "id": "w1", "text": HUMAN})
        while (await page.receive_json(timeout=10)).get("from") != "system":
            continue
        await page.send_json({"type": "draft", "text": "我想问一下"})
        await page.send_json({"type": "ping"})
        while (await page.receive_json(timeout=10)).get("type") != "pong":
            continue
        offer = await agent.offered(centre.handoffs)
        await agent.post(f"/api/desk/handoffs/{offer['handoff']}/accept")
        live = await agent.live()
        draft = await live.until("draft")
        await page.close()
        gone = await live.until("draft")

    assert (draft["conversation"], draft["text"]) == (offer["conversation"], "我想问一下")
    assert gone["text"] == ""


async def test_a_desk_without_a_session_or_a_role_is_not_opened(centre) -> None:
    """401 and 403, before any frame."""
    trainer, nobody = await centre.staff(TRAINER), centre.member(AGENT)
    for member, status in ((nobody, 401), (trainer, 403)):
        with pytest.raises(WSServerHandshakeError) as caught:
            await member.live()
        assert caught.value.status == status


async def test_a_flood_of_frames_closes_the_desk_and_no_other(centre) -> None:
    """Refused first, then closed."""
    agent, other = await centre.staff(AGENT), await centre.staff(OTHER)
    live, calm = await agent.live(), await other.live()
    for _ in range(400):
        await live.socket.send_str("{")
    while (message := await live.socket.receive(timeout=20)).type is WSMsgType.TEXT:
        continue

    assert message.data == 1008
    await calm.socket.send_json({"type": "ping"})
    await calm.until("pong")


@pytest.mark.parametrize(
    "frame", ["{", "[]", '{"type": []}', '{"type": "watch"}', '{"type": "nonsense"}', "x" * 5000]
)
async def test_frames_of_the_wrong_shape_are_refused_and_the_desk_stays(centre, frame) -> None:
    """With a code."""
    agent = await centre.staff(AGENT)
    live = await agent.live()
    await live.socket.send_str(frame)

    assert (await live.until("error"))["error"] in {"bad_json", "bad_request"}
    await live.socket.send_json({"type": "ping"})
    await live.until("pong")


async def test_a_crashed_desk_gives_its_conversations_to_others_after_a_minute(centre) -> None:
    """At the front of the queue, and the customer is told."""
    agent, other = [await centre.staff(each, online=True) for each in (AGENT, OTHER)]
    await other.call("PUT", "/api/desk/status", {"status": "busy", "reason": "会议"})
    conversation = await centre.talk(agent)
    centre.clock.advance(timedelta(seconds=50))
    await other.online()
    live = await other.live()
    centre.clock.advance(timedelta(seconds=11))
    async with live.socket:
        offer = (await live.until("offer"))["offer"]

    assert offer["conversation"] == conversation
