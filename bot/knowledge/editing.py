"""Changing the library: drafts, review, publishing, withdrawing, expiring, whole imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.clock import Clock, local
from bot.knowledge.attaching import vouch_with
from bot.knowledge.checking import Checker, together
from bot.knowledge.fields import Problem
from bot.knowledge.model import (
    OPEN,
    OVER,
    SYSTEM,
    Article,
    Event,
    KnowledgeRefused,
    State,
    Version,
)
from bot.knowledge.ports import Changes, Library, Tell, newest_of
from bot.knowledge.tending import tend


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
    unread: frozenset[str] = frozenset()
    """Fields that could not be read: the rest is checked, but such an article is never taken."""


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
        is delivered with the product, whatever the operator sells. What is as it was stays
        untouched. Raises ImportRefused with every problem there is.
        """
        problems = self._problems(incoming, reviewer)
        problems += [
            Problem(each.place, name, "unread") for each in incoming for name in sorted(each.unread)
        ]
        catalogue = () if as_written else incoming
        problems += self._checker.unknown_offers((each.place, each.article) for each in catalogue)
        with self._library.change(keep=not dry_run) as changes:
            problems += self._problems_with(incoming, changes, reviewer)
            if problems:
                raise ImportRefused(problems)
            done: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
            for each in incoming:
                vouching = each.article.reviewer or None if as_written else reviewer
                done[self._take(changes, each, vouching, by)].append(each.article.code)
        return Taken(*(tuple(done[name]) for name in ("added", "changed", "unchanged")))

    def faults(
        self, article: Article, unread: frozenset[str] = frozenset(), *, over: bool = True
    ) -> list[Problem]:
        """Return what is wrong with an article that is being written; nothing is changed.

        Nothing is said of fields that are `unread`; with `over` also that its last day is over.
        """
        codes = frozenset(each.article.code for each in self._library.versions())
        found = self._faults(article, codes)
        found += _over(article, "", self._today()) if over else []
        return [each for each in found if each.field not in unread]

    def check(self, incoming: Sequence[Incoming], reviewer: str | None) -> list[Problem]:
        """Return every problem that `take` would find besides what is unread; change nothing."""
        problems = self._problems(incoming, reviewer)
        problems += self._checker.unknown_offers((each.place, each.article) for each in incoming)
        with self._library.change(keep=False) as changes:
            return problems + self._problems_with(incoming, changes, reviewer)

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
            problems = self._faults(article, changes.codes())
            if number and not made_from:
                problems.append(Problem("", "code", "taken"))
            if problems:
                raise ImportRefused(problems)
            if number != made_from:
                reason = "stale" if newest else "unknown"
                raise KnowledgeRefused(reason, code=article.code)
            if newest is not None and newest.state in OPEN and _same(newest.article, article):
                return newest
            return changes.add(article, changes.next_number(article.code), by, self._clock.now())

    def restore(self, code: str, number: int, by: str) -> Version:
        """Keep what version `number` of an article said as its next draft, written by `by`.

        Raises KnowledgeRefused (unknown, unknown_version), and ImportRefused as `write`.
        """
        with self._library.change(keep=False) as changes:
            newest = newest_of(changes, code)
        earlier = self._library.version(code, number)
        if earlier is None:
            raise KnowledgeRefused("unknown_version", code=code, version=str(number))
        return self.write(earlier.article, made_from=newest.number, by=by)

    def publish(self, code: str, by: str, note: str = "") -> Version:
        """Publish the newest draft of `code`; `by` reviews it and must not have written it.

        One whose first day lies ahead is planned: the version before is served until then.
        Raises KnowledgeRefused for an unknown code, one's own work, nothing to publish, or a
        version whose last day is over.
        """
        with self._library.change() as changes:
            version = newest_of(changes, code)
            if version.state is State.DRAFT:
                self._check_lasts(version)
                at, author = self._clock.now(), version.article.author
                version = changes.move(version, Event.SUBMIT, author, at, note)
            return self._approve_whole(changes, version, by, note)

    def move(self, code: str, event: Event, by: str, note: str = "") -> Version:
        """Submit, approve, reject or discard the newest version, or withdraw what is served.

        What is approved before its first day is planned, and served from that day on.

        Raises KnowledgeRefused for an unknown code, one's own work, a version whose last day is
        over, nothing to withdraw, or a move that is none.
        """
        with self._library.change() as changes:
            version = newest_of(changes, code)
            if event is Event.WITHDRAW:
                return self._withdraw(changes, code, by, note)
            if event is Event.APPROVE:
                return self._approve_whole(changes, version, by, note)
            if event is Event.SUBMIT:
                self._check_lasts(version)
            return changes.move(version, event, by, self._clock.now(), note)

    def tend(self) -> int:
        """Expire, replace and tell owners of what is due; as `bot.knowledge.tending.tend`."""
        return tend(self._library, self._clock, self._tell)

    def _faults(self, article: Article, codes: frozenset[str]) -> list[Problem]:
        alone = [("", article)]
        found = self._checker.problems(article, "") + together(alone, codes)
        return found + self._checker.unknown_offers(alone)

    def _problems(self, incoming: Sequence[Incoming], reviewer: str | None) -> list[Problem]:
        """Return what is wrong with each by itself: most of the work, while nobody waits."""
        found = []
        for each in incoming:
            own = self._checker.problems(each.article, each.place)
            found += [problem for problem in own if problem.field not in each.unread]
            if reviewer is not None and reviewer == each.article.author:
                found.append(Problem(each.place, "author", "own_work", reviewer))
        return found

    def _problems_with(
        self, incoming: Sequence[Incoming], changes: Changes, reviewer: str | None
    ) -> list[Problem]:
        """Return what is wrong between the articles of an import and those that are there."""
        known, found = changes.codes(), []
        for each in incoming:
            article = each.article
            newest = changes.newest(article.code) if article.code in known else None
            if each.version and newest and newest.number > each.version:
                changed = not _same(newest.article, article)
                detail = f"{each.version} < {newest.number}"
                found += [Problem(each.place, "version", "stale", detail)] if changed else []
            if reviewer is not None and not each.unread and not _there(newest, each):
                found += _over(article, each.place, self._today())
        # Rows with problems are there too: a link from a good one to them is no mistake.
        rows = [
            (each.place, replace(each.article, code="") if "code" in each.unread else each.article)
            for each in incoming
        ]
        return found + together(rows, known | {each.article.code for each in incoming})

    def _take(self, changes: Changes, each: Incoming, reviewer: str | None, by: str) -> str:
        article, newest = each.article, changes.newest(each.article.code)
        if newest is not None and _there(newest, each):
            if reviewer is None or newest.state not in OPEN:
                return "unchanged"
            version = newest
        else:
            number = changes.next_number(article.code)
            version = changes.add(article, number, by or article.author, self._clock.now())
        if reviewer is not None:
            if version.state is State.DRAFT:
                now = self._clock.now()
                version = changes.move(version, Event.SUBMIT, article.author, now, "")
            self._approve(changes, version, reviewer, "")
        return "changed" if newest else "added"

    def _approve_whole(self, changes: Changes, version: Version, by: str, note: str) -> Version:
        """Approve a version that `by` has read, and with it the files that they saw beside it."""
        self._check_lasts(version)
        approved = self._approve(changes, version, by, note)
        if approved.state is State.PUBLISHED:
            # Files are the article's, not a version's: those of a plan wait for its day.
            vouch_with(changes, approved, by, self._clock.now())
        return approved

    def _approve(self, changes: Changes, version: Version, by: str, note: str) -> Version:
        if by in {version.article.author, changes.writer(version)}:
            raise KnowledgeRefused("own_work", code=version.article.code, by=by)
        now, code = self._clock.now(), version.article.code
        first, served = version.article.valid_from, changes.published(code)
        begins = first <= self._today()
        approved = changes.move(version, Event.APPROVE if begins else Event.PLAN, by, now, note)
        replaced = [served] if served and begins else []
        replaced += [
            each
            for each in changes.planned(code)
            if each.number != version.number and (begins or each.article.valid_from >= first)
        ]
        for each in replaced:
            changes.move(each, Event.REPLACE, SYSTEM, now, "")
        reviewed = replace(approved, article=replace(approved.article, reviewer=by))
        changes.review(reviewed, reviewed.article)
        return reviewed

    def _withdraw(self, changes: Changes, code: str, by: str, note: str) -> Version:
        """Withdraw what is served and what waits: nothing comes back by itself on a later day."""
        served = changes.published(code)
        gone = [*([served] if served else []), *changes.planned(code)]
        if not gone:
            raise KnowledgeRefused("not_served", code=code)
        now = self._clock.now()
        withdrawn = [changes.move(each, Event.WITHDRAW, by, now, note) for each in gone]
        return withdrawn[0]

    def _check_lasts(self, version: Version) -> None:
        if version.state in OPEN and ended(version.article, self._today()):
            raise KnowledgeRefused("ended", until=str(version.article.valid_until))

    def _today(self) -> date:
        return local(self._clock.now()).date()


def ended(article: Article, day: date) -> bool:
    """Tell whether the last day of `article` is over on `day`."""
    return article.valid_until is not None and article.valid_until < day


def _over(article: Article, place: str, day: date) -> list[Problem]:
    backwards = article.valid_until is not None and article.valid_until < article.valid_from
    over = ended(article, day) and not backwards
    return [Problem(place, "valid_until", "ended")] if over else []


def _there(newest: Version | None, each: Incoming) -> bool:
    """Tell whether the newest version says it already; what is over only if it is that version."""
    if newest is None or not _same(newest.article, each.article):
        return False
    return newest.state not in OVER or each.version == newest.number


def _same(one: Article, other: Article) -> bool:
    """Tell whether two articles say the same; who reviewed them does not count."""
    return replace(one, reviewer="") == replace(other, reviewer="")
