"""One gateway process a database: a second one is found at its start, not by customers.

Pages, desks and the order of messages in a conversation are kept in memory of the process. Two of
them would each serve well and neither would tell the other's pages anything.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, final

import structlog
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from accounts.storage.database import Database
from bot.errors import XiaotongError
from bot.storage.migrate import migrate
from bot.storage.tables import HOST_LENGTH, gateways

log = structlog.get_logger(__name__)

BEAT_SECONDS = 3.0
SILENT_SECONDS = 8.0
"""A process that has not beaten for this long is taken for dead."""
LEAVING_SECONDS = 20.0
"""How long a new process waits for the one before it to end, as when one replaces the other."""


LOOK_SECONDS = 0.2


class OtherGateway(XiaotongError):
    """Another gateway process serves this database; names the machine and the process."""

    code = "other_gateway"

    def __init__(self, host: str, pid: int) -> None:
        """Keep where it runs."""
        super().__init__(f"{host}:{pid}")
        self.host = host
        self.pid = pid


class _Other(NamedTuple):
    id: int
    host: str
    pid: int


@final
class OneGateway:
    """A context while which this process is the database's gateway; beats on a thread of its own.

    Entering blocks: not at all in the usual case, `SILENT_SECONDS` after a crash on another
    machine, and until an earlier process has ended; raises OtherGateway when it goes on after
    `LEAVING_SECONDS`. Clocks of machines are not compared: a beat is a count that goes up.
    """

    def __init__(
        self,
        url: str,
        *,
        beat: float = BEAT_SECONDS,
        silent: float = SILENT_SECONDS,
        leaving: float = LEAVING_SECONDS,
    ) -> None:
        """Use the database at `url`; times are seconds."""
        self._database = Database(url, migrate)
        self._beat_seconds, self._silent, self._leaving = beat, silent, leaving
        self._host = _machine()
        self._id = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="gateway", daemon=True)

    def __enter__(self) -> OneGateway:
        """Take the place, or raise OtherGateway and leave everything as it was."""
        self._appear()
        self._thread.start()
        try:
            self._outlast()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _where: TracebackType | None,
    ) -> None:
        """Give the place up."""
        self._leave()

    def _outlast(self) -> None:
        """Return once no earlier process is left: each has gone, or has fallen silent."""
        began = now = time.monotonic()
        beaten: dict[_Other, tuple[int, float]] = {}
        while others := self._earlier():
            for other, beats in others.items():
                if beaten.get(other, (None,))[0] != beats:
                    beaten[other] = (beats, now)
            self._remove([each.id for each in others if now - beaten[each][1] > self._silent])
            if now - began > self._leaving:
                found = next(iter(others))
                raise OtherGateway(found.host.split(" ")[0], found.pid)
            time.sleep(min(LOOK_SECONDS, self._beat_seconds))
            now = time.monotonic()

    def _earlier(self) -> dict[_Other, int]:
        """Return the beats of those who were here before, without those known to have ended."""
        with self._database.reading() as connection:
            rows = connection.execute(select(gateways).where(gateways.c.id < self._id)).all()
        found = {_Other(row.id, row.host, row.pid): row.beats for row in rows}
        return {each: beats for each, beats in found.items() if not self._has_ended(each)}

    def _has_ended(self, other: _Other) -> bool:
        if other.host != self._host or _runs(other.pid):
            return False
        self._remove([other.id])
        return True

    def _appear(self) -> None:
        row = {"host": self._host, "pid": os.getpid(), "beats": 0}
        with self._database.writing() as connection:
            self._id = connection.execute(insert(gateways).values(row)).inserted_primary_key[0]

    def _remove(self, ids: Sequence[int]) -> None:
        if ids:
            with self._database.writing() as connection:
                connection.execute(delete(gateways).where(gateways.c.id.in_(ids)))

    def _beat(self) -> None:
        while not self._stopped.wait(self._beat_seconds):
            self._beat_once()

    def _beat_once(self) -> None:
        mine = update(gateways).where(gateways.c.id == self._id)
        try:
            with self._database.writing() as connection:
                there = connection.execute(mine.values(beats=gateways.c.beats + 1)).rowcount
            if not there:
                # Asleep for so long that another process took this one for dead.
                log.error("gateway.place_lost")
                self._appear()
        except SQLAlchemyError:  # the edge of the thread: the next beat may come through
            log.exception("gateway.no_beat")

    def _leave(self) -> None:
        self._stopped.set()
        self._thread.join()
        try:
            self._remove([self._id])
        except SQLAlchemyError:  # the row falls silent instead
            log.exception("gateway.place_kept")
        self._database.close()


def _runs(pid: int) -> bool:
    """Tell whether a process of this machine may still run; in doubt it does."""
    try:
        os.kill(pid, 0)
        # Killed, but not yet noticed by its parent (in a container perhaps never).
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2][1] != "Z"
    except ProcessLookupError:
        return False
    except (OSError, ValueError):
        return True


def _machine() -> str:
    """Name this machine and what numbers its processes: pids mean something within that alone.

    Cloned machines may share a host name, containers the machine.
    """
    numbered = [""]
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        numbered = [boot, str(Path("/proc/self/ns/pid").readlink())]
    return f"{socket.gethostname()} {'/'.join(numbered)}".strip()[:HOST_LENGTH]
