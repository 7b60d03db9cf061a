"""Lets a customer prove a number while an agent has the conversation (handbook §3).

The agent asks, the code goes to the number, and what the customer enters is redeemed at once and
never shown: neither in the transcript nor at the desk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from accounts.errors import NumberLocked
from accounts.identity import Identity
from bot.conversation.messages import Author, Content
from bot.conversation.model import Conversation, Owner
from bot.conversation.ports import ConversationStore, Transaction, UnknownConversation, Wording
from bot.conversation.router import Router
from bot.desk.access import Case

Kind = Literal["code", "password"]
KINDS: tuple[Kind, ...] = ("code", "password")
DIGITS = 6
ACCEPTED = "accepted"
OUTCOMES = frozenset({ACCEPTED, "wrong", "locked", "expired"})


@dataclass(frozen=True)
class Verification:
    """Asks for a proof and takes it."""

    identity: Identity
    router: Router
    store: ConversationStore
    wording: Wording
    tell: Callable[[str, str], None]
    """Shows the desks what came of it: conversation and outcome."""

    async def ask(self, case: Case, number: str, kind: Kind) -> dict[str, Any]:
        """Ask the customer to prove `number`; a code is sent to it.

        Raises NumberLocked, CodeTooSoon or CodeLimitReached.
        """
        opened = await asyncio.to_thread(self.identity.open_challenge, case.caller(), number, kind)
        text = self.wording.text(f"desk_verify_{kind}", agent=case.me.number, number=number)
        custom = {"type": "secret_input", "kind": kind, "length": DIGITS}
        await self._say(case.conversation.id, Content(text=text, custom=custom))
        return {"kind": kind, "expires_at": opened.expires_at.isoformat()}

    async def redeem(self, conversation_id: str, secret: str) -> None:
        """Judge what the customer entered, tell them, and let the desk know."""
        asked = await asyncio.to_thread(self.identity.awaited, conversation_id)
        try:
            found = await asyncio.to_thread(self.identity.present, conversation_id, secret)
            outcome, left = found.outcome, found.attempts_left
        except NumberLocked:
            outcome, left = "locked", 0
        known = outcome if outcome in OUTCOMES else "expired"
        if known == ACCEPTED and asked is not None:
            await self._proved(conversation_id, asked.number)
        values = {"left": left} if known == "wrong" else {}
        text = self.wording.text(f"desk_verified_{known}", **values)
        await self._say(conversation_id, Content(text=text))
        self.tell(conversation_id, known)

    async def _proved(self, conversation_id: str, number: str) -> None:
        """Let the handoff know whose conversation it is."""

        def work(tx: Transaction) -> None:
            handoff = tx.handoff()
            if handoff is not None and handoff.is_open and handoff.number != number:
                tx.put_handoff(replace(handoff, number=number, recognised=False))

        await self.store.change(conversation_id, work)

    async def _say(self, conversation_id: str, content: Content) -> None:
        def with_an_agent(conversation: Conversation) -> Conversation | None:
            return conversation if conversation.owner is Owner.AGENT else None

        try:
            await self.router.deliver(
                conversation_id, Author.SYSTEM, (content,), change=with_an_agent
            )
        except UnknownConversation:
            return
