"""An engine that answers from a table: for tests, and for working on the page without Rasa."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from bot.conversation.messages import EngineRequest, EngineTurn

Answer = EngineTurn | Exception | Callable[[EngineRequest], EngineTurn]
"""What a request gets: a turn, an exception to raise, or a function that makes the turn."""


class ScriptedEngine:
    """Implements `bot.conversation.ports.Engine` and keeps every request in `requests`."""

    def __init__(
        self, *, answers: Mapping[str, Answer], otherwise: Answer, delay: float = 0.0
    ) -> None:
        """`answers` maps a request's text to its answer; a turn takes `delay` seconds."""
        self._answers = answers
        self._otherwise = otherwise
        self._delay = delay
        self.requests: list[EngineRequest] = []
        self.asked = asyncio.Event()
        """Set once the first request has come."""

    async def respond(self, request: EngineRequest) -> EngineTurn:
        """Answer from the table; raises what the table says."""
        self.requests.append(request)
        self.asked.set()
        await asyncio.sleep(self._delay)
        answer = self._answers.get(request.text, self._otherwise)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, EngineTurn) else answer(request)
