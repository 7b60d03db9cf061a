"""What all parts of the desk share: one transaction, then telling, then offering."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from accounts.clock import Clock
from bot.conversation.handoffs import Ending, Handoff, HandoffRefused, Outcome
from bot.conversation.messages import Author, PendingTurn
from bot.conversation.model import IllegalTransition, MayNotSpeak
from bot.conversation.ports import (
    Announcer,
    ConversationStore,
    Transaction,
    UnknownConversation,
    Wording,
)
from bot.handoff.hours import hours_of, is_open
from bot.handoff.look import Look
from bot.handoff.moving import Moving
from bot.handoff.ports import DeskAnnouncer, DeskRecords, Member, Staffing
from bot.handoff.requests import CLOSED, STAFFED, UNSTAFFED
from bot.handoff.serving import Serving
from bot.handoff.wait import usual_length
from bot.handoff.waiting import WaitingRoom

log = structlog.get_logger(__name__)

Step = Callable[[Transaction], Outcome]
_STIRS = frozenset(
    {"requested", "queue", "offer_gone", "requeued", "returned", "closed", "left", "taken_over"}
)
"""Events after which somebody may have to be offered something: one waits, or one is free."""
HOURS_KNOWN_FOR = timedelta(minutes=1)
LENGTHS_OF = timedelta(days=1)
"""The conversations of the last day say how long one takes."""


@dataclass(frozen=True)
class Ports:
    """The world as the desk sees it."""

    store: ConversationStore
    records: DeskRecords
    wording: Wording
    clock: Clock
    staffing: Staffing
    pages: Announcer
    """Tells the customer's pages."""
    desks: DeskAnnouncer
    """Tells the agents' desks."""
    close_credentials: Callable[[str], None]
    """Ends what a conversation has proved; blocks."""


@dataclass(frozen=True)
class Patience:
    """How long the desk waits for whom."""

    offer: timedelta = timedelta(seconds=30)
    """An offer that is not accepted goes to the next agent (handbook §6)."""
    vanished: timedelta = timedelta(seconds=60)
    """An agent not seen for so long has left their conversations (handbook §6)."""
    give_up: timedelta = timedelta(minutes=30)
    """Whoever has waited so long is called back instead: a choice of ours."""
    notice: timedelta = timedelta(seconds=30)
    """The least time between two notices to one who waits: a choice of ours."""
    first_words: timedelta = timedelta(seconds=30)
    """An agent who has not written by then is excused (handbook §1)."""
    hold: timedelta = timedelta(seconds=30)
    """A hold is renewed so often (handbook §1)."""
    consent: timedelta = timedelta(minutes=2)
    """A longer hold asks for consent (handbook §1)."""


@dataclass
class DeskCore:
    """Runs the desk's steps; everything else of the desk goes through `do`."""

    ports: Ports
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        """Make what the steps are taken with."""
        self.room = WaitingRoom(self.ports.wording)
        self.serving = Serving(self.ports.wording)
        self.moving = Moving(self.ports.wording)
        self.wanted = asyncio.Event()
        """Set when somebody may have to be offered something."""
        self.resume: Callable[[PendingTurn], Awaitable[None]] | None = None
        """Has the bot answer a turn; the router's, once there is one."""
        self.handlers: dict[str, Callable[[str, str, int], Awaitable[None]]] = {}
        """What other buttons of the desk do, by the word behind `DESK_BUTTON`."""
        self.redeemer: Callable[[str, str], Awaitable[None]] | None = None
        """Judges codes and passwords that come while people own a conversation."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._hours: tuple[datetime, tuple[str, str]] | None = None
        self._offering = asyncio.Lock()
        self._staffed = False

    async def do(self, conversation_id: str, step: Step) -> Outcome:
        """Take `step` in one transaction, then tell everybody; raises HandoffRefused."""
        try:
            outcome = await self.ports.store.change(conversation_id, step)
        except UnknownConversation as error:
            raise HandoffRefused("gone") from error
        except (IllegalTransition, MayNotSpeak) as error:
            raise HandoffRefused("illegal_move") from error
        if outcome.messages:
            self.ports.pages.said(conversation_id)
        await self.after(conversation_id, outcome)
        if outcome.turn is not None and self.resume is not None:
            self.spawn(self._resumed(outcome.turn))
        return outcome

    async def after(self, conversation_id: str, outcome: Outcome) -> None:
        """Tell the desks what was committed and see to what follows from it."""
        for event in outcome.events:
            self.ports.desks.changed(event)
        if outcome.closed:
            try:
                await asyncio.to_thread(self.ports.close_credentials, conversation_id)
            except Exception:  # the edge to the accounts: grants lapse alone
                log.exception("credentials_not_closed")
        if outcome.pressed is not None:
            name, argument, seq = outcome.pressed
            self.spawn(self._pressed(name, conversation_id, argument, seq))
        if outcome.left_message:
            self.spawn(self._message_left(conversation_id))
        if any(event.kind in _STIRS for event in outcome.events):
            self.wanted.set()

    async def handoff_of(self, handoff_id: str) -> str:
        """Return the conversation of an open handoff; raises HandoffRefused("gone")."""
        handoff = await self.ports.records.handoff(handoff_id)
        if handoff is None or not handoff.is_open:
            raise HandoffRefused("gone")
        return handoff.conversation_id

    async def members(self) -> dict[str, Member]:
        """Return the staff by number."""
        return dict(await asyncio.to_thread(self.ports.staffing.roster.members))

    async def look(self) -> Look:
        """Look at the whole desk now."""
        now = self.ports.clock.now()
        records = self.ports.records
        handoffs = await records.open_handoffs()
        presences = await records.presences()
        members = await self.members()
        ended = await records.ended_since(now - LENGTHS_OF, limit=50)
        look = Look(now, handoffs, presences, members, usual_length(ended))
        self._staffed = bool(look.desks)
        return look

    async def standing(self) -> str:
        """Return how the desk stands; of who is online it knows what the last look saw."""
        if self._staffed:
            return STAFFED
        return UNSTAFFED if is_open(self.ports.clock.now(), *await self.hours()) else CLOSED

    async def hours(self) -> tuple[str, str]:
        """Return the working hours of weekdays and weekend, asked once a minute."""
        now = self.ports.clock.now()
        if self._hours is None or now - self._hours[0] >= HOURS_KNOWN_FOR:
            self._hours = (now, await asyncio.to_thread(self.ports.staffing.hours))
        return self._hours[1]

    async def hours_today(self) -> str:
        """Return today's working hours as ``HH:MM-HH:MM``."""
        return hours_of(self.ports.clock.now(), *await self.hours())

    async def offer_all(self) -> int:
        """Offer everybody who waits to whoever is free for them; return how many were.

        Somebody else may be quicker with each of them: such an offer is left out.
        """
        async with self._offering:
            self.wanted.clear()
            look = await self.look()
            made = 0
            for offer in look.offers():
                until = look.now + self.patience.offer
                step = partial(
                    self.serving.offer,
                    handoff_id=offer.handoff.id,
                    agent=offer.agent,
                    until=until,
                    at=look.now,
                )
                try:
                    await self.do(offer.handoff.conversation_id, step)
                except HandoffRefused as refused:
                    log.info("offer_not_made", reason=refused.reason)
                else:
                    made += 1
            return made

    async def finish_message(self, handoff_id: str) -> None:
        """Open the ticket of the message that was left; again and again it is the same one.

        Raises what the accounts raise; the watch then tries again.
        """
        records, store = self.ports.records, self.ports.store
        handoff = await records.handoff(handoff_id)
        if handoff is None or not handoff.is_open or handoff.message_seq is None:
            return
        seq = handoff.message_seq
        found = await store.messages_of(handoff.conversation_id, after=seq - 1)
        said = [each.content.text for each in found if each.author is Author.CUSTOMER]
        words = "\n".join(text for text in said if text)
        await self._ticketed(handoff, words, str(seq), Ending.LEFT_MESSAGE)

    async def give_up(self, handoff: Handoff) -> None:
        """Have the customer called back, who has waited too long; raises as `finish_message`.

        A message for which a number to call is still awaited is taken without it.
        """
        if handoff.message_seq is not None:
            await self.finish_message(handoff.id)
        else:
            await self._ticketed(handoff, "", handoff.id, Ending.ABANDONED)

    async def _ticketed(self, handoff: Handoff, words: str, key: str, ending: Ending) -> None:
        """End the waiting with a ticket, opened once for each `key`."""
        take = self.ports.staffing.messages.take
        turn_id = f"{handoff.conversation_id}:{key}"
        left = await asyncio.to_thread(take, handoff, words, turn_id)
        step = partial(
            self.room.message_taken,
            handoff_id=handoff.id,
            left=left,
            ending=ending,
            at=self.ports.clock.now(),
        )
        await self.do(handoff.conversation_id, step)

    def redeem(self, conversation_id: str, secret: str) -> None:
        """Have `secret` judged beside the caller; without a redeemer it is dropped unseen."""
        if self.redeemer is not None:
            self.spawn(self._redeemed(conversation_id, secret))

    async def _redeemed(self, conversation_id: str, secret: str) -> None:
        try:
            if self.redeemer is not None:
                await self.redeemer(conversation_id, secret)
        except Exception:  # the edge to the accounts: the customer may say it again
            log.exception("secret_not_judged")

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` beside the caller and hold it until it ends."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait for what `spawn` started, and what that started."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _resumed(self, turn: PendingTurn) -> None:
        if self.resume is not None:
            await self.resume(turn)

    async def _pressed(self, name: str, conversation_id: str, argument: str, seq: int) -> None:
        try:
            await self.handlers[name](conversation_id, argument, seq)
        except Exception:  # the edge to another face
            log.exception("desk_button_failed", button=name)

    async def _message_left(self, conversation_id: str) -> None:
        try:
            for handoff in await self.ports.records.handoffs_of(conversation_id):
                if handoff.is_open:
                    await self.finish_message(handoff.id)
        except Exception:  # the edge of a background task; the watch tries again
            log.exception("message_not_taken")
