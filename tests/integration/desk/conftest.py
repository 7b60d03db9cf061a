"""The real gateway with accounts and people, on a real port; staff who log in over HTTP."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType
from aiohttp.test_utils import TestServer

from accounts.bootstrap import Accounts, open_accounts, seed_file
from accounts.clock import SHANGHAI, FixedClock
from accounts.credentials import SecretHasher
from accounts.staff import StaffLogins
from actions.services import notification_words
from bot.conversation.messages import Command, Content, EngineTurn
from bot.desk.door import Door
from bot.desk.suggestions import Article, File
from bot.engine.scripted import ScriptedEngine
from bot.gateway.app import create_app
from bot.gateway.desk import DeskParts, add_desk
from bot.gateway.desk_ports import staffing
from bot.gateway.greeting import AccountsGreeter
from bot.gateway.identity import IdentityGate
from bot.gateway.studio_corpus import corpus_face, teaching_of
from bot.scripts import Scripts
from bot.settings import ROOT, load, secret
from bot.storage.store import SqlConversationStore
from bot.tokens import customer_token

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)
OPERATOR = Path(__file__).with_name("centre.yml")
PASSWORD = "Kestrel-and-Rain-7"
WAIT_SECONDS = 10.0
HUMAN = "人工"
TRAINER_NUMBER = "7701"
TRAINED_WITH = ("domain.yml", "config.yml", "data/rules", "data/dictionary")


def answer(request: Any) -> EngineTurn:
    """Hand over when a person is asked for, else repeat what was said."""
    if request.text == HUMAN:
        return EngineTurn((), (Command("handoff", {"reason": "customer_asked"}),))
    return EngineTurn((Content(text=f"re {request.text}"),))


class Understood:
    """Tells the intent of some texts, as the engine would."""

    async def intents_of(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return what the text says."""
        if "余额" in text:
            return (("query_balance", 0.93), ("query_bill", 0.04))
        return (("chitchat", 0.4),)


class Memory:
    """Remembers the same matter of every conversation, as the engine would."""

    async def of(self, conversation_id: str) -> dict[str, Any]:
        """Return what was talked of."""
        row = {"intent": "query_bill", "confidence": 0.91, "ranking": [], "said": "查话费"}
        return {"topic": "query_bill", "intents": [row], "slots": {"query_months": ["2026-10"]}}


HOURS = File("f1", "营业时间.pdf", "application/pdf", 8)


class Library:
    """Has one article for everybody and one for staff."""

    def search(self, question: str, limit: int) -> list[Article]:
        """Return both for a question about halls."""
        if "营业厅" not in question:
            return []
        return [
            Article("K1", "内部口径", "只给坐席看", 0.9, "运营部", NOON, internal=True),
            Article("K2", "营业厅时间", "营业厅九点开门。", 0.8, "运营部", NOON, files=(HOURS,)),
        ]

    def file(self, file_id: str) -> tuple[File, bytes] | None:
        """Return the one file there is."""
        return (HOURS, b"%PDF-1.7") if file_id == HOURS.id else None


@dataclass
class Live:
    """An open desk: a WebSocket and what came over it."""

    socket: ClientWebSocketResponse
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def until(self, kind: str, **values: Any) -> dict[str, Any]:
        """Receive until a frame of that kind has those values, and return it."""
        while True:
            message = await self.socket.receive(timeout=WAIT_SECONDS)
            assert message.type is WSMsgType.TEXT, message
            frame = json.loads(message.data)
            self.frames.append(frame)
            if frame["type"] == kind and all(frame.get(k) == v for k, v in values.items()):
                return frame

    async def says(self, text: str) -> dict[str, Any]:
        """Receive until a message with that text has come."""
        while True:
            frame = await self.until("message")
            if frame["message"].get("text") == text:
                return frame


class Staff:
    """One member of staff in a browser of their own."""

    def __init__(self, url: str, number: str) -> None:
        self.url = url
        self.number = number
        self.csrf = ""
        self.http = ClientSession(cookie_jar=CookieJar(unsafe=True))

    async def login(self, password: str = PASSWORD, **more: Any) -> tuple[int, Any]:
        """Log in and keep the token against forgery."""
        body = {"number": self.number, "password": password, **more}
        status, shown = await self.call("POST", "/api/desk/login", body)
        self.csrf = shown.get("csrf", "") if isinstance(shown, dict) else ""
        return status, shown

    async def call(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, Any]:
        """Ask for something and return status and body."""
        sent = {"X-CSRF-Token": self.csrf, **headers}
        async with self.http.request(method, self.url + path, json=body, headers=sent) as response:
            raw = await response.read()
            is_json = response.content_type == "application/json"
            return response.status, json.loads(raw) if is_json else raw

    async def get(self, path: str) -> Any:
        """Return what stands at `path`."""
        status, shown = await self.call("GET", path)
        assert status == 200, shown
        return shown

    async def post(self, path: str, **body: Any) -> Any:
        """Do something that succeeds, and return what came of it."""
        status, shown = await self.call("POST", path, body)
        assert status < 300, (status, shown)
        return shown

    async def live(self) -> Live:
        """Open a desk and wait for its lists."""
        live = Live(await self.http.ws_connect(f"{self.url}/ws/desk", headers={"Origin": self.url}))
        await live.until("state")
        return live

    async def online(self) -> None:
        """Be there."""
        status, shown = await self.call("PUT", "/api/desk/status", {"status": "online"})
        assert status == 200, shown

    async def offered(self, handoffs: Any) -> dict[str, Any]:
        """Wait until something is offered to this member and return it."""
        await handoffs.offer_all()
        offers = (await self.get("/api/desk/state"))["offers"]
        assert offers
        first: dict[str, Any] = offers[0]
        return first


@dataclass
class Centre:
    """A running service centre."""

    server: TestServer
    app: Any
    rest: ClientSession
    accounts: Accounts
    clock: FixedClock
    outbox: Path
    customer_key: str
    people: list[Staff] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the origin."""
        return str(self.server.make_url("/")).rstrip("/")

    @property
    def handoffs(self) -> Any:
        """Return the service behind the desk."""
        from bot.gateway import keys  # noqa: PLC0415 - only here

        return self.app[keys.HANDOFF]

    async def say(self, sender: str, text: str, number: str | None = None) -> list[Any]:
        """Write as a customer, whom the channel has recognised if a number is given."""
        body: dict[str, Any] = {"sender": sender, "message": text}
        if number is not None:
            token = customer_token(self.customer_key, number)
            body["metadata"] = {"phone_number": number, "token": token}
        async with self.rest.post(f"{self.url}/webhooks/rest/webhook", json=body) as response:
            assert response.status == 200, await response.text()
            replies: list[Any] = await response.json()
            return replies

    async def heard(self, sender: str) -> list[dict[str, Any]]:
        """Return the customer's transcript."""
        path = f"{self.url}/api/conversations/{sender}/messages"
        async with self.rest.get(path) as response:
            log: list[dict[str, Any]] = await response.json()
            return log

    def member(self, number: str) -> Staff:
        """Return a member of staff who has not logged in."""
        member = Staff(self.url, number)
        self.people.append(member)
        return member

    async def staff(self, number: str, *, online: bool = False) -> Staff:
        """Return a member of staff who has logged in."""
        member = self.member(number)
        status, shown = await member.login()
        assert status == 200, shown
        if online:
            await member.online()
        return member

    async def talk(self, member: Staff, sender: str = "c1", number: str | None = None) -> str:
        """Bring a customer to `member` and return the conversation."""
        await self.say(sender, HUMAN, number)
        offer = await member.offered(self.handoffs)
        await member.post(f"/api/desk/handoffs/{offer['handoff']}/accept")
        conversation: str = offer["conversation"]
        return conversation

    def prove(self, conversation: str, number: str) -> None:
        """Let the conversation prove a number by a code."""
        from accounts.access import Caller  # noqa: PLC0415 - only here

        self.accounts.identity.open_challenge(Caller(conversation, "rest"), number, "code")
        code = json.loads(self.outbox.read_text(encoding="utf-8").splitlines()[-1])["data"]["code"]
        assert self.accounts.identity.present(conversation, code).outcome == "accepted"


@pytest.fixture(scope="session")
def desk_scripts() -> Scripts:
    """Return the lines that are really said."""
    return Scripts.load(ROOT / "data" / "scripts")


@pytest.fixture(scope="session")
def desk_template(tmp_path_factory: pytest.TempPathFactory, desk_scripts: Scripts) -> Path:
    """Make the two databases once: seeded accounts with passwords, and an empty log."""
    folder = tmp_path_factory.mktemp("desk")
    accounts = _open(folder, desk_scripts, FixedClock(NOON))
    seed_file(accounts, OPERATOR)
    cheap = StaffLogins(
        uow_factory=accounts.uows,
        clock=accounts.clock,
        hasher=SecretHasher(passes=1, memory_kib=8),
    )
    for member in accounts.roster.members():
        cheap.set_password(member.number, PASSWORD)
    accounts.close()
    store = SqlConversationStore(f"sqlite:///{folder / 'conversations.db'}")
    store.migrate()
    store.close()
    return folder


def _open(folder: Path, scripts: Scripts, clock: FixedClock) -> Accounts:
    return open_accounts(
        url=f"sqlite:///{folder / 'accounts.db'}",
        clock=clock,
        outbox_path=folder / "outbox.jsonl",
        render=notification_words(scripts),
    )


@pytest.fixture
def open_centre(tmp_path: Path, desk_template: Path, desk_scripts: Scripts) -> Callable[..., Any]:
    """Return a context manager that runs the centre, each time on the same folder.

    `faces` are further ones, such as the studio's.
    """
    folder = tmp_path / "centre"
    shutil.copytree(desk_template, folder)
    clock = FixedClock(NOON)

    @asynccontextmanager
    async def running(
        faces: Callable[[DeskParts, Door], Sequence[Any]] | None = None, **overrides: Any
    ) -> AsyncIterator[Centre]:
        settings = load({"data_dir": folder, **overrides})
        accounts = _open(folder, desk_scripts, clock)
        app = create_app(
            settings=settings,
            engine=ScriptedEngine(answers={}, otherwise=answer),
            gate=IdentityGate(accounts.identity),
            greeter=AccountsGreeter(
                salutation=accounts.customers.salutation,
                service_name=lambda: "测试客服",
                wording=desk_scripts,
            ),
            wording=desk_scripts,
            clock=clock,
            people=staffing(accounts, desk_scripts, Memory()),
        )
        parts = DeskParts(settings, accounts, desk_scripts, clock, Understood(), Library())
        door = add_desk(app, parts)
        for face in faces(parts, door) if faces is not None else ():
            app.add_routes(face.routes())
        server = TestServer(app)
        await server.start_server()
        rest = ClientSession(
            headers={"Authorization": f"Bearer {secret(settings, 'rest_api_key')}"}
        )
        key = secret(settings, "customer_token_key")
        centre = Centre(server, app, rest, accounts, clock, folder / "outbox.jsonl", key)
        try:
            yield centre
        finally:
            for each in (rest, *(member.http for member in centre.people)):
                await each.close()
            await server.close()
            accounts.close()

    return running


@pytest.fixture
async def centre(open_centre: Callable[..., Any]) -> AsyncIterator[Centre]:
    """Give a running service centre."""
    async with open_centre() as running:
        yield running


@pytest.fixture
def project(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Lay out a project with the real domain and the few sentences of the module (NLU)."""
    root = tmp_path / "project"
    for name in TRAINED_WITH:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, root / name)
    (root / "data/nlu").mkdir()
    (root / "data/nlu/billing.yml").write_text(request.module.NLU, encoding="utf-8")
    return root


@pytest.fixture
async def studio(open_centre, project: Path) -> AsyncIterator[Any]:
    """Run the centre with the studio's face of the training data."""

    def faces(parts, door) -> list[Any]:
        teaching = teaching_of(parts.settings, parts.accounts, parts.clock, project)
        face = corpus_face(
            door=door, teaching=teaching, scripts=parts.scripts, accounts=parts.accounts
        )
        return [face]

    async with open_centre(faces) as running:
        yield running


@pytest.fixture
async def trainer(studio) -> Any:
    """Log a trainer in."""
    return await studio.staff(TRAINER_NUMBER)
