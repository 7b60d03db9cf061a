"""The two verbs of the core: `receive` a customer's message, `deliver` words to a customer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import structlog

from accounts.clock import Clock
from bot.conversation.buttons import looks_issued
from bot.conversation.handoffs import Outcome
from bot.conversation.intake import Accepted, Intake
from bot.conversation.messages import (
    Author,
    Command,
    Content,
    EngineTurn,
    Inbound,
    Logged,
    PendingTurn,
)
from bot.conversation.model import (
    MAY_SPEAK,
    Conversation,
    Greeting,
    Owner,
    moved,
)
from bot.conversation.outlet import rated, say
from bot.conversation.owed import Debt, debt_of, excused
from bot.conversation.ports import (
    Announcer,
    ConversationStore,
    CredentialGate,
    Desk,
    Engine,
    Greeter,
    Transaction,
    Wording,
)
from bot.conversation.reading import read
from bot.conversation.turns import Turns

log = structlog.get_logger(__name__)

HOLD_AFTER = 2.0
"""Seconds of work after which the customer is asked to wait (handbook §1)."""

RECOVERED_AT_ONCE = 50
"""Conversations whose owed turns are answered beside each other after a start."""

Change = Callable[[Conversation], "Conversation | None"]


@dataclass(frozen=True)
class _Said:
    """What a transaction has put into the log, and how ownership stands after it."""

    messages: tuple[Logged, ...] = ()
    closed: bool = False
    desk: Outcome | None = None


class Router:
    """Owns the order of events in every conversation of this process.

    One lock a conversation: messages are stored, answered and delivered one after another. What
    is stored is committed before anyone is told of it.
    """

    def __init__(
        self,
        *,
        store: ConversationStore,
        engine: Engine,
        gate: CredentialGate,
        greeter: Greeter,
        wording: Wording,
        announcer: Announcer,
        clock: Clock,
        turn_timeout: float,
        desk: Desk | None = None,
        hold_after: float = HOLD_AFTER,
    ) -> None:
        """Take the ports; times are seconds; without a `desk` the bot keeps every conversation."""
        self._store = store
        self._gate = gate
        self._greeter = greeter
        self._wording = wording
        self._announcer = announcer
        self._clock = clock
        self._desk = desk
        self._hold_after = hold_after
        self._intake = Intake(wording=wording, desk=desk)
        self._turns = Turns(
            engine=engine,
            gate=gate,
            store=store,
            wording=wording,
            timeout=turn_timeout,
            standing=desk.standing if desk is not None else None,
        )
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._owed: dict[str, dict[int, PendingTurn]] = {}
        """Turns that a crash or a failing log left unanswered, to be answered first."""
        self._recalled = False

    async def receive(
        self, inbound: Inbound, stored: Callable[[Logged], None] | None = None
    ) -> tuple[Logged, ...]:
        """Store a customer's message, answer it if the bot owns the conversation, return that.

        `stored` is called once the message is on disk, before it is answered: the moment to
        acknowledge it. A client id seen before brings the first answer back, without a turn.
        When the answer cannot be stored, that error is raised and the turn stays owed.
        """
        with structlog.contextvars.bound_contextvars(conversation_id=inbound.conversation_id):
            async with self._lock(inbound.conversation_id):
                await self._settle_owed(inbound.conversation_id)
                accepted, secret = await self._accept(inbound)
                if stored is not None:
                    stored(accepted.logged)
                if accepted.desk is not None and self._desk is not None:
                    await self._desk.after(inbound.conversation_id, accepted.desk)
                if accepted.turn is None:
                    if secret is not None and accepted.desk is not None and self._desk is not None:
                        self._desk.redeem(inbound.conversation_id, secret)
                    return accepted.replies
                try:
                    return accepted.replies + await self._answer(accepted.turn, secret)
                except Exception:
                    self._owe(accepted.turn)
                    raise

    async def deliver(
        self,
        conversation_id: str,
        author: Author,
        contents: Sequence[Content],
        *,
        agent: str | None = None,
        change: Change | None = None,
    ) -> tuple[Logged, ...]:
        """Say `contents` to the customer, as the agent of that number if it is one.

        `change` sees the conversation inside the transaction and returns it as it shall be
        afterwards, or None when nothing is to be said after all. Raises MayNotSpeak when
        `author` does not own the conversation, UnknownConversation when there is none.
        """
        async with self._lock(conversation_id):
            return await self._commit(
                conversation_id,
                partial(
                    self._deliver, author=author, contents=contents, agent=agent, change=change
                ),
            )

    async def greet(
        self, conversation_id: str, channel: str, recognised_number: str | None
    ) -> tuple[Logged, ...]:
        """Say the opening line in a conversation that has no message yet; else nothing."""
        async with self._lock(conversation_id):
            if await self._store.last_seq_of(conversation_id):
                return ()
            return await self._open(conversation_id, channel, recognised_number)

    async def rate(self, conversation_id: str, score: int, solved: bool | None = None) -> int:
        """Keep the customer's rating, 1 to 5, thank once, and return the newest `seq`.

        `solved` is whether the customer calls the matter solved, when they say so. Raises
        UnknownConversation when there is no such conversation.
        """

        def work(tx: Transaction) -> _Said:
            at = self._clock.now()
            if not rated(tx, score, solved, at):
                return _Said()
            thanks = Content(text=self._wording.text("rating_thanks"))
            return _Said(say(tx, Author.SYSTEM, (thanks,), at))

        async with self._lock(conversation_id):
            await self._commit(conversation_id, work)
        return await self._store.last_seq_of(conversation_id)

    async def resume(self, turn: PendingTurn) -> None:
        """Answer a turn that the bot owes because the conversation is its own again."""
        async with self._lock(turn.conversation_id):
            await self._settle_owed(turn.conversation_id)
            await self._recovered(turn)

    async def recall(self) -> int:
        """Note every message that a crash left without an answer; return how many there are.

        To be called before the first `receive`: an older message is answered before a newer
        one of its conversation, or a late "yes" would answer what was asked after it.
        """
        turns = await self._store.owed_turns()
        self._owed, self._recalled = {}, True
        for turn in turns:
            self._owe(turn)
        return len(turns)

    async def recover(self) -> None:
        """Answer what `recall` noted and no newer message has had answered meanwhile.

        What fails stays noted, for the next call and before the next message.
        """
        if not self._recalled:
            await self.recall()
        room = asyncio.Semaphore(RECOVERED_AT_ONCE)

        async def settle(conversation_id: str) -> None:
            with structlog.contextvars.bound_contextvars(conversation_id=conversation_id):
                async with room, self._lock(conversation_id):
                    await self._settle_owed(conversation_id)

        # Not one after another: each would queue behind all that customers say meanwhile, and of a
        # server that goes down often the last ones would be answered by none of its starts.
        await asyncio.gather(*(settle(each) for each in tuple(self._owed)))

    async def _settle_owed(self, conversation_id: str) -> None:
        """Answer this conversation's owed turns; one that fails does not keep others from it."""
        for turn in self._owed.pop(conversation_id, {}).values():
            await self._recovered(turn)

    async def _recovered(self, turn: PendingTurn) -> None:
        try:
            debt = await self._store.change(turn.conversation_id, partial(debt_of, turn=turn))
            if debt is Debt.ANSWER:
                await self._answer(turn, None)
            elif debt is Debt.EXCUSE:
                await self._commit(turn.conversation_id, partial(self._excuse, turn=turn))
        except Exception:  # the edge of one turn; `recover` tries again
            log.exception("turn_not_recovered", turn_id=turn.turn_id)
            self._owe(turn)

    def _excuse(self, tx: Transaction, *, turn: PendingTurn) -> _Said:
        return _Said(excused(tx, turn=turn, wording=self._wording, at=self._clock.now()))

    def _owe(self, turn: PendingTurn) -> None:
        self._owed.setdefault(turn.conversation_id, {})[turn.seq] = turn

    def _lock(self, conversation_id: str) -> asyncio.Lock:
        return self._locks.setdefault(conversation_id, asyncio.Lock())

    async def _accept(self, inbound: Inbound) -> tuple[Accepted, str | None]:
        at = self._clock.now()
        reading = None
        if not (inbound.is_button or looks_issued(inbound.text)):
            expects = partial(asyncio.to_thread, self._gate.expects, inbound.conversation_id)
            reading = await read(inbound.text, expects)
        accepted = await self._store.change(
            inbound.conversation_id,
            partial(self._intake.accept, inbound=inbound, reading=reading, at=at),
            otherwise=Conversation(inbound.conversation_id, inbound.channel, opened_at=at),
        )
        self._announcer.said(inbound.conversation_id)
        return accepted, reading.secret if reading and reading.is_awaited else None

    async def _answer(self, turn: PendingTurn, secret: str | None) -> tuple[Logged, ...]:
        said: tuple[Logged, ...] = ()
        if turn.opened:
            said = await self._open(
                turn.conversation_id, turn.channel, turn.recognised_number, reply_to=turn.seq
            )
        self._announcer.typing(turn.conversation_id, on=True)
        work = asyncio.ensure_future(self._turns.reply(turn, secret))
        try:
            done, _ = await asyncio.wait({work}, timeout=self._hold_after)
            if not done:
                said += await self._commit(turn.conversation_id, partial(self._hold, turn=turn))
            reply = await work
            if not done:
                reply = self._turns.after_hold(turn, reply)
            request = await self._handoff(turn, reply)
            said += await self._commit(
                turn.conversation_id,
                partial(self._conclude, turn=turn, reply=reply, request=request),
            )
        finally:
            work.cancel()
            self._announcer.typing(turn.conversation_id, on=False)
        return said

    async def _handoff(self, turn: PendingTurn, reply: EngineTurn) -> Any:
        """Return what a handoff that the engine asks for has to know, or None without one."""
        wanted = [command for command in reply.commands if command.name == "handoff"]
        if not wanted or self._desk is None:
            return None
        return await self._desk.prepare(turn, wanted[0].data)

    async def _open(
        self,
        conversation_id: str,
        channel: str,
        recognised_number: str | None,
        reply_to: int | None = None,
    ) -> tuple[Logged, ...]:
        """Say the opening line if it is still due; one that fails does not cost the answer."""
        at = self._clock.now()
        try:
            line = await asyncio.to_thread(self._greeter.opening, recognised_number, at)
        except Exception:  # the edge to the accounts; the line stays due
            log.exception("opening_line_failed")
            return ()

        def work(tx: Transaction) -> _Said:
            conversation = tx.conversation
            if conversation.greeting is not Greeting.DUE or conversation.owner is not Owner.BOT:
                return _Said()
            said = say(tx, Author.BOT, (line,), at, reply_to=reply_to)
            tx.save(replace(tx.conversation, greeting=Greeting.FRESH))
            return _Said(said)

        otherwise = Conversation(conversation_id, channel, opened_at=at)
        return await self._commit(conversation_id, work, otherwise=otherwise)

    async def _commit(
        self,
        conversation_id: str,
        work: Callable[[Transaction], _Said],
        *,
        otherwise: Conversation | None = None,
    ) -> tuple[Logged, ...]:
        """Run `work`, then tell everyone whom its outcome concerns."""
        said = await self._store.change(conversation_id, work, otherwise=otherwise)
        if said.messages:
            self._announcer.said(conversation_id)
        if said.closed:
            try:
                await asyncio.to_thread(self._gate.close, conversation_id)
            except Exception:  # the edge to the accounts: what was said stands, grants lapse alone
                log.exception("credentials_not_closed")
        if said.desk is not None and self._desk is not None:
            await self._desk.after(conversation_id, said.desk)
        return said.messages

    def _deliver(
        self,
        tx: Transaction,
        *,
        author: Author,
        contents: Sequence[Content],
        agent: str | None,
        change: Change | None,
    ) -> _Said:
        before = tx.conversation
        after = change(before) if change else before
        if after is None:
            return _Said()
        # Said by the owner, then changed: the last words of a conversation may close it.
        said = say(tx, author, contents, self._clock.now(), agent=agent)
        tx.save(replace(after, last_bot_at=tx.conversation.last_bot_at))
        return _Said(said, closed=before.owner is not after.owner is Owner.CLOSED)

    def _hold(self, tx: Transaction, *, turn: PendingTurn) -> _Said:
        """Ask to wait; nothing when the turn is answered or taken over already."""
        if tx.owed(turn.seq) is None or Author.BOT not in MAY_SPEAK[tx.conversation.owner]:
            return _Said()
        line = Content(text=self._wording.text("hold", variant=turn.seq))
        return _Said(say(tx, Author.BOT, (line,), self._clock.now(), reply_to=turn.seq))

    def _conclude(
        self, tx: Transaction, *, turn: PendingTurn, reply: EngineTurn, request: Any
    ) -> _Said:
        """Store the answer to `turn`, once: an agent who took over meanwhile silences it."""
        if tx.owed(turn.seq) is None:
            return _Said(tx.replies_to(turn.seq))
        tx.settle(turn.seq)
        if Author.BOT not in MAY_SPEAK[tx.conversation.owner]:
            return _Said()
        at = self._clock.now()
        said = say(tx, Author.BOT, reply.messages, at, reply_to=turn.seq)
        tx.save(replace(tx.conversation, greeting=Greeting.PAST))
        return self._obey(tx, reply.commands, request, said, at)

    def _obey(
        self,
        tx: Transaction,
        commands: Sequence[Command],
        request: Any,
        said: tuple[Logged, ...],
        at: datetime,
    ) -> _Said:
        """Carry out what the engine asks of the gateway."""
        for command in commands:
            if command.name == "close":
                tx.save(moved(tx.conversation, Owner.CLOSED, at))
                return _Said(said, closed=True)
            if command.name == "handoff" and self._desk is not None:
                outcome = self._desk.queue(tx, request, at)
                return _Said(said + outcome.messages, desk=outcome)
            log.info("command_left_to_bot", command=command.name)
        return _Said(said)
