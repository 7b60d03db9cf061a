"""The core on a real SQLite log, with a scripted engine and a gate that is looked into."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.clock import SHANGHAI, FixedClock
from bot.conversation.messages import Content, EngineTurn, Inbound
from bot.conversation.router import Router
from bot.engine.scripted import ScriptedEngine
from bot.scripts import Scripts
from bot.storage.store import SqlConversationStore

NOON = datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)


class StandingGate:
    """Awaits a secret where it is told to; accepts the one given, and keeps what it was shown."""

    def __init__(self) -> None:
        self.awaits = False
        self.kind = "code"
        self.right = "135790"
        self.presented: list[str] = []
        self.closed: list[str] = []

    def expects(self, conversation_id: str) -> str | None:
        """Say what the test set."""
        return self.kind if self.awaits else None

    def present(self, conversation_id: str, secret: str) -> Mapping[str, Any]:
        """Accept the right secret."""
        self.presented.append(secret)
        outcome = "accepted" if secret == self.right else "wrong"
        return {"outcome": outcome, "kind": "code", "attempts_left": 2, "locked_until": None}

    def close(self, conversation_id: str) -> None:
        """Keep which conversation ended."""
        self.closed.append(conversation_id)


class PlainGreeter:
    """Says one opening line to everybody, and by number to those it recognises."""

    def opening(self, recognised_number: str | None, at: datetime) -> Content:
        """Return the line."""
        return Content(text="opening" if recognised_number is None else "opening_known")


class Announcements:
    """Keeps what was announced."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def said(self, conversation_id: str) -> None:
        """Keep it."""
        self.heard.append(("said", conversation_id))

    def typing(self, conversation_id: str, *, on: bool) -> None:
        """Keep it."""
        self.heard.append(("typing_on" if on else "typing_off", conversation_id))


@dataclass
class Core:
    """A router and everything around it."""

    store: SqlConversationStore
    scripts: Scripts
    engine: ScriptedEngine
    timeout: float = 5.0
    hold_after: float = 2.0
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    gate: StandingGate = field(default_factory=StandingGate)
    announcer: Announcements = field(default_factory=Announcements)
    greeter: PlainGreeter = field(default_factory=PlainGreeter)

    def __post_init__(self) -> None:
        """Build the router as the application would."""
        self.router = Router(
            store=self.store,
            engine=self.engine,
            gate=self.gate,
            greeter=self.greeter,
            wording=self.scripts,
            announcer=self.announcer,
            clock=self.clock,
            turn_timeout=self.timeout,
            hold_after=self.hold_after,
        )

    async def say(self, text: str, **more: Any) -> list[str | None]:
        """Say something in conversation ``c`` and return the texts that came back at once."""
        inbound = Inbound(conversation_id="c", text=text, channel="rest", **more)
        return [each.content.text for each in await self.router.receive(inbound)]

    async def log(self, conversation_id: str = "c") -> list[tuple[str, str | None]]:
        """Return the log as (author, text)."""
        found = await self.store.messages_of(conversation_id)
        return [(each.author.value, each.content.text) for each in found]


def echo(request: Any) -> EngineTurn:
    """Answer with the text that the engine was given."""
    return EngineTurn((Content(text=f"re {request.text}"),))


@pytest.fixture
def open_core(tmp_path: Path, log_template: Path, scripts: Scripts) -> Callable[..., Any]:
    """Return a context manager that gives a core on the test's one database file."""
    path = tmp_path / "conversations.db"
    shutil.copy(log_template, path)

    @asynccontextmanager
    async def opened(
        answers: Mapping[str, Any] | None = None, *, delay: float = 0.0, **options: Any
    ) -> AsyncIterator[Core]:
        store = SqlConversationStore(f"sqlite:///{path}")
        engine = ScriptedEngine(answers=answers or {}, otherwise=echo, delay=delay)
        try:
            yield Core(store, scripts, engine, **options)
        finally:
            await asyncio.to_thread(store.close)

    return opened
