"""The customer's page and the desk together: one real gateway, a phone and some agents' screens."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from accounts.bootstrap import Accounts, open_accounts, seed_file
from accounts.clock import SystemClock
from accounts.credentials import SecretHasher
from accounts.staff import StaffLogins
from actions.services import notification_words
from bot.console.build import ConsoleBuild
from bot.conversation.messages import Command, Content, EngineRequest, EngineTurn
from bot.engine.scripted import ScriptedEngine
from bot.gateway.app import create_app
from bot.gateway.customer_files import CustomerFiles
from bot.gateway.desk import DeskParts, add_desk
from bot.gateway.desk_knowledge import StaffKnowledge
from bot.gateway.desk_ports import staffing
from bot.gateway.greeting import AccountsGreeter
from bot.gateway.identity import IdentityGate
from bot.gateway.studio_corpus import corpus_face, teaching_of
from bot.gateway.studio_words import article_face, attachment_face, question_face
from bot.knowledge.bootstrap import open_knowledge
from bot.scripts import Scripts
from bot.settings import ROOT, load
from bot.storage.store import SqlConversationStore
from bot.taboo import Taboos
from tests.unit.bot.knowledge.conftest import LetterEncoder

OPERATOR = ROOT / "tests" / "integration" / "desk" / "centre.yml"
PASSWORD = "Kestrel-and-Rain-7"
SCREEN = {"width": 1366, "height": 768}
PATIENCE_MS = 8000


class Forgetful:
    """A bot that remembers nothing of what was said."""

    async def of(self, conversation_id: str) -> Mapping[str, Any]:
        """Return no matter."""
        return {}


class Centre:
    """The gateway with accounts and people, on a free port, in a thread of its own."""

    def __init__(self, folder: Path, scripts: Scripts, **settings: Any) -> None:
        """Keep everything in `folder`, which holds the two databases."""
        self._folder = folder
        self._scripts = scripts
        self._settings = {"data_dir": str(folder), "sender_per_minute": 600, **settings}
        self._port = 0

    @property
    def url(self) -> str:
        """The customer page."""
        return f"http://127.0.0.1:{self._port}/"

    def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._run(self._up())

    def stop(self) -> None:
        """Close every connection and stop listening."""
        self._run(self._gateway.cleanup())
        self._accounts.close()
        self.knowledge.close()
        self._changes.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _up(self) -> None:
        settings = load(self._settings)
        clock, scripts = SystemClock(), self._scripts
        accounts = self._accounts = _open(self._folder, scripts)
        app = create_app(
            settings=settings,
            engine=ScriptedEngine(answers={}, otherwise=_answer),
            gate=IdentityGate(accounts.identity),
            greeter=AccountsGreeter(
                salutation=accounts.customers.salutation,
                service_name=lambda: "测试客服",
                wording=scripts,
            ),
            wording=scripts,
            clock=clock,
            people=staffing(accounts, scripts, Forgetful()),
        )
        self.knowledge = open_knowledge(
            url=settings.knowledge_url,
            clock=clock,
            taboos=Taboos(scripts.taboos()),
            encoder=LetterEncoder(),
        )
        known = StaffKnowledge(self.knowledge, accounts.catalogue.operator)
        door = add_desk(app, DeskParts(settings, accounts, scripts, clock, knowledge=known))
        teaching = teaching_of(settings, accounts, clock, ROOT)
        self._changes = teaching.changes
        for face in (
            # Every page of the studio asks for the intents.
            corpus_face(
                door=door, teaching=teaching, scripts=scripts, accounts=accounts, undoers={}
            ),
            article_face(door, accounts, self.knowledge, clock),
            attachment_face(door, accounts, self.knowledge),
            question_face(door, accounts, self.knowledge),
            CustomerFiles(self.knowledge),
        ):
            app.add_routes(face.routes())
        self._gateway = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._gateway.setup()
        await web.TCPSite(self._gateway, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._gateway.addresses[0][1]

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)


def _answer(request: EngineRequest) -> EngineTurn:
    """Hand over when a person is asked for, else repeat what was said."""
    if request.text == "人工":
        return EngineTurn((), (Command("handoff", {"reason": "customer_asked"}),))
    return EngineTurn((Content(text=f"收到：{request.text}"),))


def _open(folder: Path, scripts: Scripts) -> Accounts:
    return open_accounts(
        url=f"sqlite:///{folder / 'accounts.db'}",
        clock=SystemClock(),
        outbox_path=folder / "outbox.jsonl",
        render=notification_words(scripts),
    )


class Desk:
    """What a member of staff can do and see."""

    def __init__(self, page: Page, url: str) -> None:
        """Stand before the desk at `url`, not yet open."""
        self.page = page
        self._url = url
        self.log = page.get_by_role("log", name="会话记录")
        self.field = page.get_by_label("回复客户")
        self.offer = page.get_by_role("article")
        self.lines = page.locator(".mine li")

    def open(self, number: str, *, online: bool) -> Desk:
        """Log in without the form, which has a test of its own, and wait for the lists."""
        web = self.page.context.request
        begun = web.post(
            f"{self._url}api/desk/login", data={"number": number, "password": PASSWORD}
        )
        if online:
            csrf = {"X-CSRF-Token": begun.json()["csrf"]}
            status = {"status": "online"}
            assert web.put(f"{self._url}api/desk/status", data=status, headers=csrf).ok
        self.page.goto(f"{self._url}desk")
        expect(self.page.get_by_text("已连接")).to_be_visible()
        return self

    def log_in(self, number: str, password: str = PASSWORD) -> None:
        """Fill in the form of the login page."""
        self.page.get_by_label("工号").fill(number)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.page.get_by_role("button", name="登 录").click()

    def be(self, status: str) -> None:
        """Choose a status by its name in the menu."""
        self.page.get_by_role("button", name="状态：").click()
        self.page.get_by_role("menuitem", name=status, exact=True).click()
        expect(self.page.get_by_role("button", name=f"状态：{status}")).to_be_visible()

    def accept(self) -> None:
        """Take the first conversation that is offered, by the keyboard."""
        expect(self.offer.first).to_be_visible()
        self.page.keyboard.press("Alt+a")
        expect(self.field).to_be_focused()

    def say(self, text: str) -> None:
        """Write `text` to the customer and send it."""
        self.field.fill(text)
        self.field.press("Enter")

    def has_told_what_it_read(self) -> None:
        """Wait until the server knows that this desk has seen all of its conversations."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while any(line["read_seq"] < line["last_seq"] for line in self._lines()):
            assert time.monotonic() < deadline
            self.page.wait_for_timeout(50)

    def _lines(self) -> list[dict[str, Any]]:
        found = self.page.context.request.get(f"{self._url}api/desk/state")
        lines: list[dict[str, Any]] = found.json()["conversations"]
        return lines

    def bubble(self, text: str) -> Locator:
        """Find messages in the transcript."""
        return self.log.locator(".bubble").filter(has_text=text)

    def said(self) -> list[str]:
        """Return what stands in the bubbles of people, in order."""
        own = self.log.locator(".entry.customer .bubble, .entry.agent .bubble")
        return [text.strip() for text in own.all_inner_texts()]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scripts]:
    """Make the pages and the two databases once."""
    ConsoleBuild().build()
    folder = tmp_path_factory.mktemp("centre")
    scripts = Scripts.load(ROOT / "data" / "scripts")
    accounts = _open(folder, scripts)
    seed_file(accounts, OPERATOR)
    cheap = StaffLogins(
        uow_factory=accounts.uows,
        clock=SystemClock(),
        hasher=SecretHasher(passes=1, memory_kib=8),
    )
    for member in accounts.roster.members():
        cheap.set_password(member.number, PASSWORD)
    accounts.close()
    store = SqlConversationStore(f"sqlite:///{folder / 'conversations.db'}")
    store.migrate()
    store.close()
    return folder, scripts


@pytest.fixture
def open_centre(tmp_path: Path, template: tuple[Path, Scripts]) -> Iterator[Callable[..., Centre]]:
    """Start a centre for one test, which may choose settings and stop it."""
    running: list[Centre] = []

    def start(**settings: Any) -> Centre:
        folder = tmp_path / "centre"
        shutil.copytree(template[0], folder)
        running.append(Centre(folder, template[1], **settings))
        running[-1].start()
        return running[-1]

    yield start
    for each in running:
        each.stop()


@pytest.fixture
def centre(open_centre: Callable[..., Centre]) -> Centre:
    """Start a centre with the usual settings."""
    return open_centre()


@pytest.fixture
def screens(browser: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Return what gives one more member of staff a browser of their own."""
    opened: list[BrowserContext] = []

    def screen() -> BrowserContext:
        context = browser.new_context(viewport=SCREEN, locale="zh-CN")
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context

    yield screen
    for each in opened:
        each.close()


@pytest.fixture
def staff(screens: Callable[[], BrowserContext]) -> Callable[..., Desk]:
    """Return what logs a member of staff in, on a screen of their own."""

    def staff(centre: Centre, number: str, *, online: bool = True) -> Desk:
        return Desk(screens().new_page(), centre.url).open(number, online=online)

    return staff


@pytest.fixture
def stranger(screens: Callable[[], BrowserContext]) -> Callable[[Centre], Desk]:
    """Return what opens the desk for somebody who has not logged in."""

    def stranger(centre: Centre) -> Desk:
        desk = Desk(screens().new_page(), centre.url)
        desk.page.goto(f"{centre.url}desk")
        return desk

    return stranger
