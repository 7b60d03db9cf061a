"""The numbers of handbook §3 and what follows from them; nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from accounts.clock import local
from accounts.errors import CodeLimitReached, CodesPaused, CodeTooSoon, NumberLocked

CODE_DIGITS = 6
CODE_INTERVAL = timedelta(seconds=60)
CODES_A_DAY = 5
SECRET_LIFETIME = timedelta(minutes=10)
"""How long a code is valid. A question for the password is given as long."""
TRIES = 3
"""Wrong credentials in one conversation that lock the number."""
LOCK = timedelta(minutes=30)

# Choices of ours, where the handbook sets no number:
TRIES_ANYWHERE = 10
"""Wrong credentials for one number, in any conversations since its last right one, that lock it
too. Otherwise two guesses in each of many conversations would never end."""
TRIES_REMEMBERED = timedelta(hours=24)
"""A conversation's wrong tries are forgotten this long after the last: as long as its open matters
stay resumable. Closing it does not help, or a goodbye would buy more guesses."""
CODES_SPAN = timedelta(hours=1)
"""The limits of a number stop nobody who names another each time: messages to strangers cost money
and trust. So who asks is bounded too, whatever the numbers, over this long:"""
CODES_A_CONVERSATION = 5
CODES_AN_ORIGIN = 100
"""Of one address on the internet, behind which there may be a whole hall or a carrier's network."""
AWAITED = timedelta(minutes=30)
"""A secret is listened for this long, so that one that comes too late is told so."""


def check_unlocked(state: Any, now: datetime) -> None:
    """Raise NumberLocked when the number's row `state` says so."""
    if state.locked_until is not None and state.locked_until > now:
        raise NumberLocked(state.locked_until)


def code_refusal(state: Any, now: datetime) -> CodeTooSoon | CodeLimitReached | None:
    """Return why no code may be sent now to the number of row `state`, or None.

    The day's limit comes first: waiting a minute would not help. A day is a Shanghai day.
    """
    if codes_today(state, now) >= CODES_A_DAY:
        return CodeLimitReached()
    if state.last_code_at is not None:
        wait = state.last_code_at + CODE_INTERVAL - now
        if wait > timedelta(0):
            return CodeTooSoon(ceil(wait.total_seconds()))
    return None


def pause(
    here: Sequence[datetime], origin: Sequence[datetime], now: datetime
) -> CodesPaused | None:
    """Return until when nothing is sent, whatever the number, or None.

    `here` are the times of the conversation's codes, `origin` those of its address, oldest first.
    """
    ends = [
        times[-most] + CODES_SPAN
        for times, most in ((here, CODES_A_CONVERSATION), (origin, CODES_AN_ORIGIN))
        if len(times) >= most
    ]
    until = max(ends, default=now)
    return CodesPaused(until) if until > now else None


def codes_today(state: Any, now: datetime) -> int:
    """Return how many codes the number has had on the Shanghai day of `now`."""
    sent: int = state.codes_sent
    return sent if state.codes_on == local(now).date() else 0


def tries_left(*, here: int, anywhere: int) -> int:
    """Return the wrong tries still allowed after `here` in the conversation and `anywhere`."""
    return max(0, min(TRIES - here, TRIES_ANYWHERE - anywhere))
