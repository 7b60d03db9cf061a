"""Which of the published versions of an article counts on a day: the newest that has begun."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.knowledge.model import State, Version
from bot.knowledge.ports import Library


def begun(published: Iterable[Version], day: date) -> tuple[Version, ...]:
    """Return of each code the newest published version whose first day has come by `day`.

    A version published for a later day waits, and the one before it goes on being served.
    """
    newest: dict[str, Version] = {}
    for each in published:
        code = each.article.code
        present = newest.get(code)
        if each.article.valid_from <= day and (present is None or present.number < each.number):
            newest[code] = each
    return tuple(newest.values())


def served(library: Library, day: date) -> tuple[Version, ...]:
    """Return of each article the version that customers or agents are served on `day`."""
    found = begun(library.versions(State.PUBLISHED), day)
    return tuple(each for each in found if each.article.serves_on(day))


def outdone(published: Iterable[Version], day: date) -> tuple[Version, ...]:
    """Return the versions that are served neither on `day` nor later: a newer one begins first."""
    versions = tuple(published)
    return tuple(each for each in versions if any(_before(each, other, day) for other in versions))


def waiting(published: Iterable[Version], day: date) -> tuple[Version, ...]:
    """Return the versions that are published for a day after `day`."""
    return tuple(each for each in published if each.article.valid_from > day)


def _before(one: Version, other: Version, day: date) -> bool:
    begins = max(one.article.valid_from, day)
    return (
        one.article.code == other.article.code
        and one.number < other.number
        and other.article.valid_from <= begins
    )
