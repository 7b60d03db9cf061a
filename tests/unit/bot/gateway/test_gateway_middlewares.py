"""The one shape of errors, also for what nobody foresaw."""

from __future__ import annotations

import pytest
import structlog
from aiohttp import web

from bot.gateway.middlewares import CODES, json_errors, request_log
from bot.scripts import Scripts
from bot.settings import ROOT


@pytest.fixture(scope="module")
def wording() -> Scripts:
    """Return the lines that the bot really says."""
    return Scripts.load(ROOT / "data" / "scripts")


async def test_an_unforeseen_error_is_one_clear_line_and_no_detail(aiohttp_client, wording) -> None:
    """Nothing of the exception reaches the outside."""

    async def fails(_request: web.Request) -> web.Response:
        raise RuntimeError("private detail 13900000001")

    app = web.Application(middlewares=[request_log(), json_errors(wording)])
    app.router.add_get("/", fails)
    client = await aiohttp_client(app)
    response = await client.get("/")
    text = await response.text()

    assert response.status == 500
    assert (await response.json())["error"] == "internal"
    assert "private" not in text
    assert "Traceback" not in text


async def test_the_log_names_the_route_and_not_the_path(aiohttp_client, wording) -> None:
    """A sender's id may be a phone number."""

    async def answers(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application(middlewares=[request_log(), json_errors(wording)])
    app.router.add_get("/api/conversations/{sender}/messages", answers)
    client = await aiohttp_client(app)
    with structlog.testing.capture_logs() as events:
        response = await client.get("/api/conversations/13900000001/messages")
        await client.get("/13900000001")

    assert response.headers["X-Request-ID"]
    assert [(each["route"], each["status"]) for each in events] == [
        ("/api/conversations/{sender}/messages", 200),
        (None, 404),
    ]
    assert "13900000001" not in repr(events)


def test_every_code_has_its_sentence(wording) -> None:
    """A refusal without a script would be an error of its own."""
    sources = [*(ROOT / "bot" / "channels").glob("*.py"), *(ROOT / "bot" / "gateway").glob("*.py")]
    written = {
        part.split('"')[0]
        for path in sources
        for part in path.read_text(encoding="utf-8").split('RequestRefused("')[1:]
    }

    assert written
    assert {f"error_{code}" for code in written | set(CODES.values())} <= wording.keys()
