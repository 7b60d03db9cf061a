"""The studio on a project of its own: a copy of this one with fewer sentences, served for real.

What trainers change is files of the project, so the server and the commands run in a copy of it;
nothing here touches the repository. With a few sentences of each intent a training takes seconds,
and the sentences that were cut are messages that the model does not understand yet, with labels
that are known.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.console.build import ConsoleBuild
from bot.redaction import mask_text
from bot.settings import ROOT
from bot.training.sources import Sources
from bot.training.trainer import Trainer

HERE = Path(__file__).parent
CODE = ("accounts", "actions", "bot", "data", "web")
FILES = ("config.yml", "credentials.yml", "domain.yml", "endpoints.yml")
HELD_OUT = ("nlu_holdout.yml", "nlu_ranges.tsv")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules")
EXAMPLES, MEASURED = 6, 2
"""Sentences left of each intent to learn from, and to be measured with."""
ASKED = 60
"""Messages said to the bot: the inbox holds those of them that it did not understand."""
ALIKE = ("楼上半夜老拉小提琴", "楼上半夜总拉小提琴", "楼上半夜又拉小提琴")
"""Said besides: three wordings of one thing that is no matter of ours."""
LONG_AGO = 600.0
"""Seconds by which they are put back: the inbox waits until a conversation is quiet."""
MODELS = ROOT / "var" / "test-models" / "studio"
READY_SECONDS = 120.0
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS, USUAL_MS = 60_000, 8_000
"""A server with a real model answers; what other tests wait for at most (tests/conftest.py)."""
SEVERAL = """
import json, sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from bot.cli import main
told = []
for words in json.load(sys.stdin):
    sys.argv[1:] = words
    said, status = StringIO(), 0
    with redirect_stdout(said), redirect_stderr(said):
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
    told.append([status, said.getvalue()])
print(json.dumps(told))
"""
"""Commands one after the other in one process: starting Python ten times would be the test."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder: without Chromium it is skipped."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Project:
    """A copy of this project whose training data is small."""

    def __init__(self, root: Path) -> None:
        """Copy into `root`, which is not there yet."""
        self.root = root
        for name in CODE:
            shutil.copytree(ROOT / name, root / name, ignore=LEFT_OUT)
        for name in FILES:
            shutil.copy(ROOT / name, root / name)
        (root / "tests" / "dialogue").mkdir(parents=True)
        for name in HELD_OUT:
            shutil.copy(ROOT / "tests" / "dialogue" / name, root / "tests" / "dialogue" / name)
        self.cut: dict[str, str] = {}
        for path in sorted((root / "data" / "nlu").glob("*.yml")):
            self._shorten(path)
        _shorten_held_out(root / "tests" / "dialogue" / HELD_OUT[0])

    def nlu(self) -> str:
        """Return all training sentences as they are written now."""
        folder = self.root / "data" / "nlu"
        return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yml")))

    def add_by_hand(self, intent: str, sentence: str) -> None:
        """Write `sentence` under `intent` as somebody with an editor would."""
        for path in (self.root / "data" / "nlu").glob("*.yml"):
            text = path.read_text(encoding="utf-8")
            head = f"- intent: {intent}\n  examples: |\n"
            if head in text:
                written = text.replace(head, f"{head}    - {sentence}\n", 1)
                path.write_text(written, encoding="utf-8")
                return
        raise AssertionError(intent)

    def take_out_by_hand(self, sentence: str) -> None:
        """Take `sentence` out of every intent as somebody with an editor would."""
        for path in (self.root / "data" / "nlu").glob("*.yml"):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(f"    - {sentence}\n", ""), encoding="utf-8")

    def _shorten(self, path: Path) -> None:
        kept: list[str] = []
        intent, number = "", 0
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            if head := re.match(r"- (\w+): (\w+)", line):
                intent, number = (head[2] if head[1] == "intent" else ""), 0
            if intent and line.startswith("    - "):
                number += 1
                if number > EXAMPLES:
                    # What a customer can say: without marks, and without a number to be masked.
                    if "[" not in line and not re.search(r"\d{5}", line):
                        self.cut[line.removeprefix("    - ").strip()] = intent
                    continue
            kept.append(line)
        path.write_text("".join(kept), encoding="utf-8")


def _shorten_held_out(path: Path) -> None:
    head, *blocks = re.split(r"(?m)^(?=- intent: )", path.read_text(encoding="utf-8"))
    short = ["".join(re.split(r"(?m)^(?=  - text: )", each)[: MEASURED + 1]) for each in blocks]
    path.write_text(head + "".join(short), encoding="utf-8")


class Studio:
    """`xiaotong serve` in a project's folder, with the demo's people and customers."""

    def __init__(self, project: Project, data_dir: Path, port: int, env: Mapping[str, str]) -> None:
        """Nothing runs yet."""
        self.project = project
        self.data_dir = data_dir
        self.url = f"http://127.0.0.1:{port}"
        self._env = {**env, "PYTHONPATH": str(project.root)}
        self._port = port
        self._log = data_dir.with_name("studio.stderr")
        self._said = 0

    def start(self) -> None:
        """Start and wait until it is ready."""
        words = ["serve", "--port", str(self._port), "--data-dir", str(self.data_dir)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", *words],
                cwd=self.project.root,
                env=self._env,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            assert self._process.poll() is None, self.told()
            try:
                if self._call("GET", "/readyz")[0] == HTTPStatus.OK:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(self.told())

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait(30)

    def told(self) -> str:
        """Return the end of what it wrote to standard error, masked."""
        return mask_text(self._log.read_text(encoding="utf-8", errors="replace")[-6000:])

    def say(self, text: str) -> str:
        """Say `text` as a new customer and return every text of the answer."""
        self._said += 1
        return self._talk(f"customer-{self._said}", text)

    def fill_inbox(self) -> None:
        """Let customers say what was cut, some time ago: the inbox gets what was not understood."""
        texts = list(self.project.cut)
        with ThreadPoolExecutor(4) as customers:
            list(customers.map(self.say, [*texts[:: max(1, len(texts) // ASKED)], *ALIKE]))
        with sqlite3.connect(self.data_dir / "conversations.db", timeout=20) as log:
            log.execute("UPDATE tracker_events SET timestamp = timestamp - ?", (LONG_AGO,))
        log.close()

    def commands(self, *commands: Sequence[object]) -> list[tuple[int, str]]:
        """Run commands of `xiaotong` in the project's folder; return status and what they say."""
        words = [[*map(str, each), "--data-dir", str(self.data_dir)] for each in commands]
        ran = subprocess.run(
            [sys.executable, "-c", SEVERAL],
            cwd=self.project.root,
            env=self._env,
            input=json.dumps(words),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr[-3000:]
        return [(status, said) for status, said in json.loads(ran.stdout.splitlines()[-1])]

    def password(self, number: str) -> str:
        """Return the first password of a member of staff."""
        path = self.data_dir / "staff_passwords.json"
        return str(json.loads(path.read_text(encoding="utf-8"))[number])

    def _talk(self, sender: str, text: str) -> str:
        body = {"sender": sender, "message": text}
        status, answer = self._call("POST", "/webhooks/rest/webhook", body)
        assert status == HTTPStatus.OK, answer
        return "\n".join(each.get("text", "") for each in answer)

    def _call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json"}
        key = self.data_dir / "rest_api_key"
        if key.exists():
            headers["Authorization"] = f"Bearer {key.read_text(encoding='ascii')}"
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body=json.dumps(body), headers=headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Copy the project, with its pages built."""
    ConsoleBuild().build()
    return Project(tmp_path_factory.mktemp("studio") / "project")


@pytest.fixture(scope="session")
def studio(
    project: Project,
    tmp_path_factory: pytest.TempPathFactory,
    port: Callable[[], int],
    plain_environment: Callable[..., dict[str, str]],
) -> Iterator[Studio]:
    """Serve the small project; its first model is made once for each state of the sources."""
    model = Trainer(models=MODELS, sources=Sources(root=project.root)).train()
    data_dir = tmp_path_factory.mktemp("studio-data") / "data"
    shutil.copytree(MODELS / "vectors", data_dir / "models" / "vectors")
    shutil.copy(model, data_dir / "models")
    running = Studio(project, data_dir, port(), plain_environment())
    running.start()
    running.fill_inbox()
    yield running
    running.stop()


class Trainee:
    """What a trainer can do and see on one screen; nothing may go wrong unseen."""

    def __init__(self, page: Page, studio: Studio, shots: Path) -> None:
        """Stand before the studio, not yet open."""
        self.page = page
        self._studio = studio
        self._shots = shots
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)

    def log_in(self, number: str) -> Trainee:
        """Log in without the form, which one test fills in, and land on the first page."""
        login = {"number": number, "password": self._studio.password(number)}
        begun = self.page.context.request.post(f"{self._studio.url}/api/desk/login", data=login)
        assert begun.ok, begun.text()
        self.page.goto(f"{self._studio.url}/studio")
        expect(self.page.get_by_role("navigation", name="页面")).to_be_visible()
        return self

    def fill_in(self, number: str) -> None:
        """Fill in the form of the login page, where the page stands before it."""
        self.page.get_by_label("工号").fill(number)
        self.page.get_by_label("密码", exact=True).fill(self._studio.password(number))
        self.page.get_by_role("button", name="登 录").click()

    def open(self, title: str) -> None:
        """Go to a page by its name in the bar."""
        self.page.get_by_role("navigation", name="页面").get_by_role(
            "link", name=re.compile(f"^{title}")
        ).click()

    def shot(self, name: str) -> None:
        """Keep a picture of the screen, to be looked at."""
        self.page.screenshot(path=self._shots / f"{name}.png")

    def _heard(self, message: Any) -> None:
        # A refusal of the server is told by the page in words, and by the browser here.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of pictures."""
    return tmp_path_factory.mktemp("studio-shots")


@pytest.fixture
def screen(browser: Browser, studio: Studio, shots: Path) -> Iterator[Callable[..., Trainee]]:
    """Return what gives somebody a browser of their own, a desktop unless told."""
    opened: list[BrowserContext] = []
    expect.set_options(timeout=PATIENCE_MS)

    def screen(size: dict[str, int] | None = None) -> Trainee:
        context = browser.new_context(
            viewport=size or DESKTOP, locale="zh-CN", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return Trainee(context.new_page(), studio, shots)

    yield screen
    for each in opened:
        each.close()
    expect.set_options(timeout=USUAL_MS)


@pytest.fixture
def contradiction(studio: Studio) -> Iterator[str]:
    """Give a sentence that two intents have; afterwards none, or nothing could be trained."""
    sentence = "瞧瞧还剩几多嘛"
    for intent in ("query_usage", "query_balance"):
        studio.project.add_by_hand(intent, sentence)
    yield sentence
    studio.project.take_out_by_hand(sentence)


@pytest.fixture(scope="session")
def alike() -> Sequence[str]:
    """Return three messages in the inbox that say one thing."""
    return ALIKE


@pytest.fixture(scope="session")
def phone() -> dict[str, int]:
    """Return the size of a phone."""
    return PHONE
