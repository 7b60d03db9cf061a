"""The typed keys under which the application holds its parts; the only list of them."""

from __future__ import annotations

from aiohttp import web

from bot.channels.addresses import Addresses
from bot.channels.background import Background
from bot.channels.drafts import Drafts
from bot.channels.hub import Hub
from bot.conversation.idle import IdleWatch
from bot.conversation.router import Router
from bot.handoff.events import DeskEvents
from bot.handoff.service import HandoffService
from bot.storage.store import SqlConversationStore

ROUTER = web.AppKey("router", Router)
STORE = web.AppKey("store", SqlConversationStore)
IDLE = web.AppKey("idle", IdleWatch)
BACKGROUND = web.AppKey("background", Background)
HANDOFF = web.AppKey("handoff", HandoffService)
"""Only where there are people to hand over to."""
HUB = web.AppKey("hub", Hub)
ADDRESSES = web.AppKey("addresses", Addresses)
DRAFTS = web.AppKey("drafts", Drafts)
DESK_EVENTS = web.AppKey("desk_events", DeskEvents)
