"""Puts the agents' desk together on an application that has people to hand over to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from aiohttp import web

from accounts.bootstrap import Accounts
from accounts.clock import Clock
from accounts.staff.first_passwords import STAFF_PASSWORDS, FirstPasswords
from bot.desk.access import Cases
from bot.desk.account_actions import AccountActions
from bot.desk.account_routes import AccountRoutes
from bot.desk.account_shapes import proposal_json
from bot.desk.admin_routes import AdminRoutes
from bot.desk.board import Board, WhoBook
from bot.desk.connection import Links
from bot.desk.conversation_routes import ConversationRoutes
from bot.desk.door import Door
from bot.desk.help_routes import HelpRoutes
from bot.desk.lint import DraftLint, Manners
from bot.desk.live import LiveDesks
from bot.desk.manner import Manners as CustomerManners
from bot.desk.model import Proposal
from bot.desk.packet import Packets
from bot.desk.ports import NoUnderstanding, Understanding
from bot.desk.proposals import Proposals
from bot.desk.quick_replies import QuickReplies
from bot.desk.reviewing import Reviews, RowShapes
from bot.desk.session_routes import SessionRoutes
from bot.desk.suggestions import Knowledge, NoKnowledge, Suggestions
from bot.desk.summary import Summaries
from bot.desk.values import ReplyValues
from bot.desk.verification import Verification
from bot.desk.webhooks import Webhooks
from bot.desk.words import Words
from bot.desk.work_routes import WorkRoutes
from bot.gateway import keys
from bot.gateway.conversation_readings import LoggedReadings
from bot.handoff.service import HandoffService
from bot.scripts import Scripts
from bot.settings import ROOT, Settings, secret
from bot.storage.store import SqlConversationStore
from bot.studio.corpus_words import CorpusWords

log = structlog.get_logger(__name__)

DATA = ROOT / "data" / "desk"
SESSIONS_EVERY_SECONDS = 20.0
PROPOSALS_EVERY_SECONDS = 30.0


class Face(Protocol):
    """Something that has paths."""

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the routes."""
        ...


@dataclass(frozen=True)
class DeskParts:
    """What the desk needs besides the application."""

    settings: Settings
    accounts: Accounts
    scripts: Scripts
    clock: Clock
    understanding: Understanding = field(default_factory=NoUnderstanding)
    knowledge: Knowledge = field(default_factory=NoKnowledge)


@dataclass(frozen=True)
class _Tools:
    """What the faces share."""

    parts: DeskParts
    handoffs: HandoffService
    store: SqlConversationStore
    words: Words
    who: WhoBook
    cases: Cases
    board: Board
    packets: Packets
    door: Door
    live: LiveDesks
    readings: LoggedReadings


def add_desk(app: web.Application, parts: DeskParts) -> Door:
    """Add the desk's routes, its live push and its watches to `app`; return the staff's door.

    `app` was made by `create_app` with people. Raises ScriptsError when the desk's data files
    are not usable.
    """
    tools = _tools(app, parts)
    live = tools.live
    actions = AccountActions(parts.accounts, parts.scripts)

    def tell(proposal: Proposal) -> None:
        live.proposal(proposal.conversation_id, proposal_json(proposal))

    proposals = Proposals(
        papers=tools.store.papers,
        actions=actions,
        router=app[keys.ROUTER],
        store=tools.store,
        handoffs=tools.handoffs,
        wording=parts.scripts,
        clock=parts.clock,
        tell=tell,
    )
    verification = Verification(
        identity=parts.accounts.identity,
        router=app[keys.ROUTER],
        store=tools.store,
        wording=parts.scripts,
        tell=live.verified,
    )
    tools.handoffs.on_secret(verification.redeem)
    account = AccountRoutes(
        door=tools.door,
        cases=tools.cases,
        packets=tools.packets,
        views=parts.accounts.views,
        tickets=parts.accounts.tickets,
        actions=actions,
        proposals=proposals,
        verification=verification,
        words=tools.words,
        clock=parts.clock,
    )
    for face in (*_work_faces(tools), account, _help_face(tools), live):
        app.add_routes(face.routes())
    app[keys.DESK_EVENTS].listen(live.changed)
    app[keys.DESK_EVENTS].listen(proposals.changed)
    app[keys.DRAFTS].listen(live.draft)
    _watch(app, live, proposals)
    _tell_webhook(app, parts)
    return tools.door


def _tools(app: web.Application, parts: DeskParts) -> _Tools:
    accounts, scripts, clock = parts.accounts, parts.scripts, parts.clock
    handoffs, store = app[keys.HANDOFF], app[keys.STORE]
    words = Words.load(DATA / "words.yml", scripts.titles())
    who = WhoBook(look_up=accounts.views.who, clock=clock)
    summaries = Summaries(wording=scripts, words=words, titles=scripts.titles())
    cases = Cases(store=store, handoffs=handoffs)
    board = Board(handoffs, store.archive, who, words, clock, summaries.of)
    packets = Packets(
        handoffs=handoffs,
        archive=store.archive,
        papers=store.papers,
        views=accounts.views,
        identity=accounts.identity,
        who=who,
        summaries=summaries,
        manners=CustomerManners.load(DATA / "manner.yml"),
        words=words,
        clock=clock,
        titles=scripts.titles(),
    )
    door = Door(logins=accounts.logins, clock=clock, seen=handoffs.seen)
    drafts = app[keys.DRAFTS]
    links = Links(store, handoffs, accounts.logins, scripts, drafts.present)
    live = LiveDesks(door=door, board=board, cases=cases, hub=app[keys.HUB], links=links)
    readings = LoggedReadings(parts.settings.conversations_url)

    async def close(_app: web.Application) -> None:
        await asyncio.to_thread(readings.close)

    app.on_cleanup.append(close)
    return _Tools(parts, handoffs, store, words, who, cases, board, packets, door, live, readings)


def _work_faces(tools: _Tools) -> tuple[Face, ...]:
    """Return the faces of sessions, work, conversations and supervision."""
    parts, door, store = tools.parts, tools.door, tools.store
    lint = DraftLint(dict(parts.scripts.taboos()), Manners.load(DATA / "drafts.yml"))
    return (
        SessionRoutes(
            door=door,
            logins=parts.accounts.logins,
            first=FirstPasswords(parts.settings.data_dir / STAFF_PASSWORDS),
            live=tools.live,
        ),
        WorkRoutes(
            door=door,
            board=tools.board,
            cases=tools.cases,
            packets=tools.packets,
            handoffs=tools.handoffs,
        ),
        ConversationRoutes(
            door=door,
            cases=tools.cases,
            handoffs=tools.handoffs,
            store=store,
            archive=store.archive,
            papers=store.papers,
            packets=tools.packets,
            live=tools.live,
            lint=lint,
            words=tools.words,
            clock=parts.clock,
            max_chars=parts.settings.max_message_chars,
        ),
        AdminRoutes(
            door=door,
            reviews=_reviews(tools),
            handoffs=tools.handoffs,
            words=tools.words,
        ),
    )


def _reviews(tools: _Tools) -> Reviews:
    async def names() -> dict[str, str]:
        return {each.member.number: each.member.name for each in await tools.handoffs.agents()}

    return Reviews(
        archive=tools.store.archive,
        store=tools.store,
        rows=RowShapes(tools.who, tools.words),
        readings=tools.readings,
        intents=CorpusWords(tools.parts.scripts.titles).title,
        notes=tools.handoffs.notes_of,
        names=names,
    )


def _help_face(tools: _Tools) -> Face:
    """Return the face of quick replies and suggestions."""
    parts, store = tools.parts, tools.store
    replies = QuickReplies.load(DATA / "quick_replies.yml", parts.scripts.taboos())
    values = ReplyValues(
        parts.accounts.catalogue, tools.packets, tools.who, parts.scripts, parts.clock
    )
    suggestions = Suggestions(
        archive=store.archive,
        papers=store.papers,
        understanding=parts.understanding,
        knowledge=parts.knowledge,
        replies=replies,
        values=values,
        clock=parts.clock,
    )
    return HelpRoutes(
        door=tools.door,
        cases=tools.cases,
        replies=replies,
        values=values,
        suggestions=suggestions,
        papers=store.papers,
    )


def _tell_webhook(app: web.Application, parts: DeskParts) -> None:
    """Deliver what happens to the webhook, if there is one."""
    if parts.settings.webhook_url:
        webhooks = Webhooks(
            papers=app[keys.STORE].papers,
            url=parts.settings.webhook_url,
            key=secret(parts.settings, "webhook_key"),
            clock=parts.clock,
        )
        app.cleanup_ctx.append(webhooks.running)


def _watch(app: web.Application, live: LiveDesks, proposals: Proposals) -> None:
    """Close what has run out, as long as the application runs."""

    async def sessions() -> None:
        while True:
            await asyncio.sleep(SESSIONS_EVERY_SECONDS)
            try:
                await live.end_expired()
            except Exception:  # the edge of a background task
                log.exception("session_watch_failed")

    async def answers() -> None:
        while True:
            try:
                await proposals.recover()
            except Exception:  # the edge of a background task
                log.exception("proposal_watch_failed")
            await asyncio.sleep(PROPOSALS_EVERY_SECONDS)

    async def context(_app: web.Application) -> AsyncIterator[None]:
        tasks = [asyncio.ensure_future(each) for each in (sessions(), answers())]
        yield
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await proposals.settle()

    async def close(_app: web.Application) -> None:
        await live.close()

    app.cleanup_ctx.append(context)
    app.on_shutdown.append(close)
