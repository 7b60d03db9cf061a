"""Train, compare, release with the real commands, beside a server that answers meanwhile."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bot.console.build import ConsoleBuild
from bot.settings import ROOT
from bot.training.trainer import Trainer

PARTS = ("bot", "actions", "accounts", "data", "tests/dialogue", "config.yml", "domain.yml", "web")
MODELS = ROOT / "var" / "test-models"
BY = "7001"
SPOILED = "query_points"


class Copy:
    """A copy of the project with a model of its data, its commands, and a server in it."""

    def __init__(self, root: Path, model: Path, environment: dict[str, str]) -> None:
        """Copy what commands need; the pages need no build."""
        self.root = root
        self.data_dir = root / "state"
        self._environment = {**environment, "PYTHONPATH": str(root)}
        ignored = shutil.ignore_patterns("__pycache__", "node_modules", "dist")
        for part in PARTS:
            source = ROOT / part
            (root / part).parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, root / part, ignore=ignored)
            else:
                shutil.copy(source, root / part)
        build = ConsoleBuild(folder=root / "web" / "console")
        page = build.dist / build.fingerprint() / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text("", encoding="utf-8")
        (self.data_dir / "models").mkdir(parents=True)
        shutil.copy(model, self.data_dir / "models")
        vectors = model.parent / "vectors"
        if vectors.is_dir():
            shutil.copytree(vectors, self.data_dir / "models" / "vectors")

    def start(self, *words: object) -> subprocess.Popen[str]:
        """Start a command of the copy."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", *map(str, words), "--data-dir", str(self.data_dir)],
            cwd=self.root,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: object) -> tuple[int, str]:
        """Run a command to its end; return its status and all it said."""
        process = self.start(*words)
        said, _ = process.communicate(timeout=400)
        return process.returncode, said

    def say(self, port: int, text: str) -> list[str]:
        """Say something to the server as a customer and return what it says."""
        key = (self.data_dir / "rest_api_key").read_text(encoding="ascii").strip()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        body = json.dumps({"sender": "e2e", "message": text})
        connection.request("POST", "/webhooks/rest/webhook", body, headers)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return [message["text"] for message in answer if "text" in message]


@pytest.fixture
def copy(tmp_path: Path, plain_environment: Callable[..., dict[str, str]]) -> Copy:
    """Copy the project."""
    environment = {**plain_environment(), "LC_ALL": "zh_CN.UTF-8"}
    return Copy(tmp_path / "project", Trainer(models=MODELS).train(), environment)


def test_a_version_is_released_to_a_running_server_and_a_worse_one_is_refused(
    copy: Copy, port: Callable[[], int]
) -> None:
    """The server swaps by itself; a spoiled intent is named, a broken file is told by its line."""
    door = port()
    server = copy.start("serve", "--port", door)
    _until_ready(door)
    status, said = copy.run("release", "train", "--by", BY, "--note", "第一版")
    assert status == 0, said
    status, said = copy.run("release", "publish", "2", "--by", BY)
    assert status == 0, said
    _until(lambda: "正在使用版本 2" in copy.run("release", "list")[1])
    assert copy.say(door, "你好")

    _spoil(copy.root / "data" / "nlu", SPOILED)
    status, said = copy.run("release", "train", "--by", BY)
    assert status == 1, said
    assert SPOILED in said
    assert re.search(r"由对变错 \d+ 句", said)
    assert copy.run("release", "publish", "3", "--by", BY)[0] == 1
    (copy.root / "data" / "nlu" / "zz_new.yml").write_text("nlu:\n- intent: [x\n", encoding="utf-8")
    status, said = copy.run("release", "train", "--by", BY)
    assert status == 1
    assert "data/nlu/zz_new.yml:2: " in said
    assert "Traceback" not in said

    assert copy.say(door, "谢谢")
    server.terminate()
    told, _ = server.communicate(timeout=60)
    assert server.returncode == 0, told
    again = copy.start("serve", "--port", door)
    _until_ready(door)
    again.terminate()
    told, _ = again.communicate(timeout=60)
    assert "使用已发布的版本 2" in told
    assert "尚未发布的修改" in told


def _spoil(folder: Path, intent: str) -> None:
    """Take all but two sentences of an intent away, whichever files they stand in."""
    for path in sorted(folder.glob("*.yml")):
        kept, inside, left = [], False, 2
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("- "):
                inside = line == f"- intent: {intent}"
            elif inside and line.startswith("    - "):
                left -= 1
                if left < 0:
                    continue
            kept.append(line)
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _until_ready(port: int) -> None:
    def ready() -> bool:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    _until(ready, seconds=300)


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.3)
