"""The REST channel through a real server."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Button, Content, EngineTurn
from bot.tokens import customer_token

NUMBER = "13900000001"
CHART = {"type": "bar_chart", "title": "近六个月", "unit": "元", "bars": []}
RICH = EngineTurn(
    (
        Content(text="账单", buttons=(Button("看明细", "/query_bill_detail"),), custom=CHART),
        Content(image="/i.png"),
    )
)


async def test_a_message_is_answered_in_rasas_shape(serve) -> None:
    """One object a message: text, buttons with issued ids, image and custom objects."""
    async with serve({"查账单": RICH}) as gateway:
        status, body = await gateway.post("u1", "查账单")
        payload = body[1]["buttons"][0].pop("payload")

        assert status == 200
        assert "测试客服" in body[0]["text"]
        assert "001" in body[0]["text"]
        assert body[1:] == [
            {
                "recipient_id": "u1",
                "text": "账单",
                "buttons": [{"title": "看明细"}],
                "custom": CHART,
            },
            {"recipient_id": "u1", "image": "/i.png"},
        ]
        assert (await gateway.post("u1", payload))[1][0]["text"] == "re /query_bill_detail"


async def test_the_transcript_holds_everything_in_order(serve) -> None:
    """Numbers without gaps, and only what comes after what the reader has."""
    async with serve() as gateway:
        await gateway.post("u1", "一")
        await gateway.post("u1", "二")
        whole = await gateway.transcript("u1")

        assert [each["seq"] for each in whole] == [1, 2, 3, 4, 5]
        assert [each["from"] for each in whole] == ["customer", "bot", "bot", "customer", "bot"]
        assert [each["text"] for each in whole[3:]] == ["二", "re 二"]
        assert await gateway.transcript("u1", after=3) == whole[3:]
        assert await gateway.transcript("nobody") == []


async def test_the_same_message_id_is_answered_once(serve) -> None:
    """A partner that retries after a timeout gets the same answer."""
    async with serve() as gateway:
        first = await gateway.post("u1", "查", message_id="m1")
        second = await gateway.post("u1", "查", message_id="m1")

        assert first == second
        assert len(gateway.engine.requests) == 1


async def test_a_signed_number_marks_a_recognised_customer(serve) -> None:
    """The number reaches the engine as a fact of the gateway."""
    async with serve() as gateway:
        token = customer_token(gateway.customer_key, NUMBER)
        await gateway.post("u1", "查账单", phone_number=NUMBER, token=token)
        await gateway.post("u2", "查账单", phone_number=NUMBER)

        numbers = [each.metadata["recognised_number"] for each in gateway.engine.requests]
        assert numbers == [NUMBER, None]


async def test_a_wrong_token_is_refused_not_made_anonymous(serve) -> None:
    """403, and the message is not stored."""
    async with serve() as gateway:
        status, body = await gateway.post("u1", "查账单", phone_number=NUMBER, token="0" * 64)

        assert (status, body["error"]) == (403, "bad_token")
        assert await gateway.transcript("u1") == []


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer wrong", "Basic {key}", "bearer\u00e9 {key}", "{key}"]
)
async def test_without_the_key_nothing_is_said_about_a_sender(serve, header) -> None:
    """401 alike for senders that exist and that do not, for posting and for reading."""
    async with serve() as gateway:
        await gateway.post("u1", "你好")
        headers = {} if header is None else {"Authorization": header.format(key=gateway.key)}
        gateway.rest.headers.popall("Authorization")
        answers = []
        for sender in ("u1", "nobody"):
            path = f"{gateway.url}/api/conversations/{sender}/messages"
            async with gateway.rest.get(path, headers=headers) as response:
                answers.append((response.status, await response.json()))
        async with gateway.rest.post(
            f"{gateway.url}/webhooks/rest/webhook", data=b"{", headers=headers
        ) as response:
            answers.append((response.status, await response.json()))

        assert {status for status, _ in answers} == {401}
        assert answers[0] == answers[1] == answers[2]
        assert answers[0][1]["error"] == "unauthorised"


async def test_a_sender_cannot_name_a_page_conversation(serve) -> None:
    """Senders live in a namespace of their own."""
    async with serve() as gateway:
        page = await gateway.tab(await gateway.browser())
        await page.say("m1", "页面的话")
        await page.text("re 页面的话")
        stored = gateway.engine.requests[0].conversation_id

        assert stored.startswith("web:")
        assert await gateway.transcript(stored) == []
        await gateway.post(stored, "我来冒充")
        assert gateway.engine.requests[-1].conversation_id == f"rest:{stored}"


async def test_a_secret_is_nowhere_to_be_found_afterwards(serve) -> None:
    """Not in the answer, the transcript, the engine's request or any file of the data folder."""
    async with serve() as gateway:
        gateway.gate.awaits = True
        await gateway.post("u1", "135790")
        gateway.gate.awaits = False
        await gateway.post("u1", "我的服务密码是135790")
        request = gateway.engine.requests[0]

        assert request.text == "/inform"
        assert request.metadata["credential"]["outcome"] == "accepted"
        assert gateway.engine.requests[1].metadata["credential"]["outcome"] == "unexpected"
        seen = repr(gateway.engine.requests) + repr(await gateway.transcript("u1"))
        assert "135790" not in seen
        files = [path for path in gateway.data_dir.rglob("*") if path.is_file()]
        assert not [path.name for path in files if b"135790" in path.read_bytes()]
