"""The process ends in the middle: nothing is lost, nothing is said twice."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.gateway import app as app_module
from bot.gateway import keys
from bot.settings import ROOT

RUNNER = Path(__file__).with_name("runner.py")
WAIT_SECONDS = 30.0


class Process:
    """The gateway in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, key: str) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"
        self.headers = {"Authorization": f"Bearer {key}"}

    async def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def post(self, session: ClientSession, message: str, message_id: str) -> Any:
        """Say something as sender ``u1``."""
        body = {"sender": "u1", "message": message, "metadata": {"message_id": message_id}}
        path = f"{self.url}/webhooks/rest/webhook"
        async with session.post(path, json=body, headers=self.headers) as response:
            assert response.status == 200
            return await response.json()

    async def transcript(self, session: ClientSession) -> list[tuple[int, str, str]]:
        """Return the log of ``u1`` as (seq, from, text)."""
        path = f"{self.url}/api/conversations/u1/messages"
        async with session.get(path, headers=self.headers) as response:
            return [(each["seq"], each["from"], each["text"]) for each in await response.json()]

    async def wait_for(self, session: ClientSession, length: int) -> list[tuple[int, str, str]]:
        """Return the log once it has `length` messages."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            log = await self.transcript(session)
            if len(log) >= length:
                return log
            await asyncio.sleep(0.05)
        raise AssertionError(f"never more than {len(log)} messages")


@asynccontextmanager
async def running(data_dir: Path) -> AsyncIterator[Process]:
    """Start the gateway on `data_dir`; kill it at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(RUNNER),
        str(data_dir),
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        lines = [line async for line in _first_number(process.stdout)]
        key = (data_dir / "rest_api_key").read_text(encoding="ascii")
        yield Process(process, int(lines[-1]), key)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _first_number(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """Yield lines up to the one that is the port."""
    while True:
        raw = await asyncio.wait_for(stream.readline(), WAIT_SECONDS)
        assert raw, "the gateway ended before it listened"
        line = raw.decode().strip()
        yield line
        if line.isdecimal():
            return


@pytest.mark.timeout(120)
async def test_a_killed_process_answers_at_the_next_start_what_it_had_accepted(
    tmp_path: Path,
) -> None:
    """SIGKILL while the engine works: the message is there, its answer comes once, in order."""
    async with ClientSession() as session:
        async with running(tmp_path) as first:
            await first.post(session, "你好", "m1")
            before = await first.transcript(session)
            turn = asyncio.ensure_future(first.post(session, "slow", "m2"))
            stored = await first.wait_for(session, len(before) + 1)
            await first.kill()
            failed = await asyncio.gather(turn, return_exceptions=True)
        async with running(tmp_path) as second:
            recovered = await second.wait_for(session, len(stored) + 1)
            retried = await second.post(session, "slow", "m2")
            after = await second.post(session, "再问", "m3")
            log = await second.transcript(session)

    assert isinstance(failed[0], Exception)
    assert recovered[: len(stored)] == stored
    assert recovered[len(before) :] == [(4, "customer", "slow"), (5, "bot", "回声：slow")]
    assert retried[0]["text"] == "回声：slow"
    assert [each["text"] for each in after] == ["回声：再问"]
    assert [seq for seq, _, _ in log] == list(range(1, 8))


async def test_a_new_application_on_the_same_folder_goes_on(serve) -> None:
    """History, numbers, buttons and sessions outlive the process; nobody is greeted again."""
    async with serve() as first:
        _, said = await first.post("u1", "你好")
        button = said[0]["buttons"][0]["payload"]
        browser = await first.browser()
        page = await first.tab(browser)
        await page.say("m1", "页面")
        await page.text("re 页面")
        cookie = next(iter(browser.cookie_jar)).value
        history = await first.transcript("u1")
    async with serve() as second:
        status, pressed = await second.post("u1", button)
        again = await second.browser()
        again.cookie_jar.update_cookies({"xiaotong_session": cookie}, _url(second))
        resumed = await second.tab(again)
        await resumed.text("re 页面")
        log = await second.transcript("u1")

    assert status == 200
    assert [each["text"] for each in pressed] == ["re /query_bill"]
    assert log[: len(history)] == history
    assert [each["seq"] for each in log] == list(range(1, len(history) + 3))
    assert resumed.messages == page.messages


async def test_a_stopping_server_lets_turns_end(serve) -> None:
    """What was accepted before the stop is answered before the end."""
    async with serve(delay=0.2) as first:
        page = await first.tab(await first.browser())
        await page.say("m1", "你好")
        conversation = first.engine.requests
        await first.engine.asked.wait()
    async with serve() as second:
        await second.post("u1", "x")

        assert [each.text for each in conversation] == ["你好"]
        assert [each.text for each in second.engine.requests] == ["x"]


def _url(gateway):
    return gateway.server.make_url("/")


async def test_what_a_failing_log_left_unanswered_is_answered_without_a_restart(
    serve, monkeypatch
) -> None:
    """The customer says nothing more: the next round answers, once."""
    monkeypatch.setattr(app_module, "RECOVERY_SECONDS", 0.05)
    async with serve() as gateway:
        await gateway.post("u1", "你好")
        store, calls = gateway.server.app[keys.STORE], []
        kept = store.change

        async def failing(*given: Any, **more: Any) -> Any:
            calls.append(given)
            if len(calls) in {2, 3}:
                raise OSError("no space left on device")
            return await kept(*given, **more)

        monkeypatch.setattr(store, "change", failing)
        refused = (await gateway.post("u1", "查余额"))[0]
        for _ in range(250):
            await asyncio.sleep(0.02)
            log = await gateway.transcript("u1")
            if len(log) == 5:
                break

        assert refused == 500
        assert [each["text"] for each in log][-2:] == ["查余额", "re 查余额"]
        assert await store.owed_turns() == ()
