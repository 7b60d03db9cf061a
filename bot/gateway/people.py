"""Puts the desk together: the router's side, the agents' verbs and the watch over both."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from accounts.clock import Clock
from bot.conversation.ports import Announcer, CredentialGate, Wording
from bot.handoff.core import DeskCore, Patience, Ports
from bot.handoff.events import DeskEvents
from bot.handoff.ports import Staffing
from bot.handoff.router_desk import RouterDesk
from bot.handoff.service import HandoffService
from bot.handoff.watch import HandoffWatch
from bot.settings import Settings
from bot.storage.store import SqlConversationStore


@dataclass(frozen=True)
class People:
    """The desk's parts in one application."""

    router_desk: RouterDesk
    service: HandoffService
    events: DeskEvents
    watch: HandoffWatch

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Watch as long as the application runs, and let what was started end with it."""
        task = asyncio.ensure_future(self.watch.run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await self.service.settle()


def open_people(
    *,
    settings: Settings,
    store: SqlConversationStore,
    wording: Wording,
    clock: Clock,
    gate: CredentialGate,
    pages: Announcer,
    staffing: Staffing,
) -> People:
    """Build the desk on the application's own store and pages."""
    events = DeskEvents()
    ports = Ports(
        store=store,
        records=store.desk,
        wording=wording,
        clock=clock,
        staffing=staffing,
        pages=pages,
        desks=events,
        close_credentials=gate.close,
    )
    patience = Patience(
        offer=timedelta(seconds=settings.handoff_offer_seconds),
        vanished=timedelta(seconds=settings.handoff_vanished_seconds),
        give_up=timedelta(seconds=settings.handoff_give_up_seconds),
    )
    core = DeskCore(ports, patience)
    service = HandoffService(core)
    return People(RouterDesk(core), service, events, HandoffWatch(core, service.crew))
