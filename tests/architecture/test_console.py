"""The staff's pages keep the habits of the Python: checked types, small files, a clean lock."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bot.console.build import FOLDER, ConsoleBuild
from bot.console.node import find_node

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 400
SOURCES = [
    path
    for folder in ("web/console/src", "web/widget")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".ts", ".vue", ".js", ".css"}
]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_console_builds_and_its_types_hold() -> None:
    """Vite makes the pages, and vue-tsc finds nothing in scripts or templates."""
    ConsoleBuild().build()
    checker = FOLDER / "node_modules" / "vue-tsc" / "bin" / "vue-tsc.js"

    done = subprocess.run(
        [find_node().node, str(checker), "--noEmit"],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_of_the_pages_stay_small(path: Path) -> None:
    """No file of the pages passes 400 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


def test_no_text_is_ever_taken_for_html() -> None:
    """Neither the pages nor the widget have a way from a message to markup."""
    found = [
        path.name
        for path in SOURCES
        for way in ("v-html", "innerHTML", "insertAdjacentHTML", "outerHTML", "document.write")
        if way in path.read_text(encoding="utf-8")
    ]

    assert found == []


def test_the_lock_names_no_registry_and_checks_every_package() -> None:
    """Packages come from whatever registry npm is set to, with the hashes of the lock."""
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    packages = [entry for path, entry in lock["packages"].items() if path]

    assert not [entry for entry in packages if "resolved" in entry]
    assert all("integrity" in entry for entry in packages)
