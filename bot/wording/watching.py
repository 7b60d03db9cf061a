"""Keeps the lines that a process says as its files are: edited here, elsewhere or by hand."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

from bot.errors import ScriptsError
from bot.scripts import Scripts

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
"""How often the files are looked at: a stat each, half a millisecond for all."""
_Seen = tuple[tuple[str, int, int, int], ...]


class ScriptWatch:
    """Brings `scripts` to what the files of a folder say, whenever one of them has changed.

    Files that cannot be used leave the lines as they were; that is logged once. So are files that
    lack a script or change its variables: the code that runs was started with them.
    """

    def __init__(self, folder: Path, scripts: Scripts) -> None:
        """`scripts` is what everything in this process speaks with."""
        self._folder = folder
        self._scripts = scripts
        self._lock = threading.Lock()
        self._seen: _Seen | None = None

    def look(self) -> bool:
        """Take what has changed since the last look; tell whether anything was taken.

        Cheap when nothing has; never called in a customer's turn.
        """
        with self._lock:
            try:
                seen = self._present()
                if seen == self._seen:
                    return False
                loaded, problems = self._loaded()
            except OSError as error:
                log.warning("scripts_unreadable", kind=type(error).__name__)
                return False
            self._seen = seen
            if problems or loaded is None:
                log.error("scripts_kept", problems=problems)
                return False
            self._scripts.take(loaded)
            return True

    @contextlib.contextmanager
    def running(self, every: float = EVERY_SECONDS) -> Iterator[None]:
        """Look again and again, `every` so many seconds, in a thread of its own."""
        stop = self.start(every)
        try:
            yield
        finally:
            stop()

    def start(self, every: float = EVERY_SECONDS) -> Callable[[], None]:
        """Look again and again from now on, and return what ends it: a process need not."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(every):
                self._look_again()

        thread = threading.Thread(target=watch, name="script-watch", daemon=True)
        thread.start()

        def stop() -> None:
            ended.set()
            thread.join()

        return stop

    def _look_again(self) -> None:
        try:
            self.look()
        except Exception:  # the edge of a background task
            log.exception("script_watch_failed")

    def _loaded(self) -> tuple[Scripts | None, tuple[str, ...]]:
        """Return what the files say, or what keeps it from being said."""
        try:
            loaded = Scripts.load(self._folder)
        except ScriptsError as error:
            return None, error.problems
        return loaded, _unlike(self._scripts, loaded)

    def _present(self) -> _Seen:
        found = ((path.name, path.stat()) for path in sorted(self._folder.glob("*.yml")))
        return tuple((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in found)


def _unlike(present: Scripts, other: Scripts) -> tuple[str, ...]:
    """Return the scripts of `present` that `other` lacks or has with other variables."""
    there = other.keys()
    return tuple(
        f"{key}: missing" if key not in there else f"{key}: other variables"
        for key in sorted(present.keys())
        if key not in there or other.script(key).variables != present.script(key).variables
    )
