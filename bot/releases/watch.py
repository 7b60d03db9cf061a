"""Keeps the engine of a server process at the version that is released, wherever it was done."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from accounts.clock import Clock
from bot.releases.model import ModelUnusable, Reason, Version
from bot.releases.ports import Swaps
from bot.releases.service import Releases

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
REPORT_EVERY = timedelta(seconds=30)


class ServingWatch:
    """Looks where the pointer is and swaps the model when it has moved."""

    def __init__(
        self, *, releases: Releases, engine: Swaps, clock: Clock, every: float = EVERY_SECONDS
    ) -> None:
        """Nothing is read yet."""
        self._releases = releases
        self._engine = engine
        self._clock = clock
        self._every = every
        self._seen: str | None = None
        """The version that was swapped to, or could not be."""
        self._reported: datetime | None = None
        self._lock = asyncio.Lock()
        self.trouble: Reason | None = None
        """Why an earlier model answers instead of the released one, if so."""

    @property
    def server(self) -> str:
        """Return the name of this process."""
        return f"{socket.gethostname()}:{os.getpid()}"

    async def run(self) -> None:
        """Look every few seconds until cancelled."""
        failing = False
        while True:
            try:
                await self.look()
                failing = False
            except Exception:  # the edge of a background task: a database that is away comes back
                if not failing:
                    log.exception("release.watch_failed")
                failing = True
            await asyncio.sleep(self._every)

    async def leave(self) -> None:
        """Take back what was noted of this process: it ends."""
        try:
            await asyncio.to_thread(self._releases.versions.forget, self.server)
        except Exception:  # the edge of a process that ends; its note grows old by itself
            log.exception("release.not_forgotten")

    async def look(self) -> None:
        """Swap when the released version is another than the one that was seen last."""
        async with self._lock:
            pointed = await asyncio.to_thread(self._releases.versions.pointed)
            if pointed is None:
                return
            if pointed != self._seen:
                version = await asyncio.to_thread(self._releases.versions.find, pointed)
                await self._swap(version)
            await self._report(pointed)

    async def release(self, version_id: str, by: str) -> Version:
        """Release a candidate: this process loads it first, then the pointer moves.

        Raises as `Releases.check_publish`; with ModelUnusable nothing has changed.
        """
        releases = self._releases
        return await self._moved(releases.check_publish, releases.publish, version_id, by)

    async def roll_back(self, version_id: str, by: str) -> Version:
        """Roll back to an earlier version, in the same order; raises `check_rollback`'s errors."""
        releases = self._releases
        return await self._moved(releases.check_rollback, releases.rollback, version_id, by)

    async def _moved(
        self,
        check: Callable[[str], Path],
        move: Callable[[str, str], Version],
        version_id: str,
        by: str,
    ) -> Version:
        async with self._lock:
            model = await asyncio.to_thread(check, version_id)
            before = self._engine.model
            if before != model:
                await self._engine.use(model)
            try:
                version = await asyncio.to_thread(move, version_id, by)
            except Exception:
                if before is not None:
                    await self._engine.use(before)
                raise
            self._seen, self.trouble = version.id, None
        return version

    async def _swap(self, version: Version) -> None:
        self._seen, self.trouble, self._reported = version.id, None, None
        try:
            path = await asyncio.to_thread(self._releases.shelf.path_of, version)
            if self._engine.model != path:
                await self._engine.use(path)
                log.info("release.swapped", version=version.id)
        except ModelUnusable as error:
            self.trouble = error.reason
        if self.trouble is not None:
            log.error("release.not_swapped", version=version.id, code=self.trouble.code)

    async def _report(self, version_id: str) -> None:
        now = self._clock.now()
        if self._reported is not None and now - self._reported < REPORT_EVERY:
            return
        note = self._releases.versions.report
        await asyncio.to_thread(note, self.server, version_id, self.trouble, now)
        self._reported = now
