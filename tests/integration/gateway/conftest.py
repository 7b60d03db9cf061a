"""The real gateway on a real port, with a scripted engine, and pages that speak to it."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType
from aiohttp.test_utils import TestServer

from accounts.clock import SHANGHAI, FixedClock
from bot.conversation.messages import Content, EngineTurn
from bot.engine.scripted import ScriptedEngine
from bot.gateway.app import create_app
from bot.gateway.greeting import AccountsGreeter
from bot.scripts import Scripts
from bot.settings import ROOT, load, secret
from bot.storage.store import SqlConversationStore

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)
WAIT_SECONDS = 10.0


class StandingGate:
    """Awaits 135790 where it is told to."""

    def __init__(self) -> None:
        self.awaits = False

    def expects(self, conversation_id: str) -> str | None:
        """Say what the test set."""
        return "code" if self.awaits else None

    def present(self, conversation_id: str, secret: str) -> Mapping[str, Any]:
        """Accept the right secret."""
        outcome = "accepted" if secret == "135790" else "wrong"
        return {"outcome": outcome, "kind": "code", "attempts_left": 2, "locked_until": None}

    def close(self, conversation_id: str) -> None:
        """Nothing to forget."""


class Page:
    """One open tab: a WebSocket and what came over it."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []
        self._early: list[dict[str, Any]] = []

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Return the messages received so far, in the order they came."""
        return [frame for frame in self.frames if frame["type"] == "message"]

    @property
    def last_seq(self) -> int:
        """Return the newest sequence number received."""
        return max((frame["seq"] for frame in self.messages), default=0)

    async def send(self, **frame: Any) -> None:
        """Send one frame."""
        await self.socket.send_json(frame)

    async def until(self, enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Receive until a frame is what is waited for, and return it."""
        while True:
            message = await self.socket.receive(timeout=WAIT_SECONDS)
            assert message.type is WSMsgType.TEXT, message
            frame = json.loads(message.data)
            self.frames.append(frame)
            if enough(frame):
                return frame

    async def say(self, client_id: str, text: str) -> dict[str, Any]:
        """Send a message and return its acknowledgement."""
        await self.send(type="message", id=client_id, text=text)
        before = len(self.frames)
        ack = await self.until(lambda frame: frame["type"] == "ack" and frame["id"] == client_id)
        # A page that is catching up may have the answer before the acknowledgement.
        self._early = self.frames[before:-1]
        return ack

    async def text(self, text: str) -> dict[str, Any]:
        """Wait for a message with that text."""
        for frame in self._early:
            if frame.get("text") == text:
                self._early.remove(frame)
                return frame
        return await self.until(lambda frame: frame.get("text") == text)

    async def error(self) -> dict[str, Any]:
        """Wait for a refusal."""
        return await self.until(lambda frame: frame["type"] == "error")


@dataclass
class Gateway:
    """A running gateway and the means to speak to it."""

    server: TestServer
    rest: ClientSession
    engine: ScriptedEngine
    gate: StandingGate
    clock: FixedClock
    data_dir: Path
    key: str
    customer_key: str
    browsers: list[ClientSession] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the origin."""
        return str(self.server.make_url("/")).rstrip("/")

    async def post(self, sender: Any, message: Any, **metadata: Any) -> tuple[int, Any]:
        """Say something over REST and return status and body."""
        body = {"sender": sender, "message": message}
        if metadata:
            body["metadata"] = metadata
        async with self.rest.post(f"{self.url}/webhooks/rest/webhook", json=body) as response:
            return response.status, await response.json()

    async def transcript(self, sender: str, after: int = 0) -> list[dict[str, Any]]:
        """Return the log of a REST sender."""
        path = f"{self.url}/api/conversations/{sender}/messages"
        async with self.rest.get(path, params={"after": str(after)}) as response:
            assert response.status == 200
            found: list[dict[str, Any]] = await response.json()
            return found

    async def browser(self) -> ClientSession:
        """Return a browser that has loaded the page and carries its cookie."""
        browser = ClientSession(cookie_jar=CookieJar(unsafe=True))
        self.browsers.append(browser)
        async with browser.get(f"{self.url}/") as response:
            assert response.status == 200
        return browser

    async def connect(self, browser: ClientSession, **headers: str) -> Page:
        """Open the WebSocket of a tab, without a word."""
        headers = {"Origin": self.url, **headers}
        return Page(await browser.ws_connect(f"{self.url}/ws/chat", headers=headers))

    async def tab(self, browser: ClientSession, after: int = 0, **hello: Any) -> Page:
        """Open a tab that has introduced itself."""
        page = await self.connect(browser)
        await page.send(type="hello", after=after, **hello)
        await page.until(lambda frame: frame["type"] == "welcome")
        return page


def echo(request: Any) -> EngineTurn:
    """Answer with the text that the engine was given."""
    return EngineTurn((Content(text=f"re {request.text}"),))


@pytest.fixture(scope="session")
def gateway_scripts() -> Scripts:
    """Return the lines that the bot really says."""
    return Scripts.load(ROOT / "data" / "scripts")


@pytest.fixture(scope="session")
def gateway_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a migrated, empty log to copy."""
    path = tmp_path_factory.mktemp("log") / "conversations.db"
    store = SqlConversationStore(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture
def serve(tmp_path: Path, gateway_log: Path, gateway_scripts: Scripts) -> Callable[..., Any]:
    """Return a context manager that runs the gateway; each time on the same data folder."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    shutil.copy(gateway_log, data_dir / "conversations.db")

    @asynccontextmanager
    async def running(
        answers: Mapping[str, Any] | None = None, *, delay: float = 0.0, **overrides: Any
    ) -> AsyncIterator[Gateway]:
        settings = load({"data_dir": data_dir, **overrides})
        engine = ScriptedEngine(answers=answers or {}, otherwise=echo, delay=delay)
        gate, clock = StandingGate(), FixedClock(NOON)
        greeter = AccountsGreeter(
            salutation=lambda _caller: None,
            service_name=lambda: "测试客服",
            wording=gateway_scripts,
        )
        app = create_app(
            settings=settings,
            engine=engine,
            gate=gate,
            greeter=greeter,
            wording=gateway_scripts,
            clock=clock,
        )
        key = secret(settings, "rest_api_key")
        rest = ClientSession(headers={"Authorization": f"Bearer {key}"})
        server = TestServer(app)
        await server.start_server()
        customer_key = secret(settings, "customer_token_key")
        gateway = Gateway(server, rest, engine, gate, clock, data_dir, key, customer_key)
        try:
            yield gateway
        finally:
            await asyncio.gather(*(each.close() for each in (rest, *gateway.browsers)))
            await server.close()

    return running
