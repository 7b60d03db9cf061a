"""The engine by URL: a Rasa server (`rasa run`) answers turns over its REST channel."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import structlog

from bot.conversation.messages import EngineRequest, EngineTurn
from bot.conversation.ports import EngineFailed
from bot.conversation.reading import neutralised
from bot.engine.failures import place_of
from bot.engine.replies import ranking_of, to_turn

log = structlog.get_logger()

_OK = 200


class RemoteEngine:
    """Answers turns through a Rasa server; implements `bot.conversation.ports.Engine`.

    The server keeps the trackers and runs or calls the actions; it must be reachable by us
    alone, since whoever speaks to it may speak as anyone.
    """

    def __init__(self, *, url: str, timeout_seconds: float) -> None:
        """Talk to the server at `url`, waiting at most `timeout_seconds` for an answer."""
        self._url = url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._session: aiohttp.ClientSession | None = None
        self._ready = False

    @property
    def ready(self) -> bool:
        """Tell whether the last contact with the server succeeded."""
        return self._ready

    async def start(self) -> None:
        """Open the connection pool and ask whether the server is there.

        A server that is not there yet does not fail the start: turns fail until it is.
        """
        self._session = aiohttp.ClientSession(timeout=self._timeout)
        await self.check()

    async def check(self) -> bool:
        """Ask the server's REST channel whether it is open; `ready` follows the answer.

        Rasa opens its channels once the model is loaded, and answers ``/status`` only when its
        HTTP interface for operators is enabled, which this engine does not need.
        """
        try:
            async with self._open_session().get(f"{self._url}/webhooks/rest/") as response:
                self._ready = response.status == _OK
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            self._note(error)
        return self._ready

    async def respond(self, request: EngineRequest) -> EngineTurn:
        """Answer one turn; raises EngineFailed when the server cannot be reached or refuses."""
        body = {
            "sender": request.conversation_id,
            "message": request.text,
            "metadata": dict(request.metadata),
            "input_channel": request.metadata.get("channel"),
        }
        url = f"{self._url}/webhooks/rest/webhook"
        try:
            async with self._open_session().post(url, json=body) as response:
                if response.status != _OK:
                    raise EngineFailed(f"the Rasa server answered {response.status}")
                turn = to_turn(_replies(await response.read()))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            self._note(error)
            raise EngineFailed(type(error).__name__) from error
        self._ready = True
        return turn

    async def intents_of(self, text: str) -> tuple[tuple[str, float], ...]:
        """Return what `text` means, the likeliest first.

        Empty when the server does not say: Rasa tells it only with its HTTP interface enabled.
        """
        try:
            async with self._open_session().post(
                f"{self._url}/model/parse", json={"text": neutralised(text)}
            ) as response:
                if response.status != _OK:
                    return ()
                return ranking_of(await response.json())
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError, EngineFailed):
            return ()

    async def of(self, conversation_id: str) -> Mapping[str, Any]:
        """Return nothing: the server's trackers are its own; the transcript is ours."""
        return {}

    async def stop(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._ready = False

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise EngineFailed("the engine is not started")
        return self._session

    def _note(self, error: Exception) -> None:
        self._ready = False
        log.warning("engine.unreachable", error=type(error).__name__, place=place_of(error))


def _replies(body: bytes) -> list[dict[str, object]]:
    try:
        replies = json.loads(body)
    except ValueError as error:
        raise EngineFailed("the Rasa server did not answer in JSON") from error
    if not isinstance(replies, list) or not all(isinstance(reply, dict) for reply in replies):
        raise EngineFailed("the Rasa server did not answer with messages")
    return replies
