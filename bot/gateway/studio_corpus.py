"""Puts together what trainers teach with: for the studio's pages and for the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from accounts.bootstrap import Accounts
from accounts.clock import Clock
from bot.changes.bootstrap import open_changes
from bot.changes.model import Change
from bot.corpus.bootstrap import Teaching, open_teaching
from bot.desk.door import Door
from bot.gateway.studio_words import staff_names
from bot.inbox.following import open_follower
from bot.scripts import Scripts
from bot.settings import ROOT, Settings
from bot.studio.corpus_routes import CorpusRoutes
from bot.studio.corpus_words import CorpusWords


def teaching_of(
    settings: Settings, accounts: Accounts, clock: Clock, root: Path = ROOT
) -> Teaching:
    """Return the training data of the project `root`; nothing is read or opened yet."""
    return open_teaching(
        root=root,
        changes=open_changes(settings.studio_url, clock),
        names=accounts.catalogue.names,
        git=settings.studio_git,
        follower=open_follower(settings.studio_url, clock),
    )


def corpus_face(
    *,
    door: Door,
    teaching: Teaching,
    scripts: Scripts,
    accounts: Accounts,
    undoers: Mapping[str, Callable[[str, str], Change]] | None = None,
) -> CorpusRoutes:
    """Return the face of the training data; `undoers` undo changes of other rooms, by area."""
    return CorpusRoutes(
        door=door,
        teaching=teaching,
        words=CorpusWords(scripts.titles),
        names=staff_names(accounts),
        undoers={**teaching.undoers(), **(undoers or {})},
    )
