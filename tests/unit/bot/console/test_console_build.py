"""The desk's pages are built when their sources changed, once; a failure keeps the earlier ones."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bot.console.build import KEPT_BUILDS, ConsoleBuild
from bot.console.errors import BuildFailed
from bot.console.node import Node, find_node, version_of

TOOL = """#!/bin/sh
# Stands for npm and node: notes each call, makes what they would make, or fails as told.
name=$(basename "$1")
echo "$name" >> calls
if [ -e "fail-$name" ]; then
    echo "npm warn old" >&2; echo "no route to the registry" >&2; exit 1
fi
if [ "$1" = ci ]; then mkdir -p node_modules; exit 0; fi
while [ "$1" != --outDir ]; do shift; done
sleep 0.05
mkdir -p "$2" && echo "$4" > "$2/index.html"
"""


class Project:
    """A folder with the sources of a console and tools that note what they are asked."""

    def __init__(self, folder: Path) -> None:
        (folder / "src").mkdir()
        for name in (
            "package.json",
            "package-lock.json",
            "vite.config.ts",
            "tsconfig.json",
            "index.html",
            "src/main.ts",
        ):
            (folder / name).write_text("{}", encoding="utf-8")
        tool = folder / "tool"
        tool.write_text(TOOL, encoding="utf-8")
        tool.chmod(0o755)
        self.folder = folder
        self.build = ConsoleBuild(folder=folder, find=lambda: Node(str(tool), (str(tool),)))

    def change(self, name: str, text: str) -> None:
        """Write other contents into a source."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def fail(self, call: str) -> None:
        """Let the tool fail when it is called with `call` first."""
        (self.folder / f"fail-{call}").touch()

    @property
    def calls(self) -> list[str]:
        """The first word of each call: ``ci`` of npm, or the script that node is to run."""
        path = self.folder / "calls"
        return path.read_text(encoding="utf-8").split() if path.exists() else []


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project that nobody has built."""
    return Project(tmp_path)


def test_a_first_build_installs_and_builds_under_a_path_of_its_own(project) -> None:
    """The build's folder is named by its sources, and so is the path it will be served under."""
    assert project.build.newest() is None

    built = project.build.build()

    assert project.calls == ["ci", "vite.js"]
    assert built == project.build.current() == project.build.newest()
    assert (built / "index.html").read_text().strip() == f"/static/console/{built.name}/"


def test_nothing_is_done_again_for_the_same_sources(project) -> None:
    """A second call finds the first one's build."""
    project.build.build()
    project.build.build()

    assert project.calls == ["ci", "vite.js"]


def test_a_changed_source_builds_without_installing(project) -> None:
    """Npm is asked again only when its lock changed."""
    first = project.build.build()
    project.change("src/main.ts", "other")

    assert project.build.current() is None
    assert project.build.build() != first
    assert project.calls == ["ci", "vite.js", "vite.js"]

    project.change("package-lock.json", "other")
    project.build.build()
    assert project.calls[3:] == ["ci", "vite.js"]


@pytest.mark.parametrize(("call", "step"), [("ci", "packages"), ("vite.js", "build")])
def test_a_failure_names_its_step_and_keeps_the_earlier_build(project, call, step) -> None:
    """What the tool said is handed on without its warnings; the pages of before are served."""
    earlier = project.build.build()
    project.change("package-lock.json", "other")
    project.fail(call)

    with pytest.raises(BuildFailed) as failed:
        project.build.build()

    assert failed.value.step == step
    assert failed.value.detail == "no route to the registry"
    assert project.build.newest() == earlier
    assert not list(project.folder.glob(".building-*"))


def test_two_at_once_build_once(project) -> None:
    """The second waits for the first and takes its build."""
    built: list[Path] = []
    threads = [
        threading.Thread(target=lambda: built.append(project.build.build())) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert len(set(built)) == 1
    assert len(built) == 3
    assert project.calls == ["ci", "vite.js"]


def test_old_builds_go(project) -> None:
    """The present one stays and the one before, which pages may still have open."""
    made = []
    for turn in range(4):
        project.change("src/main.ts", str(turn))
        made.append(project.build.build())

    assert sorted(project.build.dist.iterdir()) == sorted(made[-KEPT_BUILDS:])


@pytest.mark.parametrize(
    ("answer", "version"),
    [("v20.19.2\n", (20, 19)), ("v8.0.1", (8, 0)), ("", ()), ("command not found", ())],
)
def test_a_version_is_read_or_is_none(answer, version) -> None:
    """Only what looks like a version is one."""
    assert version_of(answer) == version


def test_a_machine_without_node_is_told(monkeypatch, tmp_path) -> None:
    """Neither on the PATH nor to be had: one error that says so."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("UV", str(tmp_path / "uv"))
    monkeypatch.setattr("bot.console.node._WHEEL", "no_such_wheel")

    with pytest.raises(BuildFailed) as failed:
        find_node()

    assert failed.value.step == "no_node"


def test_an_old_node_is_passed_over(monkeypatch, tmp_path) -> None:
    """A Node that Vite cannot run on is as good as none."""
    for name in ("node", "npm"):
        tool = tmp_path / name
        tool.write_text("#!/bin/sh\necho v18.20.0\n", encoding="utf-8")
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("UV", str(tmp_path / "uv"))
    monkeypatch.setattr("bot.console.node._WHEEL", "no_such_wheel")

    with pytest.raises(BuildFailed):
        find_node()
