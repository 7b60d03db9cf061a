"""What a file held before an edit, under a second name until the log of changes has the edit.

A second name needs no room, so a file can be given back on a full disk too; and where even that
fails, or the process dies in between, the next edit finds the name and sets the file right.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.safe_files import digest_of

log = structlog.get_logger(__name__)

_NAME = re.compile(r"\.(?P<file>.+)\.(?P<after>[0-9a-f]{16})\.(?P<change>[0-9]+)\.before")


@dataclass(frozen=True)
class Spare:
    """The file `path` as it was; `after` is the digest of what the edit makes of it."""

    path: Path
    after: str
    change: str

    @property
    def name(self) -> Path:
        """Return the second name: hidden, so that nothing reads it as data."""
        return self.path.with_name(f".{self.path.name}.{self.after}.{self.change}.before")

    def keep(self) -> None:
        """Give the file its second name; of one that is not there yet there is none.

        Nor is there one on a disk that cannot: then giving back has to write.
        """
        with contextlib.suppress(OSError):
            self.name.unlink(missing_ok=True)
            os.link(self.path, self.name)

    def give_back(self) -> bool:
        """Let the file be as it was, if it is what the edit made of it; tell whether it is now.

        Raises OSError when the disk refuses.
        """
        if not self.name.exists() or digest_of(self.path.read_bytes()) != self.after:
            return False
        self.name.replace(self.path)
        return True

    def drop(self) -> None:
        """Take the second name away."""
        with contextlib.suppress(OSError):
            self.name.unlink(missing_ok=True)


def recover(folder: Path, is_logged: Callable[[str], bool]) -> None:
    """Take back what was written below `folder` and never logged; to be called inside `alone_in`.

    `is_logged` tells whether the log has a change. Raises OSError when the disk still refuses.
    """
    for name in sorted(folder.rglob(".*.before")):
        found = _NAME.fullmatch(name.name)
        if found is None:
            continue
        spare = Spare(name.with_name(found["file"]), found["after"], found["change"])
        if not is_logged(spare.change) and spare.path.exists() and spare.give_back():
            log.warning("unlogged_edit_taken_back", file=spare.path.name)
        spare.drop()
