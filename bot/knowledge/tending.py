"""What the library does by itself, day by day: beginnings, ends, and warnings to owners."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import structlog

from accounts.clock import Clock, local
from bot.knowledge.attaching import vouch_with
from bot.knowledge.model import SYSTEM, Event, State, Version
from bot.knowledge.ports import Library, Tell

log = structlog.get_logger(__name__)

TELL_BEFORE = timedelta(days=7)
"""How long before an article ends its owner is told (handbook §8)."""
_DAY = timedelta(days=1)


def tend(library: Library, clock: Clock, tell: Tell) -> int:
    """Serve what was planned for today, expire what has ended, warn owners of what ends.

    Owners are told of what ends within a week, once a version, unless the next one is planned.
    Returns how many things were done. A notice that cannot be sent is logged and tried again next
    time. Safe at any time and from several processes.
    """
    today = local(clock.now()).date()
    planned = library.versions(State.PLANNED)
    due = [each for each in planned if each.article.valid_from <= today]
    done = sum(_start(library, clock, each) for each in due)
    for version in library.versions(State.PUBLISHED):
        if _ends_by(version, today - _DAY):
            done += _expire(library, clock, version)
        elif ends_soon(version, today) and not _followed(version, planned):
            done += _warn(library, clock, version, tell)
    return done


def ends_soon(version: Version, today: date) -> bool:
    """Tell whether the last day of `version` is within the week in which its owner is warned."""
    return _ends_by(version, today + TELL_BEFORE) and not _ends_by(version, today - _DAY)


def _ends_by(version: Version, day: date) -> bool:
    until = version.article.valid_until
    return until is not None and until <= day


def _followed(version: Version, planned: Iterable[Version]) -> bool:
    """Tell whether a planned version begins before there is a day without any."""
    article, until = version.article, version.article.valid_until
    return until is not None and any(
        each.article.code == article.code and each.article.valid_from <= until + _DAY
        for each in planned
    )


def _start(library: Library, clock: Clock, version: Version) -> bool:
    code, now = version.article.code, clock.now()
    with library.change() as changes:
        if version.number not in {each.number for each in changes.planned(code)}:
            return False
        served = changes.published(code)
        started = changes.move(version, Event.START, SYSTEM, now, "")
        # `changed_at` of a plan is when it was approved, with the files that were there.
        vouch_with(changes, started, version.article.reviewer, now, seen_at=version.changed_at)
        if served is not None:
            changes.move(served, Event.REPLACE, SYSTEM, now, "")
    log.info("article_started", code=code, version=version.number)
    return True


def _expire(library: Library, clock: Clock, version: Version) -> bool:
    with library.change() as changes:
        present = changes.published(version.article.code)
        if present is None or present.number != version.number:
            return False
        changes.move(present, Event.EXPIRE, SYSTEM, clock.now(), "")
    log.info("article_expired", code=version.article.code, version=version.number)
    return True


def _warn(library: Library, clock: Clock, version: Version, tell: Tell) -> bool:
    if not library.claim_notice(version, clock.now()):
        return False
    try:
        tell(version.article.author, version.article)
    except OSError as error:
        # The others are told and ended all the same.
        library.release_notice(version)
        log.warning("article_notice_failed", code=version.article.code, error=type(error).__name__)
        return False
    return True
