"""What is wrong with the training data, worked out again only when a file has changed."""

from __future__ import annotations

import threading
from pathlib import Path

from bot.corpus.names import stamp_of
from bot.training.check import Report, check_whole, kept_in
from bot.training.documents import files_of
from bot.training.sources import Sources


class Linter:
    """The findings of the project `root`; for any thread, one at work at a time."""

    def __init__(self, root: Path, *others: Path) -> None:
        """`others` are further files and folders that the findings depend on."""
        self._sources = Sources(root=root)
        self._others = others
        self._lock = threading.Lock()
        self._stamps: tuple[object, object] = (None, None)
        self._whole: Report | None = None
        self._report: Report | None = None

    def report(self) -> Report:
        """Return the findings of the files as they are: a second of work after a change.

        What trainers keep as it is is set apart; a decision of theirs costs no new look.
        """
        with self._lock:
            stamps = self._now()
            if self._report is None or stamps != self._stamps:
                if self._whole is None or stamps[0] != self._stamps[0]:
                    self._whole = check_whole(self._sources)
                self._report = self._whole.leaving(kept_in(self._sources))
                self._stamps = stamps
            return self._report

    def is_due(self) -> bool:
        """Tell whether a file has changed since the findings were worked out."""
        return self._report is None or self._now() != self._stamps

    def latest(self) -> Report | None:
        """Return the findings that were worked out last, without any work; None before."""
        return self._report

    def _now(self) -> tuple[object, object]:
        """Return what changes with the data, and with what is decided about its findings."""
        root = self._sources.root
        names = (self._sources.config, self._sources.domain, *self._sources.data)
        folders = [root / name for name in names if (root / name).exists()]
        paths = files_of([*folders, *self._others])
        kept = stamp_of(root / self._sources.kept)
        return [(path, stamp_of(path)) for path in paths], kept
