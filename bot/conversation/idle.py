"""Watches for silence (handbook §1): asks once, then closes and says how to come back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from accounts.clock import Clock
from bot.conversation.messages import Author, Content
from bot.conversation.model import Conversation, Owner, moved
from bot.conversation.ports import ConversationStore, Wording
from bot.conversation.router import Router

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 5.0
RATING_REQUEST = {"type": "rating", "scale": 5}


class IdleWatch:
    """Looks at the quiet conversations of the bot; all it knows is in the log.

    A conversation is closed only some time after it was asked, so one that fell silent while the
    server was down is still asked first.
    """

    def __init__(
        self,
        *,
        router: Router,
        store: ConversationStore,
        wording: Wording,
        clock: Clock,
        ask_after: timedelta,
        close_after: timedelta,
    ) -> None:
        """`close_after` counts, as `ask_after` does, from the last words before the question."""
        self._router = router
        self._store = store
        self._wording = wording
        self._clock = clock
        self._ask_after = ask_after
        self._close_after_asking = max(close_after - ask_after, timedelta())

    async def run(self) -> None:
        """Look again and again until cancelled; one failed look does not end the watch."""
        while True:
            try:
                await self.tick()
            except Exception:  # the edge of a background task
                log.exception("idle_watch_failed")
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def tick(self) -> None:
        """Ask and close whatever is due now."""
        now = self._clock.now()
        for quiet in await self._store.silent_since(now - self._ask_after, asked=False):
            await self._ask(quiet, now)
        due = now - self._close_after_asking
        for asked in await self._store.silent_since(due, asked=True):
            await self._close(asked, now)

    async def _ask(self, seen: Conversation, now: datetime) -> None:
        def asked(present: Conversation) -> Conversation | None:
            return replace(present, idle_asked_at=now) if _still(seen, present) else None

        line = Content(text=self._wording.text("silence_ask"))
        await self._router.deliver(seen.id, Author.BOT, (line,), change=asked)

    async def _close(self, seen: Conversation, now: datetime) -> None:
        def closed(present: Conversation) -> Conversation | None:
            return moved(present, Owner.CLOSED, now) if _still(seen, present) else None

        lines = (
            Content(text=self._wording.text("silence_close")),
            Content(text=self._wording.text("rating_ask"), custom=RATING_REQUEST),
        )
        await self._router.deliver(seen.id, Author.BOT, lines, change=closed)


def _still(seen: Conversation, present: Conversation) -> bool:
    """Tell whether nobody has spoken since the conversation was seen to be quiet."""
    return present.owner is Owner.BOT and present.last_seq == seen.last_seq
