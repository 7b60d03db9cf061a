"""Writes edits of files, puts them into the log of changes, and commits them where git is asked.

All of it happens or nothing: a file that cannot be written leaves the others and the log as they
were, and so does a log that cannot be written. What a dying process leaves half done is taken back
by the next edit (`bot.corpus.spare`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from bot.changes.log import ChangeLog
from bot.changes.model import Change
from bot.corpus.git import Commits
from bot.corpus.lines import Splice, content_of, pieces_of, spliced
from bot.corpus.spare import Spare, recover
from bot.safe_files import FileChanged, FileNotWritten, digest_of, write_unless_changed

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Edit:
    """What becomes of one file: `lines` were read from it, with that `digest`."""

    name: str
    path: Path
    digest: str
    lines: tuple[str, ...]
    splices: tuple[Splice, ...]

    @property
    def content(self) -> bytes:
        """Return the file's new content."""
        return content_of(spliced(self.lines, self.splices))


@dataclass(frozen=True)
class Doing:
    """Who does what: the entry of the log."""

    by: str
    area: str
    summary: Mapping[str, Any]
    undoes: str | None = None


class Writer:
    """Carries edits out; to be called inside `alone_in` of the files' folder."""

    def __init__(self, changes: ChangeLog, commits: Commits) -> None:
        """Take the log and what commits."""
        self._changes = changes
        self._commits = commits

    def settle(self) -> None:
        """Wait until git has taken or refused what was written."""
        self._commits.settle()

    def recover(self, folder: Path) -> None:
        """Take back what a process that died, or a full disk, left below `folder` unlogged.

        Raises FileNotWritten when the disk still refuses.
        """
        try:
            recover(folder, lambda change: self._changes.find(change) is not None)
        except OSError as error:
            raise FileNotWritten(f"{folder}: {error.strerror}") from error

    def write(self, edits: Sequence[Edit], doing: Doing) -> Change:
        """Write `edits` and return the change.

        Raises FileChanged when a file is not what it was read as, FileNotWritten when the disk
        refuses, and as `ChangeLog.record`.
        """
        pieces = [
            piece for edit in edits for piece in pieces_of(edit.name, edit.lines, edit.splices)
        ]
        target = edits[0].name
        done: list[tuple[Edit, Spare]] = []
        try:
            with self._changes.recording(
                doing.by, doing.area, target, doing.summary, pieces, undoes=doing.undoes
            ) as change:
                for edit in edits:
                    content = edit.content
                    spare = Spare(edit.path, digest_of(content), change.id)
                    spare.keep()
                    done.append((edit, spare))
                    write_unless_changed(edit.path, content, edit.digest)
        except BaseException:
            for edit, spare in done:
                _take_back(edit, spare)
            raise
        for _, spare in done:
            spare.drop()
        self._commits.commit([edit.path for edit in edits], change)
        return change


def _take_back(edit: Edit, spare: Spare) -> None:
    """Let a file be as it was, unless it was not written or somebody else wrote it since."""
    try:
        if spare.after != edit.digest and not spare.give_back():
            write_unless_changed(edit.path, content_of(edit.lines), spare.after)
    except FileChanged:
        pass
    except (FileNotWritten, OSError) as error:
        # The second name stays: the next edit sets the file right.
        log.exception("unlogged_edit_left", file=edit.name, error=type(error).__name__)
        return
    spare.drop()
