"""Lets the engine of this process follow the released version (`bot.releases.watch`)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from aiohttp import web

from bot.conversation.ports import EngineFailed
from bot.engine.embedded import EmbeddedEngine
from bot.releases.model import ModelUnusable
from bot.releases.watch import ServingWatch


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
