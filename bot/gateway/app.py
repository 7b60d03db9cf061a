"""The composition of the gateway: one aiohttp application, nothing opened before it starts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import structlog
from aiohttp import web

from accounts.clock import Clock
from bot.channels.background import Background
from bot.channels.drafts import Drafts
from bot.channels.frames import FrameReader
from bot.channels.hub import Hub
from bot.channels.limits import Buckets, Limits
from bot.channels.recognition import Recognition
from bot.channels.rest import RestChannel
from bot.channels.services import WebServices
from bot.channels.session import Sessions
from bot.channels.web import WebChannel
from bot.console.build import ConsoleBuild
from bot.conversation.idle import IdleWatch
from bot.conversation.ports import CredentialGate, Engine, Greeter, Wording
from bot.conversation.router import Router
from bot.gateway import keys, openapi
from bot.gateway.console import ConsolePages
from bot.gateway.health import Health, Probes
from bot.gateway.middlewares import json_errors, request_log, security_headers
from bot.gateway.pages import Pages
from bot.gateway.people import People, open_people
from bot.gateway.proxies import forwarded, networks
from bot.handoff.ports import Staffing
from bot.settings import ROOT, Settings, secret
from bot.storage.store import SqlConversationStore

log = structlog.get_logger(__name__)

MAX_BODY_BYTES = 64 * 1024
LAST_TURNS_SECONDS = 10.0
"""How long a stopping server waits for turns under way; the rest is answered at the next start."""
RECOVERY_SECONDS = 30.0
"""How often turns that could not be answered are tried again."""
WIDGET = ROOT / "web" / "widget"
UNBUILT = ROOT / "web" / "console" / "unbuilt.html"

Context = Callable[[web.Application], AsyncIterator[None]]


def create_app(
    *,
    settings: Settings,
    engine: Engine,
    gate: CredentialGate,
    greeter: Greeter,
    wording: Wording,
    clock: Clock,
    probes: Probes | None = None,
    people: Staffing | None = None,
) -> web.Application:
    """Return the gateway: REST, WebSocket, customer page, health and API description.

    `probes` are asked by ``/readyz`` besides the conversation database. Without `people` the bot
    keeps every conversation. What the application opens it closes; engine and accounts belong to
    the caller.
    """
    store = SqlConversationStore(settings.conversations_url)
    hub = Hub()
    desk = (
        None
        if people is None
        else open_people(
            settings=settings,
            store=store,
            wording=wording,
            clock=clock,
            gate=gate,
            pages=hub,
            staffing=people,
        )
    )
    router = Router(
        store=store,
        engine=engine,
        gate=gate,
        greeter=greeter,
        wording=wording,
        announcer=hub,
        clock=clock,
        turn_timeout=settings.turn_timeout_seconds,
        desk=None if desk is None else desk.router_desk,
    )
    app = _application(settings, wording)
    app[keys.ROUTER] = router
    app[keys.STORE] = store
    app[keys.IDLE] = IdleWatch(
        router=router,
        store=store,
        wording=wording,
        clock=clock,
        ask_after=timedelta(seconds=settings.idle_ask_seconds),
        close_after=timedelta(seconds=settings.idle_close_seconds),
    )
    app[keys.BACKGROUND] = Background()
    _add_faces(app, settings, wording, hub, {"conversations": store.reachable, **(probes or {})})
    app.cleanup_ctx.extend((_storage, _turns, _recovery, _idle_watch))
    if desk is not None:
        _add_desk(app, desk)
    return app


def _application(settings: Settings, wording: Wording) -> web.Application:
    """Return an application that does nothing yet but answer errors and write its log."""
    trusted = networks(settings.trusted_proxies)
    app = web.Application(
        middlewares=[forwarded(trusted), request_log(), json_errors(wording)],
        client_max_size=MAX_BODY_BYTES,
    )
    app.on_response_prepare.append(security_headers(settings.allowed_origins))
    return app


def _add_desk(app: web.Application, desk: People) -> None:
    """Let people take over: the router gives to the desk, and the desk gives back to it."""
    desk.service.resume_with(app[keys.ROUTER].resume)
    app[keys.HANDOFF] = desk.service
    app[keys.DESK_EVENTS] = desk.events
    app.cleanup_ctx.append(desk.running)


def _add_faces(
    app: web.Application, settings: Settings, wording: Wording, hub: Hub, probes: Probes
) -> None:
    """Add everything that has a path."""
    router, store = app[keys.ROUTER], app[keys.STORE]
    app[keys.HUB], app[keys.DRAFTS] = hub, Drafts()
    recognition = Recognition(secret(settings, "customer_token_key"))
    sessions = Sessions(secret(settings, "session_key"))
    limits = Limits(
        senders=Buckets(settings.sender_per_minute), addresses=Buckets(settings.address_per_minute)
    )
    rest = RestChannel(
        router=router,
        store=store,
        limits=limits,
        recognition=recognition,
        api_key=secret(settings, "rest_api_key"),
        max_chars=settings.max_message_chars,
    )
    services = WebServices(
        router=router,
        store=store,
        hub=hub,
        limits=limits,
        frames=FrameReader(recognition=recognition, max_chars=settings.max_message_chars),
        recognition=recognition,
        background=app[keys.BACKGROUND],
        wording=wording,
        drafts=app[keys.DRAFTS],
    )
    pages = WebChannel(
        services=services, sessions=sessions, allowed_origins=settings.allowed_origins
    )

    async def close_pages(_app: web.Application) -> None:
        await pages.close()

    app.on_shutdown.append(close_pages)
    page = Pages(folder=WIDGET, sessions=sessions)
    console = ConsolePages(build=ConsoleBuild(), unbuilt=UNBUILT)
    for face in (rest, pages, Health(probes), page, console):
        app.add_routes(face.routes())
    app.add_routes(openapi.routes())


async def _storage(app: web.Application) -> AsyncIterator[None]:
    """Migrate the conversation database; close it last of all."""
    store = app[keys.STORE]
    await asyncio.to_thread(store.migrate)
    yield
    await asyncio.to_thread(store.close)


async def _turns(app: web.Application) -> AsyncIterator[None]:
    """Let turns under way end before the database closes."""
    yield
    await app[keys.BACKGROUND].finish(LAST_TURNS_SECONDS)


async def _recovery(app: web.Application) -> AsyncIterator[None]:
    """Answer, beside the new messages, what the last process or a failing log left unanswered."""
    router = app[keys.ROUTER]
    log.info("turns_recalled", turns=await router.recall())

    async def recover() -> None:
        try:
            await router.recover()
        except Exception:  # the edge of a background task
            log.exception("recovery_failed")

    async def again_and_again() -> None:
        while True:
            # A round under way at the end is waited for, as every turn is.
            await asyncio.shield(app[keys.BACKGROUND].spawn(recover()))
            await asyncio.sleep(RECOVERY_SECONDS)

    task = asyncio.ensure_future(again_and_again())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def _idle_watch(app: web.Application) -> AsyncIterator[None]:
    """Watch for silence as long as the application runs."""
    task = asyncio.ensure_future(app[keys.IDLE].run())
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
