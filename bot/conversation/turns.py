"""Gets the answer to one turn: redeems its secret, asks the engine, and is never silent."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from bot.conversation.messages import (
    Button,
    Command,
    Content,
    EngineRequest,
    EngineTurn,
    PendingTurn,
)
from bot.conversation.ports import (
    ConversationStore,
    CredentialGate,
    Engine,
    EngineFailed,
    Wording,
)
from bot.text.asking_for_people import asks_for_people

log = structlog.get_logger(__name__)

TO_PERSON = "/request_human"
"""Engine payload behind the offer of a person."""

NAMED = 20
"""Characters of a question that name it well enough."""
LEAST_WORDS = 3
"""Letters or Chinese characters of the shortest question worth naming."""
_WORDS = re.compile(r"[^\W\d_]")
_LONG_NUMBER = re.compile(r"(?:\d[\s-]*){4}")


class Turns:
    """Says what the bot answers; stores and delivers nothing of it."""

    def __init__(
        self,
        *,
        engine: Engine,
        gate: CredentialGate,
        store: ConversationStore,
        wording: Wording,
        timeout: float,
        standing: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        """`timeout` is the longest that the engine is waited for, in seconds.

        `standing` says how the desk stands, where there is one.
        """
        self._engine = engine
        self._gate = gate
        self._store = store
        self._wording = wording
        self._timeout = timeout
        self._standing = standing

    async def reply(self, turn: PendingTurn, secret: str | None) -> EngineTurn:
        """Return the answer to `turn`, whose message held `secret` (already redacted in it)."""
        if not turn.redeem:
            return await self._respond(turn)
        if secret is None:
            # The process ended between storing the message and redeeming its secret, and the
            # secret was never written down: the customer has to say it again.
            return EngineTurn((Content(text=self._wording.text("secret_again")),))
        try:
            outcome = await asyncio.to_thread(self._gate.present, turn.conversation_id, secret)
        except Exception:  # the edge to the accounts: the customer may say it again
            log.exception("secret_not_judged", turn_id=turn.turn_id)
            return self._apology()
        redeemed = replace(turn, credential=outcome, redeem=False)
        await self._store.change(turn.conversation_id, lambda tx: tx.owe(redeemed))
        return await self._respond(redeemed)

    def after_hold(self, turn: PendingTurn, reply: EngineTurn) -> EngineTurn:
        """Return `reply` begun by thanks for waiting and the question's name (handbook §1)."""
        question = turn.text.strip()
        if not _is_question(question):
            thanks = self._wording.text("hold_over")
        else:
            short = question if len(question) <= NAMED else f"{question[:NAMED]}…"
            thanks = self._wording.text("hold_over_named", question=short)
        return replace(reply, messages=(Content(text=thanks), *reply.messages))

    async def _respond(self, turn: PendingTurn) -> EngineTurn:
        """Ask the engine; whatever goes wrong there, the customer gets an answer."""
        try:
            request = _request(turn, await self._desk_stands())
            reply = await asyncio.wait_for(self._engine.respond(request), self._timeout)
        except asyncio.TimeoutError:
            log.warning("engine_too_slow", turn_id=turn.turn_id, seconds=self._timeout)
        except EngineFailed:
            log.warning("engine_failed", turn_id=turn.turn_id, exc_info=True)
        except Exception:  # the edge to the engine: never silence
            log.exception("engine_broke", turn_id=turn.turn_id)
        else:
            if reply.messages or reply.commands:
                return reply
            log.warning("engine_said_nothing", turn_id=turn.turn_id)
        wants_person = turn.text == TO_PERSON or asks_for_people(turn.text)
        if wants_person and self._standing is not None:
            # What the apology offers has to work while the engine does not.
            told = Content(text=self._wording.text("human_connecting"))
            return EngineTurn((told,), (Command("handoff", {"reason": "action_failed"}),))
        return self._apology()

    async def _desk_stands(self) -> str | None:
        return None if self._standing is None else await self._standing()

    def _apology(self) -> EngineTurn:
        person = Button(self._wording.text("button_person"), TO_PERSON)
        return EngineTurn((Content(text=self._wording.text("busy"), buttons=(person,)),))


def _is_question(text: str) -> bool:
    """Tell whether `text` names a matter: no button, no bare yes, nothing with a number in it."""
    if text.startswith("/") or _LONG_NUMBER.search(text):
        return False
    return len(_WORDS.findall(text)) >= LEAST_WORDS


def _request(turn: PendingTurn, desk: str | None) -> EngineRequest:
    """Return what the engine is told (ARCHITECTURE: the metadata of a turn)."""
    metadata = {
        "conversation_id": turn.conversation_id,
        "channel": turn.channel,
        "turn_id": turn.turn_id,
        "recognised_number": turn.recognised_number,
        "opened": turn.opened,
        "credential": turn.credential,
        "desk": desk,
        "returned": turn.returned,
    }
    return EngineRequest(turn.conversation_id, turn.text, metadata)
