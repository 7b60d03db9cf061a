"""Bad input gets one clear answer each time, in one shape, and harms nobody (issue 2)."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.channels.limits import WAITING
from bot.channels.parsing import clean

HOOK = "/webhooks/rest/webhook"


def body_of(sender, message, **more) -> bytes:
    """Return a request body."""
    return json.dumps({"sender": sender, "message": message, **more}).encode()


async def assert_refused(response, status: int, code: str) -> None:
    """Assert the one shape of every refusal: JSON, a code, a sentence in Chinese, the headers."""
    answer = await response.json()

    assert (response.status, answer["error"]) == (status, code)
    assert set(answer) == {"error", "message"}
    assert any("\u4e00" <= char <= "\u9fff" for char in answer["message"])
    assert "你" not in answer["message"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Request-ID"]


REFUSED = {
    "broken JSON": (b'{"sender": "u1", "message": ', 400, "bad_json"),
    "no body": (b"", 400, "bad_json"),
    "bytes that are no text": (b"\xff\xfe\x00", 400, "bad_json"),
    "absurd nesting": (b"[" * 60_000, 400, "bad_json"),
    "a list": (b"[]", 400, "bad_request"),
    "null": (b"null", 400, "bad_request"),
    "no sender": (b'{"message": "x"}', 400, "bad_request"),
    "no message": (b'{"sender": "u1"}', 400, "bad_request"),
    "a number for a sender": (body_of(7, "x"), 400, "bad_request"),
    "a number for a message": (body_of("u1", 7), 400, "bad_request"),
    "a list for a message": (body_of("u1", ["x"]), 400, "bad_request"),
    "null for a message": (body_of("u1", None), 400, "bad_request"),
    "text for metadata": (body_of("u1", "x", metadata="x"), 400, "bad_request"),
    "a number for a token": (body_of("u1", "x", metadata={"token": 1}), 400, "bad_request"),
    "a list for a message id": (
        body_of("u1", "x", metadata={"message_id": []}),
        400,
        "bad_request",
    ),
    "an empty sender": (body_of("", "x"), 400, "bad_sender"),
    "a sender with a slash": (body_of("../u1", "x"), 400, "bad_sender"),
    "a sender with a control": (body_of("u\x00", "x"), 400, "bad_sender"),
    "a sender too long": (body_of("u" * 129, "x"), 400, "bad_sender"),
    "an empty message": (body_of("u1", ""), 400, "empty_message"),
    "blanks alone": (body_of("u1", " \n\u3000"), 400, "empty_message"),
    "controls alone": (body_of("u1", "\x00\x1b\u200b"), 400, "empty_message"),
    "a lone surrogate": (b'{"sender": "u1", "message": "\\ud800"}', 400, "empty_message"),
    "2,001 characters": (body_of("u1", "账" * 2001), 413, "message_too_long"),
    "65 kB": (body_of("u1", "x" * 66_000), 413, "body_too_large"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_a_message_is_refused(serve, name: str) -> None:
    """4xx with a code and a sentence, never 500; nothing is stored and no turn is made."""
    data, status, code = REFUSED[name]
    async with serve() as gateway:
        async with gateway.rest.post(gateway.url + HOOK, data=data) as response:
            await assert_refused(response, status, code)

        assert gateway.engine.requests == []
        assert await gateway.transcript("u1") == []
        assert (await gateway.post("u1", "你好"))[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", HOOK, 405, "method_not_allowed"),
        ("DELETE", "/api/conversations/u1/messages", 405, "method_not_allowed"),
        ("POST", "/webhooks/other", 404, "not_found"),
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/static/widget/../../../pyproject.toml", 404, "not_found"),
        ("GET", "/static/widget/%2e%2e/%2e%2e/pyproject.toml", 404, "not_found"),
        ("GET", "/api/conversations/u1/messages?after=x", 400, "bad_request"),
        ("GET", "/api/conversations/u1/messages?after=-1", 400, "bad_request"),
        ("GET", "/api/conversations/a%20b/messages", 400, "bad_sender"),
        ("GET", "/api/conversations/a%2Fb/messages", 400, "bad_sender"),
    ],
)
async def test_odd_paths_and_methods_are_refused(serve, method, path, status, code) -> None:
    """The same shape as every other refusal."""
    async with serve() as gateway, gateway.rest.request(method, gateway.url + path) as response:
        await assert_refused(response, status, code)


WORDS = {
    "exactly 2,000 characters": "账" * 2000,
    "emoji only": "😀👨‍👩‍👧‍👦",
    "full-width digits": "１３９００００００００１",
    "traditional characters": "我要查詢上個月的帳單",
    "SQL": "'; DROP TABLE messages; -- ",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "a template": "{{7*7}} ${7*7} %s %(x)s {0} {x}",
    "controls inside": "查\x00账\x07单\x1b[31m",
    "lines": "第一行\r\n第二行",
}


@pytest.mark.parametrize("name", WORDS)
async def test_odd_words_are_words(serve, name: str) -> None:
    """Stored as text, given to the engine as text, returned as text; only controls are gone."""
    async with serve() as gateway:
        status, body = await gateway.post("u1", WORDS[name])
        cleaned = clean(WORDS[name])

        assert status == 200
        assert body[-1]["text"] == f"re {cleaned}"
        assert (await gateway.transcript("u1"))[0]["text"] == cleaned


@pytest.mark.parametrize(
    "text",
    ['/query_bill{"month": "2026-10"}', "/restart", "\u3000/affirm", "\u200b/inform{}", "／deny"],
)
async def test_a_typed_command_is_only_words(serve, text: str) -> None:
    """The engine is never given a text that it would obey."""
    async with serve() as gateway:
        status, _ = await gateway.post("u1", text)

        assert status == 200
        assert not gateway.engine.requests[0].text.lstrip().startswith(("/", "／"))


async def test_an_unknown_button_and_someone_elses_are_explained(serve, gateway_scripts) -> None:
    """The same polite line for both; the engine is not asked."""
    async with serve() as gateway:
        _, greeted = await gateway.post("u1", "你好")
        foreign = greeted[0]["buttons"][0]["payload"]
        asked = len(gateway.engine.requests)
        _, unknown = await gateway.post("u2", "btn-AAAAAAAAAAAAAAAAAAAAAA")
        _, other = await gateway.post("u2", foreign)

        line = gateway_scripts.text("button_expired")
        assert [each["text"] for each in unknown] == [each["text"] for each in other] == [line]
        assert len(gateway.engine.requests) == asked
        assert foreign not in json.dumps(await gateway.transcript("u2"))


async def test_a_flood_is_stopped_and_nobody_else_notices(serve) -> None:
    """A thousand messages at once: some are answered, the rest told to wait; others are heard."""
    async with serve(sender_per_minute=60, address_per_minute=600) as gateway:

        async def send(number: int) -> int:
            return (await gateway.post("flood", f"第{number}条"))[0]

        statuses = await asyncio.gather(*(send(number) for number in range(1000)))
        answered = statuses.count(200)
        log = await gateway.transcript("flood")

        assert set(statuses) == {200, 429}
        assert WAITING <= answered < 200
        assert [each["seq"] for each in log] == list(range(1, len(log) + 1))
        assert len(log) == 2 * answered + 1
        assert (await gateway.post("calm", "你好"))[0] == 200


async def test_a_sender_who_does_not_wait_for_answers_is_told_to(serve) -> None:
    """Within the limit of a minute too: else all would queue behind one lock; later ones are taken.

    What was refused is nowhere, and another sender has the same room.
    """
    async with serve(delay=0.1) as gateway:

        async def send(sender: str, number: int) -> int:
            return (await gateway.post(sender, f"第{number}条"))[0]

        both = [send(sender, number) for number in range(40) for sender in ("hasty", "other")]
        statuses = await asyncio.gather(*both)
        said = [each for each in await gateway.transcript("hasty") if each["from"] == "customer"]

        assert statuses[::2].count(200) == len(said)
        assert all(WAITING <= one.count(200) < 40 for one in (statuses[::2], statuses[1::2]))
        assert {200, 429} == set(statuses)
        assert (await gateway.post("hasty", "现在呢"))[0] == 200


async def test_who_is_too_fast_is_told_how_long_to_wait(serve) -> None:
    """One shape, with the seconds in a header."""
    async with serve(sender_per_minute=1) as gateway:
        await gateway.post("u1", "你好")
        async with gateway.rest.post(gateway.url + HOOK, data=body_of("u1", "x")) as response:
            await assert_refused(response, 429, "too_many_requests")
            assert 1 <= int(response.headers["Retry-After"]) <= 60


async def test_a_thousand_invented_senders_are_stopped_by_their_address(serve) -> None:
    """Whoever changes the name still has the address."""
    async with serve(address_per_minute=30) as gateway:
        statuses = [(await gateway.post(f"s{number}", "你好"))[0] for number in range(35)]

        assert statuses[:30] == [200] * 30
        assert 429 in statuses[30:]
