"""The customer page against the real gateway, with a scripted engine, in a real Chromium."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    WebSocketRoute,
    expect,
)

from accounts.clock import SystemClock
from bot.conversation.messages import Button, Content, EngineRequest, EngineTurn
from bot.engine.scripted import ScriptedEngine
from bot.gateway.app import create_app
from bot.scripts import Scripts
from bot.settings import ROOT, load, secret

PATIENCE_MS = 8000
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder; tests/conftest.py skips them where there is no Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Greeting:
    """Opens every conversation with a line and two common questions."""

    def opening(self, recognised_number: str | None, at: datetime) -> Content:
        """Return the opening message; a recognised customer is greeted differently."""
        hello = "您好，欢迎您！" if recognised_number is None else "尊敬的客户，欢迎回来！"
        return Content(
            text=hello,
            buttons=(Button("查账单", "/query_bill"), Button("查余额", "/query_balance")),
        )


class CodeGate:
    """Awaits a code once `awaited` is set, and accepts whatever comes."""

    def __init__(self) -> None:
        """Await nothing yet."""
        self.awaited = False
        self.kind = "code"
        self.presented: list[str] = []

    def expects(self, conversation_id: str) -> str | None:
        """Tell whether a code is awaited."""
        return self.kind if self.awaited else None

    def present(self, conversation_id: str, secret: str) -> Mapping[str, Any]:
        """Accept `secret`."""
        self.awaited = False
        self.presented.append(secret)
        return {
            "outcome": "accepted",
            "kind": self.kind,
            "attempts_left": 3,
            "locked_until": None,
        }

    def close(self, conversation_id: str) -> None:
        """Nothing was proved that could end."""


class Service:
    """The gateway on a free port, in a thread; may be stopped and started on the same data."""

    def __init__(self, data_dir: Path, **settings: Any) -> None:
        """Take the defaults of every setting that `settings` does not name."""
        self.gate = CodeGate()
        self.answers: dict[str, Any] = {}
        self.engine = ScriptedEngine(answers=self.answers, otherwise=self._echo, delay=0.05)
        self.hall = ""
        self._given = {"data_dir": str(data_dir), **settings}
        self._wording = Scripts.load(ROOT / "data" / "scripts")
        self._port = self._hall_port = 0

    @property
    def url(self) -> str:
        """The customer page."""
        return f"http://127.0.0.1:{self._port}/"

    @property
    def hall_url(self) -> str:
        """A page of another origin, allowed to embed the chat; it shows the markup in `hall`."""
        return f"http://127.0.0.1:{self._hall_port}/"

    @property
    def other_site_url(self) -> str:
        """The same page on another site: browsers hold localhost and 127.0.0.1 to be strangers."""
        return self.hall_url.replace("127.0.0.1", "localhost")

    def token(self, number: str) -> str:
        """Sign `number` as the operator's login does (contract: HMAC-SHA256, hex)."""
        key = secret(load(self._given), "customer_token_key")
        return hmac.new(key.encode(), number.encode(), hashlib.sha256).hexdigest()

    def answer(self, text: str, *contents: Content) -> None:
        """From now on answer `text` with `contents`."""
        self.answers[text] = EngineTurn(contents)

    def ask_code(self, text: str, kind: str = "code") -> None:
        """From now on answer `text` by asking for a code or password."""

        def ask(_request: EngineRequest) -> EngineTurn:
            self.gate.awaited, self.gate.kind = True, kind
            custom = {"type": "secret_input", "kind": kind, "length": 6}
            return EngineTurn((Content(text="请完成身份验证。", custom=custom),))

        self.answers[text] = ask

    def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._run(self._up())

    def stop(self) -> None:
        """Close every page's connection and stop listening."""
        self._run(self._down())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _up(self) -> None:
        hall = web.Application()
        hall.router.add_get("/", self._show_hall)
        self._hall, self._hall_port = await _listen(hall, self._hall_port)
        origins = [each.rstrip("/") for each in (self.hall_url, self.other_site_url)]
        app = create_app(
            settings=load({**self._given, "allowed_origins": ",".join(origins)}),
            engine=self.engine,
            gate=self.gate,
            greeter=Greeting(),
            wording=self._wording,
            clock=SystemClock(),
        )
        self._gateway, self._port = await _listen(app, self._port)

    async def _down(self) -> None:
        await self._gateway.cleanup()
        await self._hall.cleanup()

    async def _show_hall(self, _request: web.Request) -> web.Response:
        return web.Response(text=self.hall, content_type="text/html")

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def _echo(self, request: EngineRequest) -> EngineTurn:
        return EngineTurn((Content(text=f"收到：{request.text}"),))


async def _listen(app: web.Application, port: int) -> tuple[web.AppRunner, int]:
    """Serve `app`; returns its runner and the port, a free one when `port` is 0."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
    return runner, runner.addresses[0][1]


class Chat:
    """What a customer can do and see on one page."""

    def __init__(self, page: Page, url: str) -> None:
        """Stand before the page at `url`, not yet open."""
        self.page = page
        self._url = url
        self.log = page.get_by_role("log")
        self.field = page.get_by_label("请输入消息")
        self.send = page.get_by_role("button", name="发送", exact=True)
        self.alert = page.get_by_role("alert")

    def open(self) -> Chat:
        """Load the page and wait for the service's first words."""
        self.page.goto(self._url)
        expect(self.bubbles.first).to_be_visible()
        return self

    @property
    def bubbles(self) -> Locator:
        """Every text shown as a message."""
        return self.page.locator(".bubble")

    def texts(self) -> list[str]:
        """Return what is written in the bubbles, in order."""
        return self.bubbles.all_inner_texts()

    def say(self, text: str) -> None:
        """Write `text` and send it."""
        self.field.fill(text)
        self.send.click()

    def ask(self, text: str, answer: str) -> None:
        """Say `text` and wait for a bubble with `answer`."""
        self.say(text)
        expect(self.bubbles.filter(has_text=answer).last).to_be_visible()

    def stored(self) -> str:
        """All that the browser keeps for this page, as one text."""
        return str(self.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))


class Wire:
    """Stands between page and gateway, to lose frames on purpose."""

    def __init__(self, page: Page) -> None:
        """Pass everything on, until told what to lose."""
        self.lose_sent: Callable[[dict], bool] = lambda _frame: False
        self.lose_received: Callable[[dict], bool] = lambda _frame: False
        self.sent: list[dict] = []
        self._routes: list[WebSocketRoute] = []
        page.route_web_socket("**/ws/chat", self._connect)

    def cut(self) -> None:
        """Break the connection, as a lost network does."""
        self._routes[-1].close(code=1012)

    def _connect(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        self._routes.append(route)

        def to_server(raw: str) -> None:
            self.sent.append(json.loads(raw))
            if not self.lose_sent(self.sent[-1]):
                server.send(raw)

        def to_page(raw: str) -> None:
            if not self.lose_received(json.loads(raw)):
                route.send(raw)

        route.on_message(to_server)
        server.on_message(to_page)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One gateway for the session; every browser context has a conversation of its own."""
    running = Service(tmp_path_factory.mktemp("browser"), sender_per_minute=600)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """Start gateways for one test, which may stop them and choose settings."""
    running: list[Service] = []

    def start(**settings: Any) -> Service:
        running.append(Service(tmp_path, **settings))
        running[-1].start()
        return running[-1]

    yield start
    for each in running:
        each.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a phone with a fresh profile."""
    phone = browser.new_context(viewport=PHONE, locale="zh-CN")
    phone.set_default_timeout(PATIENCE_MS)
    yield phone
    phone.close()


@pytest.fixture
def visit(context: BrowserContext) -> Callable[..., Chat]:
    """Return what opens the customer page of a service, in a new tab unless given one."""

    def visit(service: Service, page: Page | None = None) -> Chat:
        return Chat(page or context.new_page(), service.url).open()

    return visit


@pytest.fixture
def wired() -> Callable[[Page], Wire]:
    """Return what puts a `Wire` under a page that is not open yet."""
    return Wire


@pytest.fixture
def chat(visit: Callable[..., Chat], service: Service) -> Chat:
    """Open the page, with the opening line on it."""
    return visit(service)
