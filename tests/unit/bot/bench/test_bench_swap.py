"""Customers at a fixed rate are counted as they wait, and the lesson is one that can be learned."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.bench.conversation import Script
from bot.bench.driver import Target
from bot.bench.swap.load import CONVERSATIONS, TURNS, OpenLoad
from bot.bench.swap.run import Lesson
from bot.settings import ROOT

SEED = "customers:\n- phone_number: '13900000001'\n- phone_number: '13900000002'\n"


class Assistant:
    """Answers at once, unless it is told to hold its answers or to fail."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.fails = False
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        """Answer a turn over REST."""
        body = await request.json()
        self.heard.append((body["sender"], body["message"]))
        await self.goes_on.wait()
        if self.fails:
            return web.json_response({"error": "internal"}, status=500)
        return web.json_response([{"text": "ok"}])


@pytest.fixture
async def assistant(aiohttp_server) -> Assistant:
    """Run the assistant on a port."""
    made = Assistant()
    app = web.Application()
    app.router.add_post("/", made.answer)
    made.url = str((await aiohttp_server(app)).make_url("/"))
    return made


@pytest.fixture
async def load(assistant: Assistant, tmp_path: Path):
    """Give customers, twenty turns a second, who have proved their numbers."""
    (tmp_path / "seed.yml").write_text(SEED, encoding="utf-8")
    script = Script.load(tmp_path / "seed.yml")
    async with aiohttp.ClientSession() as session:
        made = OpenLoad(target=Target(url=assistant.url), script=script, session=session, rate=50)
        await made.prepare()
        yield made


async def test_those_with_a_number_prove_it_and_stay_while_others_begin_anew(
    assistant: Assistant, load: OpenLoad
) -> None:
    """Two of forty, by their number and a code; this counts nowhere."""
    proved = {sender for sender, text in assistant.heard if text.isdigit()}
    assert proved == {"swap-0-0", "swap-4-0"}
    assert load.turns == []
    assistant.heard.clear()

    async with load.running():
        while len(load.turns) < CONVERSATIONS * (TURNS + 1):
            load._rate = 5000  # no need to wait for the clock here
            await asyncio.sleep(0.05)

    senders = {sender for sender, _ in assistant.heard}
    assert {"swap-1-0", "swap-1-1"} <= senders
    assert "swap-0-1" not in senders


async def test_turns_are_due_however_slowly_they_are_answered(
    assistant: Assistant, load: OpenLoad
) -> None:
    """Who has to wait for a free customer waits from when the turn was due."""
    assistant.goes_on.clear()
    load.phase = "swap"
    async with load.running():
        await asyncio.sleep(2.3)
        assistant.goes_on.set()

    figures = load.figures()["swap"]
    # At 50 a second more are due in 2.3 s than there are customers.
    assert figures["turns"] > CONVERSATIONS
    assert 1 <= figures["slow"] < figures["turns"]
    assert figures["failed"] == 0
    assert figures["slowest_ms"] > 2000


async def test_a_turn_without_a_proper_answer_has_failed(
    assistant: Assistant, load: OpenLoad
) -> None:
    """Phase by phase, and over all."""
    assistant.fails = True
    async with load.running():
        await asyncio.sleep(0.1)
        assistant.fails = False
        load.phase = "after"
        await asyncio.sleep(0.1)

    figures = load.figures()
    assert figures["before"]["failed"] > 0
    assert figures["all"]["failed"] < figures["all"]["turns"]


def test_the_lesson_is_new_to_the_training_data() -> None:
    """Else there would be nothing to learn; the known wording is of an intent that is there."""
    lesson = Lesson.load()
    data = "".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "nlu").glob("*.yml"))
    )

    assert lesson.message not in data
    assert f"- intent: {lesson.intent}\n" in data
