"""The engine by URL against a server that answers in every bad way."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from bot.conversation.messages import Content, EngineRequest
from bot.conversation.ports import EngineFailed
from bot.engine.remote import RemoteEngine

REQUEST = EngineRequest("web:1", "hello", {"channel": "web", "turn_id": "web:1:1"})


async def status(_request: web.Request) -> web.Response:
    """Answer as the REST channel of a Rasa server does."""
    return web.json_response({"status": "ok"})


@pytest.fixture
async def serve(aiohttp_server):
    """Start a server with one way to answer; give the engine that speaks to it."""
    engines: list[RemoteEngine] = []

    async def start(answer) -> RemoteEngine:
        app = web.Application()
        app.router.add_post("/webhooks/rest/webhook", answer)
        app.router.add_get("/webhooks/rest/", status)
        server = await aiohttp_server(app)
        engine = RemoteEngine(url=str(server.make_url("/")), timeout_seconds=0.5)
        await engine.start()
        engines.append(engine)
        return engine

    yield start
    for engine in engines:
        await engine.stop()


async def test_the_turn_is_sent_as_rasas_rest_channel_wants_it(serve) -> None:
    """Sender, message, metadata and channel arrive; the replies come back."""
    heard: list[dict] = []

    async def answer(request: web.Request) -> web.Response:
        heard.append(await request.json())
        return web.json_response([{"recipient_id": "web:1", "text": "hi"}])

    engine = await serve(answer)

    turn = await engine.respond(REQUEST)

    assert turn.messages == (Content(text="hi"),)
    assert heard == [
        {
            "sender": "web:1",
            "message": "hello",
            "metadata": dict(REQUEST.metadata),
            "input_channel": "web",
        }
    ]
    assert engine.ready


@pytest.mark.parametrize(
    "response",
    [
        {"status": 500, "text": "[]"},
        {"text": "<html>not JSON</html>"},
        {"text": '{"text": "not a list"}'},
        {"text": '["not an object"]'},
        {"body": b"\xff\xfe"},
    ],
    ids=["500", "html", "object", "strings", "bytes"],
)
async def test_an_answer_that_is_no_list_of_messages_fails_the_turn(serve, response) -> None:
    """Whatever stands at the URL, the gateway gets one kind of error."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(**response)

    engine = await serve(answer)

    with pytest.raises(EngineFailed):
        await engine.respond(REQUEST)


async def test_a_server_that_takes_too_long_fails_the_turn_and_readiness(serve) -> None:
    """The customer does not wait for a Rasa that hangs."""

    async def answer(_request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.json_response([])

    engine = await serve(answer)
    assert engine.ready

    with pytest.raises(EngineFailed):
        await engine.respond(REQUEST)

    assert not engine.ready
    assert await engine.check()


async def test_a_server_that_is_not_there_does_not_fail_the_start() -> None:
    """The gateway may start before its Rasa; it is not ready until then."""
    engine = RemoteEngine(url="http://127.0.0.1:9", timeout_seconds=0.5)

    await engine.start()

    assert not engine.ready
    with pytest.raises(EngineFailed):
        await engine.respond(REQUEST)
    await engine.stop()
