"""Training, release and rollback over HTTP, with a training that only pretends to train."""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from accounts.bootstrap import Accounts, open_accounts, seed_file
from accounts.clock import SystemClock
from accounts.credentials import SecretHasher
from accounts.staff import StaffLogins
from accounts.staff.model import OpenedSession
from actions.services import notification_words
from bot.changes.bootstrap import open_changes
from bot.desk.door import COOKIE, CSRF_HEADER, Door
from bot.gateway.middlewares import json_errors
from bot.gateway.openapi import document
from bot.releases.model import ModelUnusable
from bot.releases.runner import Runner
from bot.releases.service import Releases
from bot.releases.shelf import Shelf
from bot.releases.storage.database import Database
from bot.releases.storage.jobs import Jobs
from bot.releases.watch import ServingWatch
from bot.scripts import Scripts
from bot.settings import ROOT
from bot.studio.release_routes import PointerOnly, ReleaseRoutes, Serves

HERE = Path(__file__).parent
OPERATOR = HERE.parent / "desk" / "centre.yml"
PASSWORD = "Kestrel-and-Rain-7"
CLOCK = SystemClock()
TRAINER, AGENT = "7701", "8801"


class Engine:
    """Takes every model file but a damaged one; implements `bot.releases.ports.Swaps`."""

    def __init__(self) -> None:
        self.model: Path | None = None

    async def use(self, model: Path) -> None:
        """Answer with `model`."""
        if _is_torn(model):
            raise ModelUnusable("model_unusable", model=model.name)
        self.model = model


def _is_torn(model: Path) -> bool:
    return model.read_bytes() != b"model"


@dataclass
class Studio:
    """The routes on a real port, and what is behind them."""

    url: str
    http: ClientSession
    accounts: Accounts
    releases: Releases
    engine: Engine
    routes: list[web.RouteDef]
    sessions: dict[str, OpenedSession] = field(default_factory=dict)

    async def call(
        self, method: str, path: str, body: Any = None, by: str = TRAINER
    ) -> tuple[int, Any]:
        """Ask as a member of staff; return status and body."""
        if by not in self.sessions:
            self.sessions[by] = self.accounts.logins.login(by, PASSWORD)
        opened = self.sessions[by]
        headers = {"Cookie": f"{COOKIE}={opened.token}", CSRF_HEADER: opened.session.csrf}
        url = f"{self.url}/api/studio{path}"
        async with self.http.request(method, url, json=body, headers=headers) as response:
            return response.status, await response.json()

    async def trained(self, how: str, note: str = "") -> dict[str, Any]:
        """Train so that it ends in that way, and return how the job ended."""
        self.will(how)
        status, job = await self.call("POST", "/train", {"note": note})
        assert status == 202, job
        end = time.monotonic() + 20
        while job["state"] == "running" and time.monotonic() < end:
            await asyncio.sleep(0.05)
            _, job = await self.call("GET", "/job")
        ended: dict[str, Any] = job
        return ended

    def will(self, how: str) -> None:
        """Let the next training end in that way."""
        script = str(HERE / "pretended_training.py")
        runner = self.releases.runner
        runner._command = (sys.executable, script, how)

    @property
    def shelf(self) -> Path:
        """Where the model files are."""
        return self.releases.shelf.folder


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    """Return the lines that are really said."""
    return Scripts.load(ROOT / "data" / "scripts")


@pytest.fixture
def accounts(tmp_path: Path, scripts: Scripts) -> Iterator[Accounts]:
    """Seed an operator whose staff have passwords."""
    opened = open_accounts(
        url=f"sqlite:///{tmp_path / 'accounts.db'}",
        clock=CLOCK,
        outbox_path=tmp_path / "outbox.jsonl",
        render=notification_words(scripts),
    )
    seed_file(opened, OPERATOR)
    hasher = SecretHasher(passes=1, memory_kib=8)
    logins = StaffLogins(uow_factory=opened.uows, clock=CLOCK, hasher=hasher)
    for number in (TRAINER, AGENT):
        logins.set_password(number, PASSWORD)
    yield opened
    opened.close()


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Releases]:
    """Open versions in a folder of their own."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    url = f"sqlite:///{tmp_path / 'studio.db'}"
    database = Database(url)
    opened = Releases(
        database=database,
        shelf=Shelf(tmp_path),
        runner=Runner(jobs=Jobs(database), data_dir=tmp_path, clock=CLOCK),
        changes=open_changes(url, CLOCK),
        clock=CLOCK,
    )
    yield opened
    opened.close()


@pytest.fixture
async def studio(accounts: Accounts, releases: Releases, scripts: Scripts) -> AsyncIterator[Studio]:
    """Serve the routes with an engine in this process."""
    engine = Engine()
    serves = ServingWatch(releases=releases, engine=engine, clock=CLOCK)
    async with _served(accounts, releases, scripts, serves, engine) as opened:
        yield opened


@pytest.fixture
async def elsewhere(
    accounts: Accounts, releases: Releases, scripts: Scripts
) -> AsyncIterator[Studio]:
    """Serve the routes where the engine is a Rasa server."""
    async with _served(accounts, releases, scripts, PointerOnly(releases), Engine()) as opened:
        yield opened


@asynccontextmanager
async def _served(
    accounts: Accounts, releases: Releases, scripts: Scripts, serves: Serves, engine: Engine
) -> AsyncIterator[Studio]:
    async def seen(_number: str) -> None:
        """Nobody watches who is there."""

    routes = ReleaseRoutes(
        door=Door(logins=accounts.logins, clock=CLOCK, seen=seen),
        releases=releases,
        serves=serves,
        titles=scripts.titles,
        names=lambda: {TRAINER: "冯四"},
    )
    app = web.Application(middlewares=[json_errors(scripts)])
    app.add_routes(routes.routes())
    server = TestServer(app)
    await server.start_server()
    async with ClientSession() as http:
        url = str(server.make_url("")).rstrip("/")
        yield Studio(url, http, accounts, releases, engine, routes.routes())
    await server.close()


async def test_before_the_first_training_there_is_nothing(studio: Studio) -> None:
    """An empty list and an idle job."""
    status, shown = await studio.call("GET", "/versions")

    assert status == 200
    assert (shown["versions"], shown["serving"], shown["unreleased"]) == ([], None, 0)
    assert shown["job"]["state"] == "idle"
    assert shown["job"]["findings"] == []


async def test_a_candidate_is_trained_released_and_rolled_back(studio: Studio) -> None:
    """Each answers from then on, and the list says who made it and what serves."""
    job = await studio.trained("candidate", "漫游")
    assert (job["state"], job["percent"], job["step"]) == ("done", 100, "完成")
    first = job["version"]
    status, version = await studio.call("POST", f"/versions/{first}/release")
    assert (status, version["state"], version["serving"]) == (200, "released", True)
    assert studio.engine.model == studio.shelf / "0-abc.tar.gz"
    second = (await studio.trained("candidate"))["version"]
    await studio.call("POST", f"/versions/{second}/release")

    status, version = await studio.call("POST", f"/versions/{first}/rollback")

    assert (status, version["serving"], version["author_name"]) == (200, True, "冯四")
    assert studio.engine.model == studio.shelf / "0-abc.tar.gz"
    _, shown = await studio.call("GET", "/versions")
    assert [each["id"] for each in shown["versions"]] == [second, first]
    assert shown["serving"] == first
    assert shown["versions"][0]["state"] == "retired"


async def test_a_refused_version_tells_why_and_is_not_released(studio: Studio) -> None:
    """In Chinese, with the intent and its numbers; what answers stays."""
    refused = (await studio.trained("refused"))["version"]

    status, shown = await studio.call("POST", f"/versions/{refused}/release")

    assert (status, shown["error"]) == (409, "not_better")
    (reason,) = shown["reasons"]
    assert "查话费账单" in reason
    assert "由对变错 3 句" in reason
    assert studio.engine.model is None
    _, whole = await studio.call("GET", f"/versions/{refused}")
    assert whole["reasons"] == whole["comparison"]["reasons"] == [reason]
    (lost,) = whole["comparison"]["heldout"]["lost"]
    assert (lost["before_title"], lost["after_title"]) == ("查话费账单", "反问客户")
    assert whole["per_intent"][0]["title"] == "查话费账单"
    assert whole["confusions"] == [{"expected": "query_bill", "predicted": "pay_bill", "n": 2}]


async def test_a_second_training_is_refused_and_a_reload_finds_the_first(studio: Studio) -> None:
    """The job is the server's, not the page's."""
    studio.will("waits")
    status, _ = await studio.call("POST", "/train")
    assert status == 202

    status, shown = await studio.call("POST", "/train", {"note": "again"})

    assert (status, shown["error"], shown["job"]["state"]) == (409, "busy", "running")
    _, job = await studio.call("GET", "/job")
    assert job["state"] == "running"


async def test_errors_of_the_data_are_shown_in_chinese_with_their_places(studio: Studio) -> None:
    """As the linter shows them."""
    job = await studio.trained("bad_data")

    assert job["state"] == "failed"
    assert "1 处错误" in job["problem"]
    (finding,) = job["findings"]
    assert (finding["file"], finding["line"]) == ("data/nlu/billing.yml", 12)
    assert "query_bill" in finding["message"]


async def test_a_training_that_crashes_says_so_and_another_can_begin(studio: Studio) -> None:
    """The process is gone; nothing else has changed."""
    job = await studio.trained("crash")
    assert (job["state"], "意外结束" in job["problem"]) == ("failed", True)

    assert (await studio.trained("candidate"))["state"] == "done"


async def test_a_damaged_model_is_not_released(studio: Studio) -> None:
    """The pointer stays where it was, and the reason says what is wrong."""
    version = (await studio.trained("candidate"))["version"]
    (studio.shelf / "0-abc.tar.gz").write_bytes(b"torn")

    status, shown = await studio.call("POST", f"/versions/{version}/release")

    assert (status, shown["error"]) == (409, "refused")
    assert "无法加载" in shown["reason"]
    assert studio.releases.versions.pointed() is None


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/versions/99", 404, "not_found"),
        ("POST", "/versions/none/release", 404, "not_found"),
        ("POST", "/versions/1/rollback", 409, "refused"),
    ],
)
async def test_what_is_not_there_or_no_move_is_refused(
    studio: Studio, method: str, path: str, status: int, error: str
) -> None:
    """Each with its code; a candidate was never released, so nobody rolls back to it."""
    await studio.trained("candidate")

    got, shown = await studio.call(method, path)

    assert (got, shown["error"]) == (status, error)


async def test_only_trainers_come_in(studio: Studio) -> None:
    """An agent is refused everywhere, and a note that is too long too."""
    for method, path in (("GET", "/versions"), ("POST", "/train"), ("GET", "/job")):
        status, shown = await studio.call(method, path, by=AGENT)
        assert (status, shown["error"]) == (403, "forbidden")

    status, _ = await studio.call("POST", "/train", {"note": "长" * 500})

    assert status == 413


async def test_a_doubtful_candidate_needs_a_word_and_says_who_gave_it(studio: Studio) -> None:
    """Asked without it: 409 with intents and numbers in Chinese, and nothing has changed."""
    version = (await studio.trained("doubtful"))["version"]
    path = f"/versions/{version}/release"

    status, shown = await studio.call("POST", path)
    assert (status, shown["error"]) == (409, "confirm_needed")
    (doubt,) = shown["doubts"]
    assert "查话费账单" in doubt
    assert "由对变错 2 句" in doubt
    assert (await studio.call("GET", "/versions"))[1]["serving"] is None
    status, _ = await studio.call("POST", path, {"confirm": "yes"})
    assert status == 400

    status, released = await studio.call("POST", path, {"confirm": True})

    assert (status, released["serving"]) == (200, True)
    assert released["confirmation"]["by_name"] == "冯四"
    assert released["confirmation"]["intents"] == ["查话费账单"]


async def test_where_the_engine_is_elsewhere_it_is_told_that_nothing_swaps(
    studio: Studio, elsewhere: Studio
) -> None:
    """With the file to restart it with; where servers swap by themselves nothing is told."""
    version = (await elsewhere.trained("candidate"))["version"]
    _, before = await elsewhere.call("GET", "/versions")
    assert "重新启动 Rasa" in before["notice"]

    await elsewhere.call("POST", f"/versions/{version}/release")

    _, shown = await elsewhere.call("GET", "/versions")
    assert f"版本 {version}" in shown["notice"]
    assert str(elsewhere.shelf / "0-abc.tar.gz") in shown["notice"]
    assert elsewhere.engine.model is None
    assert (await studio.call("GET", "/versions"))[1]["notice"] is None


async def test_without_an_engine_here_the_pointer_alone_moves(studio: Studio) -> None:
    """Whoever starts the Rasa server takes its file."""
    version = (await studio.trained("candidate"))["version"]

    released = await PointerOnly(studio.releases).release(version, TRAINER)
    assert released.serving
    second = (await studio.trained("candidate"))["version"]
    await PointerOnly(studio.releases).release(second, TRAINER)
    back = await PointerOnly(studio.releases).roll_back(version, TRAINER)

    assert back.serving
    assert studio.engine.model is None


async def test_every_route_is_in_the_documents(studio: Studio) -> None:
    """The OpenAPI document and docs/studio-api.md have the same routes, and no others."""
    here = re.compile(r"^/api/studio/(versions|train|job)(/|$)")
    served = {(route.method, route.path) for route in studio.routes}
    described = {
        (method.upper(), path)
        for path, methods in document()["paths"].items()
        for method in methods
        if here.match(path)
    }
    page = (ROOT / "docs" / "studio-api.md").read_text(encoding="utf-8")
    told = {
        (method, f"/api/studio{path}")
        for method, path in re.findall(r"^\| `(\w+) (/\S+)` \|", page, flags=re.MULTILINE)
    }

    assert described == served
    assert {each for each in told if here.match(each[1])} == served
