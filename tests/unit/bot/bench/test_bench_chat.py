"""The chat benchmark measures what it says, on a server that answers by the clock."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.bench.conversation import Script, code_for
from bot.bench.driver import LONG_TURNS, Driver, Target, percentiles
from bot.bench.processes import Process, StartFailed, free_port

SEED = "customers:\n- phone_number: '13900000001'\n- phone_number: '13900000002'\n"


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Load the script with two customers."""
    path = tmp_path / "seed.yml"
    path.write_text(SEED, encoding="utf-8")
    return Script.load(path)


@pytest.fixture
async def assistant(aiohttp_server):
    """Run an assistant that slows down with each turn of a conversation and keeps all it hears."""
    heard: dict[str, list[str]] = {}

    async def answer(request: web.Request) -> web.Response:
        body = await request.json()
        said = heard.setdefault(body["sender"], [])
        said.append(body["message"])
        await asyncio.sleep(len(said) * 0.0002)
        replies = [] if body["message"].startswith("!") else [{"text": "ok"}]
        return web.json_response(replies)

    app = web.Application()
    app.router.add_post("/", answer)
    server = await aiohttp_server(app)
    return str(server.make_url("/")), heard


async def test_every_conversation_is_held_whole(assistant, script: Script) -> None:
    """All turns of all conversations are driven, a few of them verified."""
    url, heard = assistant
    async with aiohttp.ClientSession() as session:
        driver = Driver(target=Target(url), script=script, session=session)
        figures = await driver.at_once(concurrency=3, conversations=7, turns=5)

    assert figures["turns"] == 35
    assert figures["errors"] == 0
    assert figures["turns_per_second"] > 0
    assert {sender: len(said) for sender, said in heard.items()} == {
        f"bench-{place}": 5 for place in range(7)
    }
    assert heard["bench-0"][:3] == [
        script.opening_of_verified,
        "13900000001",
        script.code_stand_in,
    ]
    assert heard["bench-4"][1] == "13900000002"


async def test_a_growing_cost_shows_in_the_figures_by_turn(assistant, script: Script) -> None:
    """A server whose turn 100 is slower than its turn 5 is found out."""
    url, heard = assistant
    async with aiohttp.ClientSession() as session:
        driver = Driver(target=Target(url), script=script, session=session)
        figures = await driver.by_length()

    assert figures["ratio"] > 1.3
    assert figures["turn_100_ms"] > figures["turn_5_ms"]
    assert all(len(said) == LONG_TURNS for said in heard.values())


def test_a_conversation_that_stays_says_no_goodbye(script: Script) -> None:
    """It says all the rest, in the same order, so that a proved number stays proved."""
    said = script.staying(2 * len(script.mixed))

    assert script.ending < set(script.mixed)
    assert set(said) == set(script.mixed) - script.ending
    assert said[: len(set(said))] == [one for one in script.mixed if one not in script.ending]


async def test_silence_and_failure_are_counted_as_errors(script: Script) -> None:
    """A turn without an answer is no quick turn."""
    async with aiohttp.ClientSession() as session:
        target = Target(f"http://127.0.0.1:{free_port()}")
        driver = Driver(target=target, script=script, session=session)
        figures = await driver.at_once(concurrency=1, conversations=1, turns=4)

    assert figures["errors"] == 4


async def test_the_code_is_read_from_the_outbox(tmp_path: Path) -> None:
    """The last code sent to the number counts; other messages and numbers do not."""
    outbox = tmp_path / "outbox.jsonl"
    entries = [
        {"to": "13900000001", "data": {"code": "111111"}},
        {"to": "13900000001", "data": {"code": "222222"}},
        {"to": "13900000002", "data": {"code": "333333"}},
        {"to": "13900000001", "data": {}},
    ]
    outbox.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")

    assert await code_for(outbox, "13900000001") == "222222"


def test_each_number_is_proved_once(script: Script) -> None:
    """A second code within a minute would be refused."""
    numbers = [script.number_for(place) for place in range(40)]

    assert [number for number in numbers if number] == list(script.numbers)


def test_percentiles_are_by_nearest_rank() -> None:
    """Of a hundred values, p95 is the ninety-fifth."""
    assert percentiles([float(value) for value in range(100, 0, -1)]) == {
        "p50": 50.0,
        "p95": 95.0,
        "p99": 99.0,
    }
    assert percentiles([7.0]) == {"p50": 7.0, "p95": 7.0, "p99": 7.0}


async def test_a_server_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    """The benchmark fails with the reason, not with a time-out."""
    command = [sys.executable, "-c", "raise SystemExit('no such model')"]

    with (
        Process(command=command, log=tmp_path / "log") as process,
        pytest.raises(StartFailed, match="no such model"),
    ):
        await process.until(f"http://127.0.0.1:{free_port()}/")


async def test_a_server_is_waited_for_measured_and_ended(tmp_path: Path) -> None:
    """Its memory is known while it runs, and nothing is left of it afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]

    with Process(command=command, log=tmp_path / "log") as process:
        seconds = await process.until(f"http://127.0.0.1:{port}/")
        memory = process.peak_rss_mb()

    assert 0 < seconds < 60
    assert memory > 1
    assert process.peak_rss_mb() == 0
