"""The engine in this process: a Rasa agent on a thread and an event loop of its own.

Understanding a message is milliseconds of pure computation. On a loop of its own it delays other
turns, which have to wait for it anyway, and never the gateway's sockets.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from bot.conversation.messages import EngineRequest, EngineTurn
from bot.conversation.ports import EngineFailed, ModelNotLoaded
from bot.conversation.reading import neutralised
from bot.engine.collector import take_back
from bot.engine.failures import place_of
from bot.engine.inline import InlineExecutor
from bot.engine.rasa_quiet import import_quietly
from bot.engine.replies import to_turn
from bot.engine.storage.event_log import EventLog, open_event_log

if TYPE_CHECKING:
    from bot.engine.rasa_agent import LoadedModel

Result = TypeVar("Result")

log = structlog.get_logger()

_LOADING = threading.Lock()
"""Rasa's loader keeps state of the process: of two loads at once, one may fail."""


class EmbeddedEngine:
    """Answers turns with a model file; implements `bot.conversation.ports.Engine`."""

    def __init__(
        self,
        *,
        model: Path,
        tracker_url: str,
        actions_url: str = "",
        actions_package: str = "actions",
        inline: bool = False,
    ) -> None:
        """Answer with `model`, remembering conversations in the database at `tracker_url`.

        The actions of `actions_package` run in this process unless `actions_url` names an
        action server. With `inline` what blocks is done on the engine's own thread, which pays
        where every database is SQLite (`bot.engine.inline`).
        """
        self._path = model
        self._tracker_url = tracker_url
        self._actions_url = actions_url
        self._actions_package = actions_package
        self._loop = asyncio.new_event_loop()
        if inline:
            self._loop.set_default_executor(InlineExecutor())
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._log: EventLog | None = None
        self._model: LoadedModel | None = None

    @property
    def ready(self) -> bool:
        """Tell whether turns can be answered."""
        return self._model is not None and self._thread.is_alive()

    async def check(self) -> bool:
        """Return `ready`; the engine by URL has to ask for it."""
        return self.ready

    @property
    def model(self) -> Path | None:
        """The model file that answers, None while there is none."""
        return self._model.path if self._model else None

    async def start(self) -> None:
        """Import Rasa and load the model, a few seconds during which the caller's loop runs on.

        Raises ModelNotLoaded.
        """
        self._thread.start()
        await self.use(self._path)

    async def use(self, model: Path) -> None:
        """Answer with `model` from the next turn on; turns under way finish with the old one.

        The new model is loaded beside the old. Raises ModelNotLoaded, and keeps the old
        one, when it cannot be.
        """
        try:
            loaded = await asyncio.to_thread(self._load, model)
        except Exception as error:
            _report("engine.model_unusable", error, model=model.name)
            raise ModelNotLoaded(model.name) from error
        if self._model is not None:
            # The model that goes is millions of objects.
            take_back()
        self._model = loaded
        log.info("engine.model_loaded", model=model.name)

    async def respond(self, request: EngineRequest) -> EngineTurn:
        """Answer one turn; raises EngineFailed when no answer can be had.

        Cancelling the call aborts the turn and leaves the conversation as it was before it.
        """
        model = self._model
        if model is None:
            raise EngineFailed("no model is loaded")
        try:
            return to_turn(await self._on_engine_loop(model.answer(request)))
        except Exception as error:
            _report("engine.turn_failed", error, turn_id=request.metadata.get("turn_id"))
            raise EngineFailed(type(error).__name__) from error

    async def intents_of(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return what `text` means, the likeliest first; empty when it cannot be told."""
        model = self._model
        if model is None or not text.strip():
            return ()
        try:
            return await self._on_engine_loop(model.intents_of(neutralised(text)))
        except Exception as error:  # noqa: BLE001 - whoever asks can do without
            _report("engine.text_not_understood", error)
            return ()

    async def of(self, conversation_id: str) -> Mapping[str, Any]:
        """Return what is remembered of a conversation (`bot.engine.recollection`).

        Raises EngineFailed when no model is loaded.
        """
        model = self._model
        if model is None:
            raise EngineFailed("no model is loaded")
        return await self._on_engine_loop(model.remembered(conversation_id))

    async def stop(self) -> None:
        """Let go of the model, the thread and the database; turns under way are aborted."""
        self._model = None
        if self._thread.is_alive():
            await self._on_engine_loop(_cancel_the_others())
            self._loop.call_soon_threadsafe(self._loop.stop)
            await asyncio.to_thread(self._thread.join)
        if not self._loop.is_closed():
            self._loop.close()
        if self._log is not None:
            self._log.close()

    def _load(self, model: Path) -> LoadedModel:
        if self._log is None:
            self._log = open_event_log(self._tracker_url)
        with _LOADING:
            rasa_agent = import_quietly("bot.engine.rasa_agent")
            loaded: LoadedModel = rasa_agent.load_model(
                model,
                log=self._log,
                actions_url=self._actions_url,
                actions_package=self._actions_package,
            )
        return loaded

    async def _on_engine_loop(self, work: Coroutine[Any, Any, Result]) -> Result:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()


def _report(event: str, error: Exception, **values: Any) -> None:
    log.error(event, error=type(error).__name__, place=place_of(error), **values)


async def _cancel_the_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
