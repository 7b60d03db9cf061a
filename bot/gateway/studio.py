"""Puts the training studio together on an application that has the agents' desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from accounts.bootstrap import Accounts
from accounts.clock import Clock
from bot.desk.door import Door
from bot.engine.embedded import EmbeddedEngine
from bot.engine.remote import RemoteEngine
from bot.gateway.desk import Face
from bot.knowledge.service import Knowledge
from bot.scripts import Scripts
from bot.settings import Settings


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


def add_studio(app: web.Application, parts: StudioParts) -> None:
    """Add the routes and watches of the studio to `app`."""
    for face in _faces(app, parts):
        app.add_routes(face.routes())


def _faces(app: web.Application, parts: StudioParts) -> Sequence[Face]:
    """Return every face of the studio, one a subject."""
    return ()
