"""Webhooks are delivered at least once, signed, and again when the other side was away."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.desk.webhooks import RETRIES, Webhooks, signature
from bot.gateway import keys

AGENT = "8801"
NUMBER = "13900000001"
KEY = "a-key-of-the-test"


class Receiver:
    """Another system: keeps what it was sent and answers as it is told."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[dict[str, Any]] = []
        self.signed = True

    async def take(self, request: web.Request) -> web.Response:
        """Keep a delivery, checked as a receiver would."""
        raw = await request.read()
        wanted = signature(KEY, request.headers["X-Xiaotong-Timestamp"], raw)
        self.signed &= request.headers["X-Xiaotong-Signature"] == wanted
        self.got.append(json.loads(raw))
        return web.Response(status=self.status)


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    """Give a receiver and its address."""
    taken = Receiver()
    app = web.Application()
    app.router.add_post("/hook", taken.take)
    server = TestServer(app)
    await server.start_server()
    yield taken, str(server.make_url("/hook"))
    await server.close()


@pytest.fixture
async def step(centre, receiver) -> AsyncIterator[Any]:
    """Give a function that lets webhooks do what is due, a moment later."""
    hooks = Webhooks(
        papers=centre.app[keys.STORE].papers, url=receiver[1], key=KEY, clock=centre.clock
    )
    async with ClientSession() as session:

        async def once(later: timedelta = timedelta(seconds=2)) -> int:
            centre.clock.advance(later)
            return await hooks.step(session)

        await once()
        yield once


async def test_a_handoff_is_told_from_request_to_close(centre, receiver, step) -> None:
    """Three events, signed, each with an id of its own, and nobody's number."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent, number=NUMBER)
    body = {"code": "query_bill", "result": "solved", "note": "客户13900000001"}
    await agent.post(f"/api/desk/conversations/{conversation}/close", **body)
    assert await step() == 3

    got = receiver[0].got
    names = [each["event"] for each in got]
    assert sorted(names) == ["handoff.accepted", "handoff.closed", "handoff.requested"]
    assert len({each["id"] for each in got}) == 3
    closed = next(each for each in got if each["event"] == "handoff.closed")
    assert closed["data"]["agent"] == AGENT
    assert closed["data"]["wrap_up_code"] == "query_bill:solved"
    assert NUMBER not in str(got)
    assert receiver[0].signed
    assert await step() == 0


async def test_a_receiver_that_was_away_is_tried_again_with_the_same_id(
    centre, receiver, step
) -> None:
    """After a minute, then five; and once it answers there is an end of it."""
    receiver[0].status = 500
    await centre.say("c1", "人工")
    assert await step() == 0
    assert await step() == 0
    first = receiver[0].got[0]["id"]
    assert len(receiver[0].got) == 1
    assert await step(RETRIES[0]) == 0
    receiver[0].status = 200
    assert await step(RETRIES[1]) == 1

    assert {each["id"] for each in receiver[0].got} == {first}
    assert await step(timedelta(hours=2)) == 0


async def test_one_that_never_answers_is_given_up(centre, receiver, step) -> None:
    """After a day of tries; nothing is sent for ever."""
    receiver[0].status = 404
    await centre.say("c1", "人工")
    await step()
    for pause in RETRIES:
        await step(pause)
    await step(timedelta(days=2))

    # The handoff itself ends meanwhile, which is an event of its own.
    tried = [each for each in receiver[0].got if each["event"] == "handoff.requested"]
    assert len(tried) == len(RETRIES) + 1
