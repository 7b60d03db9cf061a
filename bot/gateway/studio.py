"""Puts the training studio together on an application that has the agents' desk."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from accounts.bootstrap import Accounts
from accounts.clock import Clock
from bot.corpus.bootstrap import Teaching
from bot.desk.door import Door
from bot.engine.embedded import EmbeddedEngine
from bot.engine.remote import RemoteEngine
from bot.gateway.desk import Face
from bot.gateway.inbox import inbox_of, inbox_watch, marks_of, picker_of, trainers
from bot.gateway.model_swap import EngineSwap, serving_watch, tidied
from bot.gateway.studio_corpus import corpus_face, teaching_of
from bot.gateway.studio_words import (
    article_face,
    attachment_face,
    script_book,
    script_face,
    script_undoer,
    staff_names,
)
from bot.knowledge.service import Knowledge
from bot.releases.service import Releases
from bot.releases.watch import ServingWatch
from bot.scripts import Scripts
from bot.settings import ROOT, Settings
from bot.studio.corpus_words import CorpusWords
from bot.studio.inbox_routes import InboxRoutes
from bot.studio.release_routes import PointerOnly, ReleaseRoutes, Serves
from bot.wording.book import AREA


@dataclass(frozen=True)
class StudioParts:
    """What the studio needs besides the application; `door` lets the desk's staff in."""

    settings: Settings
    accounts: Accounts
    knowledge: Knowledge
    scripts: Scripts
    clock: Clock
    engine: EmbeddedEngine | RemoteEngine
    door: Door
    releases: Releases
    root: Path = ROOT
    """The project whose training data is edited."""


def add_studio(app: web.Application, parts: StudioParts) -> None:
    """Add the routes and watches of the studio to `app`."""
    for face in _faces(app, parts):
        app.add_routes(face.routes())


def _faces(app: web.Application, parts: StudioParts) -> Sequence[Face]:
    """Return every face of the studio, one a subject."""
    teaching = teaching_of(parts.settings, parts.accounts, parts.clock, parts.root)

    async def close(_app: web.Application) -> None:
        await asyncio.to_thread(teaching.close)

    app.on_cleanup.append(close)
    book = script_book(app, teaching.changes, parts.scripts, parts.root / "data" / "scripts")
    corpus = corpus_face(
        door=parts.door,
        teaching=teaching,
        scripts=parts.scripts,
        accounts=parts.accounts,
        undoers={AREA: script_undoer(book)},
    )
    return (
        _release_face(app, parts),
        _inbox_face(app, parts, teaching),
        corpus,
        script_face(parts.door, parts.accounts, book),
        article_face(parts.door, parts.accounts, parts.knowledge, parts.clock),
        attachment_face(parts.door, parts.accounts, parts.knowledge),
    )


def _release_face(app: web.Application, parts: StudioParts) -> ReleaseRoutes:
    """Return the face of versions; this process follows the released one from now on."""
    app.cleanup_ctx.append(tidied(parts.releases))
    serves: Serves = PointerOnly(parts.releases)
    if isinstance(parts.engine, EmbeddedEngine):
        watch = ServingWatch(
            releases=parts.releases, engine=EngineSwap(parts.engine), clock=parts.clock
        )
        app.cleanup_ctx.append(serving_watch(watch))
        serves = watch
    return ReleaseRoutes(
        door=parts.door,
        releases=parts.releases,
        serves=serves,
        titles=parts.scripts.titles,
        names=staff_names(parts.accounts),
    )


def _inbox_face(app: web.Application, parts: StudioParts, teaching: Teaching) -> InboxRoutes:
    """Return the face of the inbox, which is brought up to date from now on."""
    inbox = inbox_of(parts.settings, parts.accounts, teaching.corpus, parts.clock)
    picker = picker_of(parts.settings, teaching.corpus, parts.clock)

    async def close(_app: web.Application) -> None:
        await asyncio.to_thread(picker.close)

    app.on_cleanup.append(close)
    app.cleanup_ctx.append(inbox_watch(inbox))
    return InboxRoutes(
        door=parts.door,
        inbox=inbox,
        marks=marks_of(teaching, parts.clock).unread,
        picker=picker,
        wording=parts.scripts,
        words=CorpusWords(parts.scripts.titles),
        colleagues=lambda: trainers(parts.accounts),
        names=staff_names(parts.accounts),
    )
