"""Changing the library: drafts, review, publishing, withdrawing, expiring, whole imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from accounts.clock import Clock, local
from bot.knowledge.attaching import vouch_with
from bot.knowledge.checking import Checker, together
from bot.knowledge.fields import Problem
from bot.knowledge.model import OPEN, SYSTEM, Article, Event, KnowledgeRefused, State, Version
from bot.knowledge.ports import Changes, Library, Tell, newest_of

log = structlog.get_logger(__name__)

TELL_BEFORE = timedelta(days=7)
"""How long before an article ends its owner is told (handbook §8)."""


class ImportRefused(KnowledgeRefused):
    """An import has problems; nothing of it was taken."""

    code = "import_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep every problem of every row."""
        super().__init__("problems")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Taken:
    """What an import did, by code."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True)
class Incoming:
    """An article of an import: where it stands, and the version that it was made from (0: none)."""

    place: str
    article: Article
    version: int = 0


class Editor:
    """Everything that changes articles; each call is one change of the library or none."""

    def __init__(self, *, library: Library, clock: Clock, checker: Checker, tell: Tell) -> None:
        """Take the library; `tell` reaches the owner of an article."""
        self._library = library
        self._clock = clock
        self._checker = checker
        self._tell = tell

    def take(
        self,
        incoming: Sequence[Incoming],
        *,
        reviewer: str | None = None,
        as_written: bool = False,
        by: str = "",
        dry_run: bool = False,
    ) -> Taken:
        """Take a whole import as drafts, or published when `reviewer` vouches for it.

        `by` is who imports, and may then not approve it; else each author is taken to be. With
        `dry_run` all is done and undone again.

        `as_written` publishes each in the name of the reviewer it comes with: for a library that
        is delivered with the product. What is as it was stays untouched. Raises ImportRefused
        with every problem there is.
        """
        problems = self._problems(incoming, reviewer)
        with self._library.change(keep=not dry_run) as changes:
            problems += _problems_with(incoming, changes)
            if problems:
                raise ImportRefused(problems)
            done: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
            for each in incoming:
                vouching = each.article.reviewer or None if as_written else reviewer
                done[self._take(changes, each.article, vouching, by)].append(each.article.code)
        return Taken(*(tuple(done[name]) for name in ("added", "changed", "unchanged")))

    def faults(self, article: Article) -> list[Problem]:
        """Return what is wrong with an article that is being written; nothing is changed."""
        codes = frozenset(each.article.code for each in self._library.versions())
        return self._checker.problems(article, "") + together([("", article)], codes)

    def check(self, incoming: Sequence[Incoming], reviewer: str | None) -> list[Problem]:
        """Return every problem that `take` would find, and change nothing."""
        problems = self._problems(incoming, reviewer)
        with self._library.change(keep=False) as changes:
            return problems + _problems_with(incoming, changes)

    def write(self, article: Article, *, made_from: int, by: str) -> Version:
        """Keep `article`, which `by` wrote, as the next draft of its code.

        `made_from` is the version that was edited, 0 for an article that is new. What says the
        same as that version stays that version. Raises ImportRefused with every problem, and
        KnowledgeRefused (stale, unknown) when it is not the newest one.
        """
        article = replace(article, author=by, reviewer="")
        with self._library.change() as changes:
            newest = changes.newest(article.code)
            number = newest.number if newest else 0
            problems = self._checker.problems(article, "")
            problems += together([("", article)], changes.codes())
            if number and not made_from:
                problems.append(Problem("", "code", "taken"))
            if problems:
                raise ImportRefused(problems)
            if number != made_from:
                reason = "stale" if newest else "unknown"
                raise KnowledgeRefused(reason, code=article.code)
            if newest is not None and newest.state in OPEN and _same(newest.article, article):
                return newest
            return changes.add(article, number + 1, by, self._clock.now())

    def publish(self, code: str, by: str, note: str = "") -> Version:
        """Publish the newest draft of `code`; `by` reviews it and must not have written it.

        Raises KnowledgeRefused for an unknown code, one's own work, or nothing to publish.
        """
        with self._library.change() as changes:
            version = newest_of(changes, code)
            if version.state is State.DRAFT:
                at, author = self._clock.now(), version.article.author
                version = changes.move(version, Event.SUBMIT, author, at, note)
            return self._approve_whole(changes, version, by, note)

    def move(self, code: str, event: Event, by: str, note: str = "") -> Version:
        """Submit, approve, reject or withdraw; withdrawing concerns what is served, if anything is.

        Raises KnowledgeRefused for an unknown code, one's own work, or a move that is none.
        """
        with self._library.change() as changes:
            if event is Event.APPROVE:
                return self._approve_whole(changes, newest_of(changes, code), by, note)
            served = changes.published(code) if event is Event.WITHDRAW else None
            version = served or newest_of(changes, code)
            return changes.move(version, event, by, self._clock.now(), note)

    def tend(self) -> int:
        """Expire what has ended and tell owners of what ends within a week; return how many.

        Each version is told of once. Safe at any time and from several processes; raises OSError
        when a notice cannot be sent, which is then tried again next time.
        """
        now = self._clock.now()
        today = local(now).date()
        served = self._library.versions(State.PUBLISHED)
        done = 0
        for version in served:
            until = version.article.valid_until
            if until is None or until > today + TELL_BEFORE:
                continue
            done += self._expire(version) if until < today else self._warn(version)
        return done

    def _expire(self, version: Version) -> bool:
        with self._library.change() as changes:
            present = changes.published(version.article.code)
            if present is None or present.number != version.number:
                return False
            changes.move(present, Event.EXPIRE, SYSTEM, self._clock.now(), "")
        log.info("article_expired", code=version.article.code, version=version.number)
        return True

    def _warn(self, version: Version) -> bool:
        if not self._library.claim_notice(version, self._clock.now()):
            return False
        try:
            self._tell(version.article.author, version.article)
        except OSError:
            self._library.release_notice(version)
            raise
        return True

    def _problems(self, incoming: Sequence[Incoming], reviewer: str | None) -> list[Problem]:
        """Return what is wrong with each by itself: most of the work, while nobody waits."""
        found = []
        for each in incoming:
            found += self._checker.problems(each.article, each.place)
            if reviewer is not None and reviewer == each.article.author:
                found.append(Problem(each.place, "author", "own_work", reviewer))
        return found

    def _take(self, changes: Changes, article: Article, reviewer: str | None, by: str) -> str:
        newest = changes.newest(article.code)
        if newest is not None and _same(newest.article, article) and newest.state not in _OVER:
            if reviewer is None or newest.state is State.PUBLISHED:
                return "unchanged"
            version = newest
        else:
            number = newest.number + 1 if newest else 1
            version = changes.add(article, number, by or article.author, self._clock.now())
        if reviewer is not None:
            if version.state is State.DRAFT:
                now = self._clock.now()
                version = changes.move(version, Event.SUBMIT, article.author, now, "")
            self._approve(changes, version, reviewer, "")
        return "changed" if newest else "added"

    def _approve_whole(self, changes: Changes, version: Version, by: str, note: str) -> Version:
        """Approve a version that `by` has read, and with it the files that they saw beside it."""
        approved = self._approve(changes, version, by, note)
        vouch_with(changes, approved, by, self._clock.now())
        return approved

    def _approve(self, changes: Changes, version: Version, by: str, note: str) -> Version:
        if by in {version.article.author, changes.writer(version)}:
            raise KnowledgeRefused("own_work", code=version.article.code, by=by)
        now = self._clock.now()
        served = changes.published(version.article.code)
        approved = changes.move(version, Event.APPROVE, by, now, note)
        if served is not None:
            changes.move(served, Event.REPLACE, SYSTEM, now, "")
        reviewed = replace(approved, article=replace(approved.article, reviewer=by))
        changes.review(reviewed, reviewed.article)
        return reviewed


_OVER = frozenset({State.EXPIRED, State.WITHDRAWN})


def _problems_with(incoming: Sequence[Incoming], changes: Changes) -> list[Problem]:
    """Return what is wrong between the articles of an import and those that are there."""
    known, found = changes.codes(), []
    for each in incoming:
        newest = changes.newest(each.article.code) if each.article.code in known else None
        if each.version and newest and newest.number > each.version:
            changed = not _same(newest.article, each.article)
            detail = f"{each.version} < {newest.number}"
            found += [Problem(each.place, "version", "stale", detail)] if changed else []
    return found + together([(each.place, each.article) for each in incoming], known)


def _same(one: Article, other: Article) -> bool:
    """Tell whether two articles say the same; who reviewed them does not count."""
    return replace(one, reviewer="") == replace(other, reviewer="")
