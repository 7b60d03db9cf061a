"""Puts the trainers' inbox together with the conversations, for a server and for commands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from accounts.bootstrap import Accounts
from accounts.clock import Clock
from accounts.staff import TRAINER, StaffMember
from bot.corpus.bootstrap import Teaching
from bot.corpus.editing import Corpus
from bot.gateway.inbox_sources import LoggedConversations
from bot.gateway.ticket_watch import ticket_watch
from bot.inbox.bootstrap import open_inbox, open_picker
from bot.inbox.picking import Picker
from bot.inbox.ports import Encoder, Served
from bot.inbox.service import Inbox
from bot.inbox.unread import MarkReader
from bot.releases.storage.database import Database
from bot.releases.storage.versions import Versions
from bot.settings import Settings

FIRST_AFTER_SECONDS = 45.0
"""How long after the start the inbox is first brought up to date: the first turns go before."""
VECTORS = ("models", "vectors")
"""Where in the data folder trainings keep the vectors of sentences."""


def inbox_of(
    settings: Settings,
    accounts: Accounts,
    corpus: Corpus,
    clock: Clock,
    encoder: Encoder | None = None,
) -> Inbox:
    """Return the inbox over the conversations of `settings`; nothing is opened yet."""
    versions = Versions(Database(settings.studio_url))
    return open_inbox(
        url=settings.studio_url,
        conversations=LoggedConversations(settings.conversations_url),
        corpus=corpus,
        clock=clock,
        served=lambda: served_by(versions),
        staff=lambda: frozenset(each.number for each in trainers(accounts)),
        encoder=encoder,
        vectors=settings.data_dir.joinpath(*VECTORS),
    )


def served_by(versions: Versions) -> Served | None:
    """Return what the released version was taught, and since when it answers; it blocks."""
    pointed = versions.pointed()
    version = None if pointed is None else versions.find(pointed)
    if version is None or version.released_at is None:
        return None
    return Served(taught_until=version.created_at, since=version.released_at)


def marks_of(teaching: Teaching, clock: Clock) -> MarkReader:
    """Return what holds marks against the names and words of `teaching`."""
    return MarkReader(synonyms=teaching.synonyms, dictionary=teaching.dictionary, clock=clock)


def picker_of(
    settings: Settings, corpus: Corpus, clock: Clock, encoder: Encoder | None = None
) -> Picker:
    """Return what puts messages into the inbox by hand; nothing is opened yet."""
    return open_picker(
        url=settings.studio_url,
        log=LoggedConversations(settings.conversations_url),
        corpus=corpus,
        clock=clock,
        encoder=encoder,
        vectors=settings.data_dir.joinpath(*VECTORS),
    )


def trainers(accounts: Accounts) -> tuple[StaffMember, ...]:
    """Return those who can open the inbox, and so can be given a message; it blocks."""
    return tuple(each for each in accounts.roster.members() if each.role == TRAINER)


def inbox_watch(inbox: Inbox) -> Callable[[web.Application], AsyncIterator[None]]:
    """Return a context that brings the inbox up to date every minute, and closes it."""
    running = ticket_watch(lambda: inbox.collect().added, after=FIRST_AFTER_SECONDS, what="inbox")

    async def context(app: web.Application) -> AsyncIterator[None]:
        await asyncio.to_thread(inbox.prepare)
        async for _ in running(app):
            yield
        await asyncio.to_thread(inbox.close)

    return context
