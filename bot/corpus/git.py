"""Commits each change of a file by itself, in a git repository that asks for it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import structlog

from bot.changes.model import Change

log = structlog.get_logger(__name__)

SECONDS = 20
"""How long git may take, its hooks included."""


class Commits(Protocol):
    """Is told of each change that was written."""

    def commit(self, paths: Sequence[Path], change: Change) -> None:
        """Keep `paths` as they are now; never raises: the change is made, whatever git says."""
        ...


class NoCommits:
    """Leaves git alone."""

    def commit(self, paths: Sequence[Path], change: Change) -> None:
        """Do nothing."""


class GitCommits:
    """Makes a commit of the changed files alone; whatever else is staged stays staged."""

    def __init__(self, root: Path) -> None:
        """Take the folder of the repository."""
        self._root = root

    def commit(self, paths: Sequence[Path], change: Change) -> None:
        """Commit `paths`; what goes wrong is logged."""
        names = [path.relative_to(self._root).as_posix() for path in paths]
        who = f"studio {change.author}"
        identity = ("-c", f"user.name={who}", "-c", f"user.email={change.author}@studio.invalid")
        try:
            self._git("add", "--intent-to-add", "--", *names)
            self._git(
                *identity, "commit", "--quiet", "-m", _message(change), "--only", "--", *names
            )
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("git_not_committed", change=change.id, error=type(error).__name__)

    def _git(self, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - our own arguments
            ["git", "-C", str(self._root), *arguments],  # noqa: S607 - the machine's own git
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )


def commits_of(root: Path, *, wanted: bool) -> Commits:
    """Return what commits the changes of `root`: nothing unless `wanted` in a repository."""
    return GitCommits(root) if wanted and (root / ".git").exists() else NoCommits()


def _message(change: Change) -> str:
    done = change.summary if isinstance(change.summary, str) else change.summary.get("did", "edit")
    undoes = f"\nUndoes-Change: {change.undoes}" if change.undoes else ""
    head = f"{change.target}: {done} by {change.author}"
    return f"{head}\n\nStudio-Author: {change.author}\nStudio-Change: {change.id}{undoes}\n"
