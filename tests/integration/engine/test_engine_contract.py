"""What every engine promises the gateway: embedded, by URL, and the scripted one of the tests."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.bench.processes import Process, free_port
from bot.conversation.messages import Button, Command, Content, EngineTurn
from bot.conversation.ports import EngineFailed
from bot.engine.embedded import EmbeddedEngine
from bot.engine.remote import RemoteEngine
from bot.engine.scripted import ScriptedEngine

PROJECT = Path(__file__).parent / "project"
FACTS = Content(text="web 13900000000", buttons=(Button("more", "/balance"),))


def scripted() -> ScriptedEngine:
    """Script the small project's answers."""
    asked: dict[str, int] = {}

    def balance(request: Any) -> EngineTurn:
        asked[request.conversation_id] = asked.get(request.conversation_id, 0) + 1
        text = f"asked {asked[request.conversation_id]} times"
        chart = Content(custom={"type": "bar_chart", "bars": []})
        return EngineTurn(messages=(Content(text=text), chart))

    return ScriptedEngine(
        answers={
            "balance": balance,
            "facts": EngineTurn(messages=(FACTS,)),
            "bye": EngineTurn((Content(text="bye"),), (Command("close", {"reason": "done"}),)),
            "crash": EngineFailed("on purpose"),
        },
        otherwise=EngineTurn(),
    )


async def remote(model: Path, folder: Path, stack: AsyncExitStack) -> RemoteEngine:
    """Run `rasa run` and `rasa run actions` on the small project."""
    port, actions_port = free_port(), free_port()
    endpoints = folder / "endpoints.yml"
    endpoints.write_text(
        f"action_endpoint: {{url: 'http://127.0.0.1:{actions_port}/webhook'}}\n"
        "tracker_store:\n  type: bot.engine.tracker_store.EventTrackerStore\n"
        f"  url: sqlite:///{folder / 'remote.db'}\n"
    )
    credentials = folder / "credentials.yml"
    credentials.write_text("rest:\n")
    environment = {"RASA_TELEMETRY_ENABLED": "false", "PYTHONPATH": str(PROJECT)}
    rasa = [sys.executable, "-W", "ignore", "-m", "rasa", "run"]
    run = ["--model", str(model), "--endpoints", str(endpoints), "--credentials", str(credentials)]
    actions = ["actions", "--actions", "small_actions", "--port", str(actions_port)]
    for command, log, url in (
        ([*rasa, *actions], "actions.log", f"http://127.0.0.1:{actions_port}/health"),
        ([*rasa, *run, "--port", str(port)], "rasa.log", f"http://127.0.0.1:{port}/webhooks/rest/"),
    ):
        process = Process(command=command, log=folder / log, environment=environment)
        await stack.enter_context(process).until(url)
    engine = RemoteEngine(url=f"http://127.0.0.1:{port}", timeout_seconds=20)
    await engine.start()
    stack.push_async_callback(engine.stop)
    return engine


async def embedded(model: Path, folder: Path, stack: AsyncExitStack) -> EmbeddedEngine:
    """Run Rasa in this process."""
    url = f"sqlite:///{folder / 'embedded.db'}"
    engine = EmbeddedEngine(model=model, tracker_url=url, actions_package="small_actions")
    await engine.start()
    stack.push_async_callback(engine.stop)
    return engine


async def table(_model: Path, _folder: Path, _stack: AsyncExitStack) -> ScriptedEngine:
    """Answer from a table."""
    return scripted()


@pytest.fixture(
    params=[table, embedded, pytest.param(remote, marks=pytest.mark.slow)],
    ids=["scripted", "embedded", "remote"],
)
async def engine(
    request: pytest.FixtureRequest, small_model: Path, tmp_path: Path
) -> AsyncIterator[Any]:
    """Give each kind of engine in turn."""
    async with AsyncExitStack() as stack:
        yield await request.param(small_model, tmp_path, stack)


@pytest.mark.timeout(420)
async def test_an_engine_answers_counts_commands_and_fails_alike(engine, turn) -> None:
    """Messages in order, buttons, metadata, commands, state and failure; one start for all.

    In one test because starting a Rasa server takes longer than all the rest of this file.
    """
    facts = await engine.respond(turn("facts", recognised_number="13900000000"))
    first = await engine.respond(turn("balance"))
    second, other = await asyncio.gather(
        engine.respond(turn("balance")), engine.respond(turn("balance", conversation="web:2"))
    )
    bye = await engine.respond(turn("bye"))
    if not isinstance(engine, RemoteEngine):
        # Rasa's own REST channel answers an action's failure with an empty list.
        with pytest.raises(EngineFailed):
            await engine.respond(turn("crash"))

    assert facts.messages == (FACTS,)
    assert [content.text for content in first.messages] == ["asked 1 times", None]
    assert first.messages[1].custom["type"] == "bar_chart"
    assert second.messages[0].text == "asked 2 times"
    assert other.messages[0].text == "asked 1 times"
    assert bye == EngineTurn((Content(text="bye"),), (Command("close", {"reason": "done"}),))


async def test_an_engine_that_is_not_started_or_has_stopped_fails_the_turn(turn) -> None:
    """A turn before the start or after the stop is an EngineFailed, not another error."""
    engine = RemoteEngine(url="http://127.0.0.1:9", timeout_seconds=1)

    with pytest.raises(EngineFailed):
        await engine.respond(turn("facts"))

    await engine.start()
    await engine.stop()
    with pytest.raises(EngineFailed):
        await engine.respond(turn("facts"))
