"""Lets the engine of this process follow the released version (`bot.releases.watch`)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import structlog
from aiohttp import web

from bot.conversation.ports import EngineFailed
from bot.engine.embedded import EmbeddedEngine
from bot.releases.model import ModelUnusable
from bot.releases.service import Releases
from bot.releases.watch import ServingWatch

log = structlog.get_logger(__name__)

TIDIED_EVERY_SECONDS = 3600.0


class EngineSwap:
    """The embedded engine as `bot.releases.ports.Swaps`."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        """Swap the models of `engine`."""
        self._engine = engine

    @property
    def model(self) -> Path | None:
        """The model file that answers."""
        return self._engine.model

    async def use(self, model: Path) -> None:
        """Answer with `model` from the next turn on; raises ModelUnusable."""
        try:
            await self._engine.use(model)
        except EngineFailed as error:
            raise ModelUnusable("model_unusable", model=model.name) from error


def serving_watch(watch: ServingWatch) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return a context in which this process follows the pointer."""

    async def context(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.ensure_future(watch.run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await watch.leave()

    return context


def tidied(releases: Releases) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return a context in which what versions keep no longer goes, even when nobody trains."""

    async def tidy() -> None:
        while True:
            try:
                await asyncio.to_thread(releases.tidy)
            except Exception:  # the edge of a background task: a database that is away comes back
                log.exception("release.not_tidied")
            await asyncio.sleep(TIDIED_EVERY_SECONDS)

    async def context(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.ensure_future(tidy())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return context
