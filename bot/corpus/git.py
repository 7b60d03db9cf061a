"""Commits each change of a file by itself, in a git repository that asks for it.

Git and its hooks take as long as they like, so nobody waits for them: the change is made and its
lock released before. What git does not take is put down in the log of changes.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import structlog

from bot.changes.model import Change
from bot.safe_files import alone_in

log = structlog.get_logger(__name__)

SECONDS = 20.0
"""How long each of git's steps may take, its hooks included."""
_GRACE = 2.0
"""Seconds to end in when told to: git takes its lock files away then."""

Refused = Callable[[Change], None]
"""Told of a change that git did not take."""


class Commits(Protocol):
    """Is told of each change that was written."""

    def commit(self, paths: Sequence[Path], change: Change) -> None:
        """Keep `paths` as they are, soon and in order; never waits and never raises.

        The change is made, whatever git says.
        """
        ...

    def settle(self) -> None:
        """Wait until everything told so far has been committed or refused."""
        ...


class NoCommits:
    """Leaves git alone."""

    def commit(self, paths: Sequence[Path], change: Change) -> None:
        """Do nothing."""

    def settle(self) -> None:
        """Have nothing to wait for."""


class GitCommits:
    """Makes a commit of the changed files alone; whatever else is staged stays staged.

    A thread of its own commits in order and ends with the last one; a process that ends waits
    for it.
    """

    def __init__(self, root: Path, refused: Refused, seconds: float = SECONDS) -> None:
        """Take a folder of the repository, what is told of failures, and the patience with git."""
        self._root = root
        self._refused = refused
        self._seconds = seconds
        self._waiting: deque[tuple[tuple[str, ...], Change]] = deque()
        self._worker: threading.Thread | None = None
        self._lock = threading.Lock()

    def commit(self, paths: Sequence[Path], change: Change) -> None:
        """Commit `paths` soon; what goes wrong is logged and told."""
        names = tuple(path.relative_to(self._root).as_posix() for path in paths)
        with self._lock:
            self._waiting.append((names, change))
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="git-commits")
                self._worker.start()

    def settle(self) -> None:
        """Wait until everything told so far has been committed or refused."""
        worker = self._worker
        if worker is not None:
            worker.join()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._worker = None
                    return
                names, change = self._waiting.popleft()
            try:
                self._commit(names, change)
            except (OSError, subprocess.SubprocessError) as error:
                log.warning("git_not_committed", change=change.id, error=type(error).__name__)
                self._tell(change)

    def _commit(self, names: Sequence[str], change: Change) -> None:
        who = f"studio {change.author}"
        identity = ("-c", f"user.name={who}", "-c", f"user.email={change.author}@studio.invalid")
        # A later change may have gone along with the one before: its author is told all the same.
        how = ("commit", "--quiet", "--allow-empty", "-m", _message(change), "--only")
        # Two processes that commit at once would find git's own lock and fail.
        with alone_in(self._root):
            self._git("add", "--intent-to-add", "--", *names)
            self._git(*identity, *how, "--", *names)

    def _git(self, *arguments: str) -> None:
        command = ["git", "-C", str(self._root), *arguments]
        # A session of its own, so that a hook and whatever it started end with it; and nothing
        # to read from them, because one that hangs would hold the pipe open.
        process = subprocess.Popen(  # noqa: S603 - our own arguments, the machine's own git
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            status = process.wait(self._seconds)
        except subprocess.TimeoutExpired:
            _end(process)
            raise
        if status:
            raise subprocess.CalledProcessError(status, arguments[0])

    def _tell(self, change: Change) -> None:
        try:
            self._refused(change)
        except Exception:  # the log's database may be away too: the change stands, and so does ours
            log.exception("git_refusal_not_told", change=change.id)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and what it started, by force when it does not heed."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
            os.killpg(process.pid, sign)
            process.wait(_GRACE)


def commits_of(root: Path, *, wanted: bool, refused: Refused) -> Commits:
    """Return what commits the changes of `root`: nothing unless `wanted` in a repository.

    `root` may be a folder of the repository, or of another working tree of it.
    """
    is_repository = any((folder / ".git").exists() for folder in (root, *root.resolve().parents))
    return GitCommits(root, refused) if wanted and is_repository else NoCommits()


def _message(change: Change) -> str:
    done = change.summary if isinstance(change.summary, str) else change.summary.get("did", "edit")
    undoes = f"\nUndoes-Change: {change.undoes}" if change.undoes else ""
    head = f"{change.target}: {done} by {change.author}"
    return f"{head}\n\nStudio-Author: {change.author}\nStudio-Change: {change.id}{undoes}\n"
