"""The service floor: router, desk and agents on a real SQLite log, with a scripted engine."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.clock import SHANGHAI, FixedClock
from bot.conversation.handoffs import DeskEvent, Handoff
from bot.conversation.messages import Command, Content, EngineTurn, Inbound, Logged
from bot.conversation.model import Conversation, Owner
from bot.conversation.router import Router
from bot.engine.scripted import ScriptedEngine
from bot.handoff.core import DeskCore, Patience, Ports
from bot.handoff.events import DeskEvents
from bot.handoff.ports import AGENT, SUPERVISOR, LeftMessage, Member, Staffing, Who
from bot.handoff.router_desk import RouterDesk
from bot.handoff.service import HandoffService
from bot.handoff.watch import HandoffWatch
from bot.scripts import Scripts
from bot.storage.store import SqlConversationStore
from bot.text.contacts import callback_number_of

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=SHANGHAI)
"""A Monday."""

STAFF = {
    "8001": Member("8001", "甲", AGENT, frozenset({"general", "billing"}), 2),
    "8002": Member("8002", "乙", AGENT, frozenset({"general", "complaint", "fault"}), 2),
    "8003": Member("8003", "丙", AGENT, frozenset({"vip", "retention"}), 1),
    "9001": Member("9001", "丁", SUPERVISOR, frozenset(), 5),
}


class World:
    """What the desk is told from outside; a test changes it. Implements every port of Staffing."""

    def __init__(self) -> None:
        self.staff = dict(STAFF)
        self.known = Who()
        self.matter: Mapping[str, Any] = {}
        self.hours = ("08:00-20:00", "10:00-16:00")
        self.tickets: dict[str, tuple[Handoff, str]] = {}
        self.broken = False

    def members(self) -> Mapping[str, Member]:
        """Return the staff."""
        return self.staff

    def who(self, conversation_id: str, channel: str, recognised_number: str | None) -> Who:
        """Return what the test set; raises where it said so."""
        if self.broken:
            raise OSError("the accounts are away")
        return self.known

    async def of(self, conversation_id: str) -> Mapping[str, Any]:
        """Return what the test set; raises where it said so."""
        if self.broken:
            raise OSError("the engine is away")
        return self.matter

    def take(self, handoff: Handoff, words: str, turn_id: str) -> LeftMessage:
        """Open one ticket a turn."""
        if self.broken:
            raise OSError("the accounts are away")
        self.tickets.setdefault(turn_id, (handoff, words))
        contact = None if handoff.number else callback_number_of(words)
        return LeftMessage(f"GZ{list(self.tickets).index(turn_id) + 1}", NOON, contact)


class Gate:
    """Awaits nothing, and keeps whose credentials ended."""

    def __init__(self) -> None:
        self.closed: list[str] = []

    def expects(self, conversation_id: str) -> str | None:
        """Await nothing."""
        return None

    def present(self, conversation_id: str, secret: str) -> Mapping[str, Any]:
        """Never called: nothing is awaited."""
        raise AssertionError(secret)

    def close(self, conversation_id: str) -> None:
        """Keep it."""
        self.closed.append(conversation_id)


class Pages:
    """The customer's pages: keep what they were told."""

    def __init__(self) -> None:
        self.typing_shown: list[tuple[str, bool]] = []

    def said(self, conversation_id: str) -> None:
        """Nothing to show."""

    def typing(self, conversation_id: str, *, on: bool) -> None:
        """Keep it."""
        self.typing_shown.append((conversation_id, on))


class NoGreeter:
    """Opens with one line."""

    def opening(self, recognised_number: str | None, at: datetime) -> Content:
        """Return the line."""
        return Content(text="opening")


@dataclass
class Floor:
    """Everything between a customer and an agent, short of the wire."""

    store: SqlConversationStore
    scripts: Scripts
    engine: ScriptedEngine
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    world: World = field(default_factory=World)
    gate: Gate = field(default_factory=Gate)
    pages: Pages = field(default_factory=Pages)
    told: list[DeskEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Build the parts as the application does."""
        events = DeskEvents()
        events.listen(self.told.append)
        world = self.world
        self.core = DeskCore(
            Ports(
                store=self.store,
                records=self.store.desk,
                wording=self.scripts,
                clock=self.clock,
                staffing=Staffing(world, world, world, world, lambda: world.hours),
                pages=self.pages,
                desks=events,
                close_credentials=self.gate.close,
            ),
            Patience(),
        )
        self.desk = HandoffService(self.core)
        self.watch = HandoffWatch(self.core, self.desk.crew)
        self.router = Router(
            store=self.store,
            engine=self.engine,
            gate=self.gate,
            greeter=NoGreeter(),
            wording=self.scripts,
            announcer=self.pages,
            clock=self.clock,
            turn_timeout=5.0,
            desk=RouterDesk(self.core),
        )
        self.desk.resume_with(self.router.resume)

    async def say(self, text: str, conversation_id: str = "c", **more: Any) -> list[Logged]:
        """Say something as the customer and return what came back at once."""
        inbound = Inbound(conversation_id=conversation_id, text=text, channel="web", **more)
        said = list(await self.router.receive(inbound))
        await self.core.settle()
        return said

    async def press(self, title: str, conversation_id: str = "c") -> list[Logged]:
        """Press the newest button with that title."""
        for each in reversed(await self.store.messages_of(conversation_id)):
            for button in each.content.buttons:
                if button.title == title:
                    return await self.say(button.payload, conversation_id, is_button=True)
        raise AssertionError(f"no button {title}")

    async def online(self, *agents: str) -> None:
        """Put agents online and offer what waits."""
        for agent in agents:
            await self.desk.set_status(agent, "online")
        await self.core.offer_all()

    async def talking(self, agent: str = "8001", conversation_id: str = "c") -> Handoff:
        """Bring a conversation from the bot to an agent."""
        await self.online(agent)
        await self.say("人工", conversation_id)
        await self.core.offer_all()
        handoff = await self.open_one(conversation_id)
        return await self.desk.accept(handoff.id, agent)

    async def open_one(self, conversation_id: str = "c") -> Handoff:
        """Return the newest handoff of a conversation."""
        found = await self.desk.of(conversation_id)
        assert found is not None
        return found

    async def owner(self, conversation_id: str = "c") -> tuple[Owner, str | None]:
        """Return who owns a conversation, and the agent's number."""
        found = await self.stored(conversation_id)
        return found.owner, found.agent

    async def stored(self, conversation_id: str = "c") -> Conversation:
        """Return the conversation."""
        found = await self.store.conversation(conversation_id)
        assert found is not None
        return found

    async def log(self, conversation_id: str = "c") -> list[tuple[str, str | None]]:
        """Return the log as (author, text)."""
        found = await self.store.messages_of(conversation_id)
        return [(each.author.value, each.content.text) for each in found]

    async def events(self, conversation_id: str = "c") -> list[tuple[str, str]]:
        """Return what happened in the newest handoff as (actor, event)."""
        handoff = await self.open_one(conversation_id)
        found = await self.desk.events_of(handoff.id)
        return [(each.actor, each.event) for each in found]

    async def after(self, seconds: float) -> None:
        """Let time pass and have the watch look once; online agents who are named stay seen."""
        self.clock.advance(timedelta(seconds=seconds))
        await self.watch.tick()
        await self.core.settle()


def answer(request: Any) -> EngineTurn:
    """Hand over whoever says 人工, with the reason behind it; echo everybody else."""
    text, _, reason = str(request.text).partition(" ")
    said = (Content(text=f"re {text}"),)
    if text == "人工":
        return EngineTurn(said, (Command("handoff", {"reason": reason or "customer_asked"}),))
    return EngineTurn(said)


Opener = Callable[..., Any]


@pytest.fixture(scope="session")
def floor_on(scripts: Scripts) -> Callable[..., Floor]:
    """Return what builds a floor on a store, for tests that open databases of their own."""

    def built(store: SqlConversationStore, asked: Callable[[Any], None]) -> Floor:
        def answered(request: Any) -> EngineTurn:
            asked(request)
            return answer(request)

        engine = ScriptedEngine(answers={}, otherwise=answered, delay=0.001)
        return Floor(store, scripts, engine)

    return built


@pytest.fixture
def open_floor(tmp_path: Path, log_template: Path, scripts: Scripts) -> Opener:
    """Return a context manager that gives a floor on the test's one database file."""
    path = tmp_path / "conversations.db"
    shutil.copy(log_template, path)

    @asynccontextmanager
    async def opened(delay: float = 0.0, **options: Any) -> AsyncIterator[Floor]:
        store = SqlConversationStore(f"sqlite:///{path}")
        engine = ScriptedEngine(answers={}, otherwise=answer, delay=delay)
        floor = Floor(store, scripts, engine, **options)
        try:
            yield floor
            await floor.core.settle()
        finally:
            await asyncio.to_thread(store.close)

    return opened
