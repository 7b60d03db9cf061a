"""Keeps the engine of a server process at the version that is released, wherever it was done."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog

from accounts.clock import Clock
from bot.releases.model import ModelUnusable, Reason, Version
from bot.releases.ports import Swaps
from bot.releases.service import Releases

log = structlog.get_logger(__name__)

EVERY_SECONDS = 2.0
REPORT_EVERY = timedelta(seconds=30)
RETRY_FIRST, RETRY_MOST = timedelta(seconds=10), timedelta(minutes=10)
"""How long after a swap that failed the next try is; each wait is twice the one before."""


@dataclass(frozen=True)
class _Failed:
    """A swap that failed: to which version, how often it was tried, and when to try again."""

    version: str
    tries: int
    again: datetime


class ServingWatch:
    """Looks where the pointer is and swaps the model when it has moved."""

    here = True

    def __init__(
        self, *, releases: Releases, engine: Swaps, clock: Clock, every: float = EVERY_SECONDS
    ) -> None:
        """Nothing is read yet."""
        self._releases = releases
        self._engine = engine
        self._clock = clock
        self._every = every
        self._uses: str | None = None
        """The version that this process answers with, as far as it was released."""
        self._failed: _Failed | None = None
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
        """Swap when this process answers with another version than the released one.

        A swap that fails is tried again, ever more rarely; a release elsewhere is tried at once.
        """
        async with self._lock:
            pointed = await asyncio.to_thread(self._releases.versions.pointed)
            if pointed is None:
                return
            if pointed == self._uses:
                if self._failed is not None:  # what could not be used was taken back
                    self._settle(pointed)
            elif self._is_due(pointed):
                version = await asyncio.to_thread(self._releases.versions.find, pointed)
                await self._swap(version)
            await self._report(pointed)

    async def release(self, version_id: str, by: str, *, confirmed: bool = False) -> Version:
        """Release a candidate: this process loads it first, then the pointer moves.

        Raises as `Releases.check_publish`; with ModelUnusable nothing has changed.
        """
        check = partial(self._releases.check_publish, confirmed=confirmed)
        move = partial(self._releases.publish, confirmed=confirmed)
        return await self._moved(check, move, version_id, by)

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
            self._settle(version.id)
        return version

    def _settle(self, version_id: str) -> None:
        """Remember that this process answers with the version, and report it at the next look."""
        self._uses, self._failed, self.trouble, self._reported = version_id, None, None, None

    def _is_due(self, pointed: str) -> bool:
        failed = self._failed
        return failed is None or failed.version != pointed or self._clock.now() >= failed.again

    async def _swap(self, version: Version) -> None:
        try:
            path = await asyncio.to_thread(self._releases.shelf.path_of, version)
            if self._engine.model != path:
                await self._engine.use(path)
                log.info("release.swapped", version=version.id)
        except ModelUnusable as error:
            self._note(version.id, error.reason)
        except Exception as error:  # whatever else: the earlier model answers, and that is told
            log.exception("release.swap_broke", version=version.id)
            self._note(version.id, Reason("swap_broke", {"kind": type(error).__name__}))
        else:
            self._settle(version.id)

    def _note(self, version_id: str, trouble: Reason) -> None:
        """Remember a swap that failed, for the next try and for who asks."""
        before = self._failed
        tries = before.tries if before is not None and before.version == version_id else 0
        wait = min(RETRY_FIRST * 2**tries, RETRY_MOST)
        self._failed = _Failed(version_id, tries + 1, self._clock.now() + wait)
        self.trouble, self._reported = trouble, None
        log.error("release.not_swapped", version=version_id, code=trouble.code, tries=tries + 1)

    async def _report(self, version_id: str) -> None:
        now = self._clock.now()
        if self._reported is not None and now - self._reported < REPORT_EVERY:
            return
        note = self._releases.versions.report
        await asyncio.to_thread(note, self.server, version_id, self.trouble, now)
        self._reported = now
