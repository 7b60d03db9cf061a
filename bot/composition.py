"""The composition root of a process that serves customers: builds every part once, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aiohttp import web

from accounts.bootstrap import Accounts, seed_file
from accounts.clock import SystemClock
from accounts.errors import NotFound
from actions.services import open_services, use_services
from bot.clock import set_clock
from bot.commands.words import say
from bot.engine.embedded import EmbeddedEngine
from bot.engine.remote import RemoteEngine
from bot.errors import XiaotongError
from bot.gateway.app import create_app
from bot.gateway.greeting import AccountsGreeter
from bot.gateway.identity import IdentityGate
from bot.settings import ROOT, Settings
from bot.training.trainer import Trainer

DEMO = ROOT / "data" / "demo" / "operator.yml"

Progress = Callable[[str], None]
"""Told the name of each step (a key of data/cli/words.yml) as it begins."""

AnyEngine = EmbeddedEngine | RemoteEngine


@dataclass(frozen=True)
class Parts:
    """Everything a serving process holds; `close` lets go of it."""

    settings: Settings
    accounts: Accounts
    engine: AnyEngine
    app: web.Application

    async def close(self) -> None:
        """Stop the engine and close the account database; the application closes itself."""
        await self.engine.stop()
        self.accounts.close()


def seed_when_empty(accounts: Accounts, seed: Path | None) -> bool:
    """Load `seed`, or the demo, into an empty database and tell whether it was empty.

    Raises XiaotongError when a seed is given and the database is not empty.
    """
    try:
        accounts.catalogue.operator()
    except NotFound:
        seed_file(accounts, seed or DEMO)
        return True
    if seed is not None:
        raise XiaotongError(say("seed_not_empty", path=seed))
    return False


async def compose(settings: Settings, seed: Path | None, progress: Progress) -> Parts:
    """Build and start every part; takes seconds, or a minute when a model is due.

    Raises XiaotongError, AccountError or EngineFailed, each with one clear line.
    """
    clock = SystemClock()
    set_clock(clock)
    progress("step_database")
    services = open_services(settings, clock)
    accounts, scripts = services.accounts, services.scripts
    progress("step_demo")
    seed_when_empty(accounts, seed)
    use_services(services)
    engine = _engine(settings, progress)
    progress("step_engine")
    await engine.start()
    app = create_app(
        settings=settings,
        engine=engine,
        gate=IdentityGate(accounts.identity),
        greeter=AccountsGreeter(
            salutation=accounts.customers.salutation,
            service_name=lambda: accounts.catalogue.operator().service_name,
            wording=scripts,
        ),
        wording=scripts,
        clock=clock,
        probes={"engine": engine.check, "accounts": _reachable(accounts)},
    )
    return Parts(settings, accounts, engine, app)


def _reachable(accounts: Accounts) -> Callable[[], Awaitable[bool]]:
    def asked() -> bool:
        accounts.catalogue.operator()
        return True

    return partial(asyncio.to_thread, asked)


def _engine(settings: Settings, progress: Progress) -> AnyEngine:
    """Return the engine that the settings pick; a model is trained first when one is due."""
    if settings.engine_url:
        return RemoteEngine(url=settings.engine_url, timeout_seconds=settings.turn_timeout_seconds)
    progress("step_model")
    model = Trainer(models=settings.data_dir / "models").train()
    return EmbeddedEngine(
        model=model, tracker_url=settings.conversations_url, actions_url=settings.actions_url
    )
