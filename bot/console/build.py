"""Builds web/console when its sources changed: npm packages, then Vite, into ``dist``."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.console.errors import BuildFailed
from bot.console.node import Node, find_node
from bot.settings import ROOT

FOLDER = ROOT / "web" / "console"
PUBLIC = "/static/console"
"""Where the files are served; each build under a path of its own, so they never change there."""

KEPT_BUILDS = 2
"""The present one and the one before: a page opened before an update can still load its parts."""

_SOURCES = ("package.json", "package-lock.json", "vite.config.ts", "tsconfig.json", "index.html")
_STEP_SECONDS = 240
_SHOWN_LINES = 8
_NPM = {
    "NO_COLOR": "1",
    # Without a registry npm would try for minutes: the service must not wait for it.
    "npm_config_fetch_retries": "1",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_retry_maxtimeout": "3000",
    "npm_config_fetch_timeout": "20000",
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
}

Progress = Callable[[str], None]
"""Told the step that begins, a key of data/cli/console.yml."""


class ConsoleBuild:
    """The pages of `folder`, one folder in ``dist`` for each build, named by its sources."""

    def __init__(self, *, folder: Path = FOLDER, find: Callable[[], Node] = find_node) -> None:
        """Nothing is read or made yet."""
        self._folder = folder
        self._find = find

    @property
    def dist(self) -> Path:
        """The folder that holds every build."""
        return self._folder / "dist"

    def newest(self) -> Path | None:
        """Return the folder of the newest build, whatever it was made from, or None."""
        pages = sorted(self.dist.glob("*/index.html"), key=lambda page: page.stat().st_mtime)
        return pages[-1].parent if pages else None

    def current(self) -> Path | None:
        """Return the build of the present sources, or None when one is due."""
        built = self.dist / self.fingerprint()
        return built if (built / "index.html").exists() else None

    def fingerprint(self) -> str:
        """Return a short hash of everything that the pages are made from."""
        digest = hashlib.sha256()
        sources = [self._folder / name for name in _SOURCES]
        sources += sorted(path for path in (self._folder / "src").rglob("*") if path.is_file())
        for path in sources:
            digest.update(str(path.relative_to(self._folder)).encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
        return digest.hexdigest()[:12]

    def build(self, progress: Progress = lambda _step: None) -> Path:
        """Return the build of the present sources, made now unless it is there.

        Processes that want it at once wait for one of them to make it. Raises BuildFailed; an
        earlier build stays.
        """
        if (present := self.current()) is not None:
            return present
        with self._alone():
            if (present := self.current()) is not None:
                return present
            node = self._find()
            self._install(node, progress)
            progress("step_console_build")
            return self._make(node)

    def _install(self, node: Node, progress: Progress) -> None:
        lock = hashlib.sha256((self._folder / "package-lock.json").read_bytes()).hexdigest()
        mark = self._folder / "node_modules" / ".xiaotong-lock"
        if mark.exists() and mark.read_text(encoding="ascii") == lock:
            return
        progress("step_console_packages")
        self._run(node, "packages", *node.npm, "ci", "--no-progress")
        mark.write_text(lock, encoding="ascii")

    def _make(self, node: Node) -> Path:
        name = self.fingerprint()
        fresh = self._folder / f".building-{os.getpid()}"
        vite = str(self._folder / "node_modules" / "vite" / "bin" / "vite.js")
        options = ("--outDir", str(fresh), "--base", f"{PUBLIC}/{name}/", "--logLevel", "warn")
        try:
            self._run(node, "build", node.node, vite, "build", *options)
            self.dist.mkdir(exist_ok=True)
            target = self.dist / name
            shutil.rmtree(target, ignore_errors=True)
            fresh.replace(target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        self._prune()
        return target

    def _prune(self) -> None:
        builds = sorted(
            (path for path in self.dist.iterdir() if path.is_dir()),
            key=lambda path: path.stat().st_mtime,
        )
        for old in builds[:-KEPT_BUILDS]:
            shutil.rmtree(old, ignore_errors=True)

    def _run(self, node: Node, step: str, *command: str) -> None:
        path = os.pathsep.join((node.folder, os.environ.get("PATH", os.defpath)))
        try:
            done = subprocess.run(  # noqa: S603 - npm and Vite, by path
                command,
                cwd=self._folder,
                env={**os.environ, **_NPM, "PATH": path},
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                timeout=_STEP_SECONDS,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise BuildFailed(step, type(error).__name__) from error
        if done.returncode:
            raise BuildFailed(step, _said(done.stderr or done.stdout))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock of the folder, so that no two processes build it together."""
        with (self._folder / ".build.lock").open("w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _said(output: str) -> str:
    """Return the first lines of what a tool printed that say what is wrong."""
    lines = [line for line in output.splitlines() if line.strip() and "npm warn" not in line]
    return "\n".join(lines[:_SHOWN_LINES])
