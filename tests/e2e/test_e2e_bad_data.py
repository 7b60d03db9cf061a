"""Training data with mistakes, met by the real commands in a copy of the project."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bot.settings import ROOT

COPIED = ("bot", "actions", "accounts", "data", "config.yml", "domain.yml", "web")
GOOD = "- intent: query_bill\n  examples: |\n    - 我想对一对这个月的账\n"
BAD: dict[str, tuple[bytes, int, str]] = {
    "gbk": (f"nlu:\n{GOOD}".encode("gbk"), 4, "UTF-8"),
    "mixed": (f"nlu:\n{GOOD}".encode() + "    - 看看账\n".encode("gbk"), 5, "UTF-8"),
    "yaml": (b"nlu:\n- intent: query_bill: x\n", 2, "YAML"),
    "tab": (b"nlu:\n- intent: query_bill\n\texamples: |\n", 3, "YAML"),
    "empty": (b"", 1, "says nothing"),
    "empty intent": (b"nlu:\n- intent: query_bill\n  examples: |\n", 2, "no sentence"),
    "unknown intent": (f"nlu:\n{GOOD.replace('bill', 'bil')}".encode(), 2, "query_bill"),
    "bracket": (f"nlu:\n{GOOD}    - 查[上个月](month\n".encode(), 5, "not closed"),
    "nested": (f"nlu:\n{GOOD}    - 查[[上个](month)月](month)\n".encode(), 5, "inside"),
    "unknown entity": (f"nlu:\n{GOOD}    - 查[上个月](mnth)\n".encode(), 5, "month"),
    "entity key": (
        f'nlu:\n{GOOD}    - 查[上个月]{{"entity": "month", "vale": "x"}}\n'.encode(),
        5,
        "vale",
    ),
    "conflict": (f"nlu:\n{GOOD}- intent: greet\n  examples: |\n    - 你好呀您呐\n"
                 "- intent: stop\n  examples: |\n    - 你好呀，您吶！\n".encode(), 10, "greet"),
}  # fmt: skip
"""What is wrong → the bytes of ``data/nlu/zz_new.yml``, the line told, a word of the line."""


class Copy:
    """A copy of the project and the commands in it."""

    def __init__(self, root: Path, environment: Callable[..., dict[str, str]]) -> None:
        """Copy what commands need."""
        self.root = root
        self.data_dir = root / "state"
        self._environment = environment
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "node_modules", "dist")
                shutil.copytree(source, root / name, ignore=ignored)
            else:
                shutil.copy(source, root / name)

    @property
    def new_file(self) -> Path:
        """The training file that a test adds."""
        return self.root / "data" / "nlu" / "zz_new.yml"

    def start(self, *words: object) -> subprocess.Popen[str]:
        """Start a command of the copy, in English."""
        environment = {**self._environment(), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(self.root)}
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *map(str, words)],
            cwd=self.root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: object) -> tuple[int, str]:
        """Run a command to its end and return its status and all it said."""
        process = self.start(*words)
        said, _ = process.communicate(timeout=300)
        return process.returncode, said


@pytest.fixture(scope="module")
def copy(tmp_path_factory, plain_environment) -> Copy:
    """Copy the project once; each test puts back what it changes."""
    return Copy(tmp_path_factory.mktemp("project"), plain_environment)


@pytest.fixture
def write(copy: Copy) -> Iterator[Callable[[bytes], None]]:
    """Give what writes the new training file; it is gone afterwards."""
    yield copy.new_file.write_bytes
    copy.new_file.unlink(missing_ok=True)


@pytest.mark.parametrize("mistake", BAD)
def test_check_and_train_refuse_a_bad_file_at_its_line(copy, write, tmp_path, mistake) -> None:
    """One line with file and line, status 1, no stack trace, and nothing trained."""
    content, line, word = BAD[mistake]
    write(content)

    status, said = copy.run("check", "--json", tmp_path / "out.json")
    trained, refused = copy.run("train", "--data-dir", tmp_path / "data")

    for code, text in ((status, said), (trained, refused)):
        told = [one for one in text.splitlines() if f"data/nlu/zz_new.yml:{line}: " in one]
        assert code == 1, text
        assert any(word in one for one in told), text
        assert "Traceback" not in text
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["errors"] >= 1
    assert not (tmp_path / "data" / "models").exists()


@pytest.mark.parametrize(
    ("name", "old", "new", "line_of"),
    [
        ("data/rules/queries.yml", "- action: action_query_bill", '- action: "action', '"action'),
        ("data/rules/queries.yml", "intent: query_bill\n", "intent: query_bull\n", "query_bull"),
        ("domain.yml", "\nintents:\n", "\nintents\n", "intents"),
        ("config.yml", "- name: RulePolicy", "- name: RulesPolicy", "RulesPolicy"),
    ],
)
def test_a_broken_project_file_is_one_line(copy, tmp_path, name, old, new, line_of) -> None:
    """Rules, domain and configuration are refused as sentences are."""
    path = copy.root / name
    good = path.read_text(encoding="utf-8")
    assert old in good
    bad = good.replace(old, new, 1)
    path.write_text(bad, encoding="utf-8")
    try:
        status, said = copy.run("train", "--data-dir", tmp_path / "data")
    finally:
        path.write_text(good, encoding="utf-8")

    line = 1 + next(
        at
        for at, text in enumerate(bad.splitlines())
        if text.find(line_of.strip()) >= 0 and text not in good.splitlines()
    )
    assert status == 1
    assert f"{name}:{line}: " in said, said
    assert "Traceback" not in said


def test_a_file_that_is_only_odd_is_not_refused(copy, write) -> None:
    """A byte order mark, blank lines and repetitions pass the check."""
    write(f"\ufeffnlu:\n{GOOD}\n    -\n    - 我想对一对这个月的账\n".encode())

    status, said = copy.run("check")

    assert status == 0, said
    assert "zz_new.yml:7: " in said


def test_serve_without_a_model_ends_with_the_list(copy, write) -> None:
    """There is nothing to answer with, so the start fails and says where to look."""
    write(BAD["bracket"][0])

    status, said = copy.run("serve", "--port", 0, "--data-dir", copy.data_dir / "new")

    assert status == 1
    assert "data/nlu/zz_new.yml:5: " in said
    assert "Traceback" not in said


def test_serve_with_an_earlier_model_answers_with_it(copy, write, new_data_dir, port) -> None:
    """It is ready as ever; the terminal and the log say why the model is not of today's data."""
    data_dir = new_data_dir()
    (model,) = (data_dir / "models").iterdir()
    write(BAD["bracket"][0])
    number = port()
    process = copy.start("serve", "--port", number, "--data-dir", data_dir)
    try:
        answers = _answers(number, data_dir, process)
    finally:
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=60)

    assert answers
    assert "data/nlu/zz_new.yml:5: " in said
    assert "training.kept_earlier_model" in said
    assert "previous one answers" in said
    assert list((data_dir / "models").iterdir()) == [model]


def _answers(number: int, data_dir: Path, process: subprocess.Popen[str]) -> list[dict]:
    """Wait until the server is ready and return what it says to a greeting."""
    end = time.monotonic() + 180
    while time.monotonic() < end:
        assert process.poll() is None, process.communicate()[0]
        try:
            if _call(number, "GET", "/readyz", None, "")[0] == 200:
                break
        except OSError:
            pass
        time.sleep(0.2)
    key = (data_dir / "rest_api_key").read_text(encoding="ascii")
    body = json.dumps({"sender": "bad-data", "message": "你好"})
    status, found = _call(number, "POST", "/webhooks/rest/webhook", body, key)
    assert status == 200
    return found


def _call(number: int, method: str, path: str, body: str | None, key: str) -> tuple[int, list]:
    connection = HTTPConnection("127.0.0.1", number, timeout=60)
    try:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()
