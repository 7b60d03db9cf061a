"""What is wrong with the training data, worked out again only when a file has changed."""

from __future__ import annotations

import threading
from pathlib import Path

from bot.corpus.names import stamp_of
from bot.training.check import Report, check_project
from bot.training.documents import files_of
from bot.training.sources import Sources


class Linter:
    """The findings of the project `root`; for any thread, one at work at a time."""

    def __init__(self, root: Path, *others: Path) -> None:
        """`others` are further files that the findings depend on."""
        self._sources = Sources(root=root)
        self._others = others
        self._lock = threading.Lock()
        self._stamps: object = None
        self._report: Report | None = None

    def report(self) -> Report:
        """Return the findings of the files as they are: a second of work after a change."""
        with self._lock:
            stamps = self._now()
            if self._report is None or stamps != self._stamps:
                self._report, self._stamps = check_project(self._sources), stamps
            return self._report

    def is_due(self) -> bool:
        """Tell whether a file has changed since the findings were worked out."""
        return self._report is None or self._now() != self._stamps

    def latest(self) -> Report | None:
        """Return the findings that were worked out last, without any work; None before."""
        return self._report

    def _now(self) -> object:
        root = self._sources.root
        names = (self._sources.config, self._sources.domain, *self._sources.data)
        folders = [root / name for name in names if (root / name).exists()]
        paths = [*files_of(folders), *self._others]
        return [(path, stamp_of(path)) for path in paths]
