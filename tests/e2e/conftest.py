"""The product as a customer's server meets it: `python -m bot serve` and nothing instead of a part.

The model is trained once for each state of the sources into ``var/test-models``; a second run of
the suite trains nothing. Names, numbers and amounts come from the demo file at run time.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil
import pytest
from ruamel.yaml import YAML

from accounts.month import Month
from bot.engine.rasa_quiet import import_quietly
from bot.redaction import mask_text
from bot.scripts import Scripts
from bot.settings import ROOT
from bot.training.trainer import Trainer

HERE = Path(__file__).parent
DEMO = ROOT / "data" / "demo" / "operator.yml"
MODELS = ROOT / "var" / "test-models"
READY_SECONDS = 300.0
ANSWER_SECONDS = 60.0
STARTED: list[Server] = []
"""Servers of this session, so that a failing test can show what they wrote."""


@pytest.fixture(scope="session")
def understand() -> Callable[[str], Mapping[str, Any]]:
    """Load the model of the present sources into this process."""
    import_quietly("bot.engine.rasa_agent")
    agents = import_quietly("rasa.core.agent")
    model = Trainer(models=MODELS).train()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa warns whoever reads a domain
        agent = agents.Agent.load(model)

    def parsed(text: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = asyncio.run(agent.parse_message(text))
        return found

    parsed("您好")
    return parsed


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder slow and give it time for a training on a busy machine."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(420))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Show under a failed test what its servers said, with personal data masked."""
    report = yield
    if report.failed and HERE in item.path.parents:
        report.sections += [(f"server {server.port}", server.said()) for server in STARTED]
    return report


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**settings: object) -> dict[str, str]:
    """Return what a command of ours runs with: no setting of the developer's, only `settings`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("XIAOTONG_")}
    given = {f"XIAOTONG_{name.upper()}": str(value) for name, value in settings.items()}
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", "LC_ALL": "C.UTF-8", **given}


class Server:
    """`xiaotong serve` on `data_dir`, in a process of its own; may be started again after its end.

    What it writes to standard error is kept beside the data, not in it.
    """

    def __init__(self, data_dir: Path) -> None:
        """Choose a port; nothing runs yet."""
        self.data_dir = data_dir
        self.port = free_port()
        self.log = data_dir.with_name(data_dir.name + ".stderr")
        self.seconds = 0.0
        self._process: subprocess.Popen[bytes] | None = None
        STARTED.append(self)

    def start(self, **settings: object) -> Server:
        """Start and wait until it is ready; `seconds` is how long that took."""
        command = [sys.executable, "-m", "bot", "serve", "--port", str(self.port)]
        begun = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--data-dir", str(self.data_dir)],
                cwd=ROOT,
                env=environment(**settings),
                stdout=log,
                stderr=log,
            )
        self._until_ready(begun + READY_SECONDS)
        self.seconds = time.monotonic() - begun
        return self

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to end and return its exit status."""
        return self._end(signal.SIGTERM)

    def worked_seconds(self) -> float:
        """Return how long processors have worked for it so far."""
        assert self._process is not None
        spent = psutil.Process(self._process.pid).cpu_times()
        return float(spent.user + spent.system)

    @property
    def runs(self) -> bool:
        """Tell whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def said(self) -> str:
        """Return the end of what it wrote to standard error, masked."""
        if not self.log.exists():
            return ""
        return mask_text(self.log.read_text(encoding="utf-8", errors="replace")[-6000:])

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send one request with the REST key and return status and parsed body."""
        key = self.data_dir / "rest_api_key"
        headers = {"Content-Type": "application/json"}
        if key.exists():
            headers["Authorization"] = f"Bearer {key.read_text(encoding='ascii')}"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, body=text, headers=headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def codes(self) -> list[dict[str, Any]]:
        """Return every line of the outbox, oldest first."""
        outbox = self.data_dir / "outbox.jsonl"
        if not outbox.exists():
            return []
        return [json.loads(line) for line in outbox.read_text(encoding="utf-8").splitlines()]

    def code_for(self, number: str) -> str:
        """Return the last code sent to `number`."""
        return str([line for line in self.codes() if line["to"] == number][-1]["data"]["code"])

    def _until_ready(self, end: float) -> None:
        while time.monotonic() < end:
            assert self.runs, f"the server ended before it was ready:\n{self.said()}"
            try:
                if self.call("GET", "/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"not ready in time:\n{self.said()}")

    def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(60)


@dataclass
class Sender:
    """One conversation over REST, which remembers what it said and heard."""

    server: Server
    name: str
    metadata: dict[str, str] = field(default_factory=dict)
    heard: list[dict[str, Any]] = field(default_factory=list)

    def say(self, text: str, **metadata: str) -> str:
        """Send `text` and return every text of the answer, one a line."""
        facts = {**self.metadata, **metadata}
        body = {"sender": self.name, "message": text, **({"metadata": facts} if facts else {})}
        status, self.heard = self.server.call("POST", "/webhooks/rest/webhook", body)
        assert status == 200, self.heard
        return "\n".join(message["text"] for message in self.heard if "text" in message)

    def press(self, title: str) -> str:
        """Press the button `title` of the last answer."""
        buttons = [each for message in self.heard for each in message.get("buttons", ())]
        return self.say(next(each["payload"] for each in buttons if each["title"] == title))

    def customs(self, kind: str) -> list[dict[str, Any]]:
        """Return the custom objects of type `kind` in the last answer."""
        found = [message["custom"] for message in self.heard if "custom" in message]
        return [custom for custom in found if custom["type"] == kind]

    def show_password(self, customer: Customer) -> str:
        """Prove the number that was just asked for by its service password."""
        self.press(LINES.text("button_use_password"))
        return self.say(customer.password)

    def transcript(self, after: int = 0) -> list[dict[str, Any]]:
        """Return the log after `after` as the contract's GET gives it."""
        path = f"/api/conversations/{self.name}/messages?after={after}"
        status, found = self.server.call("GET", path)
        assert status == 200, found
        return list(found)


@dataclass(frozen=True)
class Customer:
    """A customer of the demo file."""

    number: str
    password: str
    balance: Decimal
    bills: dict[int, dict[str, Decimal]]
    usage: dict[int, dict[str, int]]
    subscriptions: list[dict[str, Any]]
    package: dict[str, Any]

    @classmethod
    def of(cls, entry: dict[str, Any], packages: dict[str, dict[str, Any]]) -> Customer:
        """Read one entry of the file."""
        bills = {
            offset: {item["item"]: Decimal(item["amount"]) for item in items}
            for offset, items in entry["bills"].items()
        }
        return cls(
            number=entry["phone_number"],
            password=entry["service_password"],
            balance=Decimal(entry["balance"]),
            bills=bills,
            usage=entry["usage"],
            subscriptions=entry["subscriptions"],
            package=packages[entry["package"]["code"]],
        )

    def total(self, offset: int) -> Decimal:
        """Return the bill of the month `offset` months from this one."""
        return sum(self.bills[offset].values(), Decimal())

    @property
    def rise(self) -> Decimal:
        """How much last month's bill was above the one before; 0 without both."""
        return self.total(-1) - self.total(-2) if {-1, -2} <= self.bills.keys() else Decimal()


@dataclass(frozen=True)
class Demo:
    """What the demo file holds, chosen by what it is like and not by name."""

    customers: tuple[Customer, ...]

    @property
    def shocked(self) -> Customer:
        """The customer whose last bill rose most."""
        return max(self.customers, key=lambda each: each.rise)

    @property
    def other(self) -> Customer:
        """A customer without that shock, who has last month's usage and owes nothing."""
        calm = [each for each in self.customers if each.balance > 0 and -1 in each.usage]
        return min(calm, key=lambda each: each.rise)

    @property
    def third(self) -> Customer:
        """A customer beside those two."""
        return next(c for c in self.customers if c not in (self.shocked, self.other))

    @property
    def fourth(self) -> Customer:
        """A customer beside those three with a bill of last month.

        A number gets one code a minute: tests on one server that read a code need one each.
        """
        taken = (self.shocked, self.other, self.third)
        return next(c for c in self.customers if c not in taken and -1 in c.bills)

    @property
    def nobody(self) -> str:
        """A number that no customer has."""
        taken = {each.number for each in self.customers}
        candidates = (str(int(max(taken)) + step) for step in range(1, 100))
        return next(number for number in candidates if number not in taken)


LINES = Scripts.load(ROOT / "data" / "scripts")
"""The lines the bot can say, to press its buttons by."""


def month_name(offset: int) -> str:
    """Return how the bot names the month `offset` months from this one."""
    month = Month.of(datetime.now(timezone.utc)).plus(offset)
    line = LINES.text("bill_previous_total", month=month, total=Decimal(0))
    return line.removesuffix("0.00元")


@pytest.fixture(scope="session")
def demo() -> Demo:
    """Read the demo file."""
    tree = YAML(typ="safe").load(DEMO.read_text(encoding="utf-8"))
    packages = {each["code"]: each for each in tree["catalogue"]["packages"]}
    return Demo(tuple(Customer.of(entry, packages) for entry in tree["customers"]))


@pytest.fixture
def new_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Return what makes data folders that hold nothing but a model of the present sources."""
    return lambda: with_model(tmp_path_factory.mktemp("serve") / "data")


def with_model(data_dir: Path) -> Path:
    """Put a model of the present sources into `data_dir`; trains when they changed."""
    (data_dir / "models").mkdir(parents=True)
    shutil.copy(Trainer(models=MODELS).train(), data_dir / "models")
    return data_dir


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for tests that leave others alone; each uses senders of its own."""
    server = Server(with_model(tmp_path_factory.mktemp("shared") / "data")).start()
    yield server
    server.kill()


@pytest.fixture
def own_server(new_data_dir: Callable[[], Path]) -> Iterator[Server]:
    """Make a server for one test, not started; kill it at the end if it still runs."""
    server = Server(new_data_dir())
    yield server
    if server.runs:
        server.kill()


@pytest.fixture
def sender() -> Callable[..., Sender]:
    """Return what begins a conversation: server, name, metadata."""
    return Sender


@pytest.fixture(scope="session")
def lines() -> Scripts:
    """Return the lines that the bot can say."""
    return LINES


@pytest.fixture(scope="session")
def month() -> Callable[[int], str]:
    """Return what names the month so many months from this one, as the bot does."""
    return month_name


@pytest.fixture
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what runs a command of `xiaotong` to its end."""

    def run(
        *words: object, said: str = "", language: str = "C.UTF-8", **settings: object
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *map(str, words)],
            cwd=ROOT,
            env={**environment(**settings), "LC_ALL": language},
            input=said,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def port() -> Callable[[], int]:
    """Return what finds a free port."""
    return free_port


@pytest.fixture(scope="session")
def plain_environment() -> Callable[..., dict[str, str]]:
    """Return what makes the environment of a command from settings."""
    return environment


def key_of(line: str) -> str:
    """Return the script that a line the bot said comes from, whichever variant; else the line.

    Of several that fit the one with most words of its own is meant: some scripts are little more
    than a variable.
    """
    fitting = {}
    for key in LINES.keys():  # noqa: SIM118 - Scripts is no mapping
        for variant in LINES.script(key).lines:
            words = re.split(r"\{\w+\}", variant)
            if re.fullmatch(".+?".join(map(re.escape, words)), line):
                fitting[key] = sum(map(len, words))
    return max(fitting, key=lambda key: fitting[key]) if fitting else line


@pytest.fixture(scope="session")
def keys_of() -> Callable[[str], list[str]]:
    """Give what turns a text of the bot into the scripts of its lines."""
    return lambda text: [key_of(line) for line in text.splitlines()]
