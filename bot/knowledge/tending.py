"""What the library does by itself, day by day: ends, beginnings, and warnings to owners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import structlog

from accounts.clock import Clock, local
from bot.knowledge.by_day import begun, outdone
from bot.knowledge.model import SYSTEM, Event, State, Version
from bot.knowledge.ports import Library, Tell

log = structlog.get_logger(__name__)

TELL_BEFORE = timedelta(days=7)
"""How long before an article ends its owner is told (handbook §8)."""


def tend(library: Library, clock: Clock, tell: Tell) -> int:
    """Replace what a newer version has begun for, expire what has ended, warn owners.

    Owners are told of what ends within a week, once a version. Returns how many things were done.
    A notice that cannot be sent is logged and tried again next time. Safe at any time and from
    several processes.
    """
    today = local(clock.now()).date()
    published = library.versions(State.PUBLISHED)
    done = sum(_end(library, clock, each, Event.REPLACE) for each in outdone(published, today))
    for version in begun(published, today):
        if _ends_by(version, today - timedelta(days=1)):
            done += _end(library, clock, version, Event.EXPIRE)
        elif _ends_by(version, today + TELL_BEFORE) and not _followed(version, published):
            done += _warn(library, clock, version, tell)
    return done


def ends_soon(version: Version, today: date) -> bool:
    """Tell whether the last day of `version` is within the week in which its owner is warned."""
    return _ends_by(version, today + TELL_BEFORE) and not _ends_by(
        version, today - timedelta(days=1)
    )


def _ends_by(version: Version, day: date) -> bool:
    until = version.article.valid_until
    return until is not None and until <= day


def _followed(version: Version, published: Sequence[Version]) -> bool:
    """Tell whether a newer version is published already: nobody has to be told of the end."""
    code, number = version.article.code, version.number
    return any(each.article.code == code and each.number > number for each in published)


def _end(library: Library, clock: Clock, version: Version, event: Event) -> bool:
    with library.change() as changes:
        present = changes.published(version.article.code)
        if version.number not in {each.number for each in present}:
            return False
        changes.move(version, event, SYSTEM, clock.now(), "")
    log.info("article_ended", code=version.article.code, version=version.number, by=event.value)
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
