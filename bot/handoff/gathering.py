"""Gathers what a handoff has to know before its transaction: who, what about, what place."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import structlog

from bot.conversation.handoffs import Handoff
from bot.handoff.core import DeskCore
from bot.handoff.reasons import known, priority
from bot.handoff.requests import HandoffRequest

log = structlog.get_logger(__name__)

_LAST = "z"
"""Sorts behind every id, which are hexadecimal: who comes at the same moment was before."""


async def gathered(
    core: DeskCore,
    conversation_id: str,
    reason: str,
    *,
    channel: str,
    recognised_number: str | None = None,
) -> HandoffRequest:
    """Return what is known; what cannot be had is left out and logged, nothing is raised."""
    request = HandoffRequest(known(reason))
    staffing = core.ports.staffing
    try:
        who = await asyncio.to_thread(
            staffing.customers.who, conversation_id, channel, recognised_number
        )
        request = replace(request, who=who)
    except Exception:  # the edge to the accounts: nobody waits for their stars
        log.exception("handoff_without_customer")
    try:
        matter = await staffing.recollection.of(conversation_id)
        request = replace(request, matter=matter)
    except Exception:  # the edge to the engine: the transcript is there anyway
        log.exception("handoff_without_matter")
    try:
        request = await _placed(core, conversation_id, request)
    except Exception:  # the edge to the records: the place in the queue is told later
        log.exception("handoff_without_place")
    return request


async def _placed(core: DeskCore, conversation_id: str, request: HandoffRequest) -> HandoffRequest:
    look = await core.look()
    newcomer = _newcomer(conversation_id, request, look.now)
    return replace(
        request,
        standing=await core.standing(),
        hours=await core.hours_today(),
        position=look.position(newcomer),
        minutes=look.minutes(newcomer),
    )


def _newcomer(conversation_id: str, request: HandoffRequest, now: datetime) -> Handoff:
    """Return the handoff that is about to begin, for finding its place."""
    return Handoff(
        id=_LAST,
        conversation_id=conversation_id,
        reason=request.reason,
        skill_group=request.group,
        priority=priority(request.reason, request.who.stars),
        requested_at=now,
        waiting_since=now,
    )
