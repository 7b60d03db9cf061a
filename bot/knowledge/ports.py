"""What the knowledge base needs of the outside: vectors, words, a place to keep articles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.model import (
    Article,
    Attachment,
    Entry,
    Event,
    KnowledgeRefused,
    Opinion,
    State,
    Step,
    Unanswered,
    Version,
)

Vectors = NDArray[np.float32]
Tell = Callable[[str, Article], None]
"""Tells the owner, by number, that the article ends soon; raises OSError when it cannot."""


class Encoder(Protocol):
    """Turns sentences into vectors of length 1."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text (texts are never empty)."""
        ...


class Journal(Protocol):
    """Hears of every change of the library once it is kept."""

    def note(self, entries: Sequence[Entry]) -> None:
        """Put down what one change did, in order; never raises, for the change is made."""
        ...

    def close(self) -> None:
        """Let go of what it writes to."""
        ...


class Cutter(Protocol):
    """Cuts text into words."""

    def cut_for_search(self, sentence: str) -> Iterable[str]:
        """Yield the words, and the shorter words in long ones."""
        ...


class Changes(Protocol):
    """One change of the library; all of it is kept or nothing."""

    def newest(self, code: str) -> Version | None:
        """Return the newest version of `code` that was not discarded, if any was not, or None."""
        ...

    def next_number(self, code: str) -> int:
        """Return the number of the version of `code` that is added next."""
        ...

    def published(self, code: str) -> tuple[Version, ...]:
        """Return the published versions of `code`, oldest first."""
        ...

    def codes(self) -> frozenset[str]:
        """Return every code there is."""
        ...

    def add(self, article: Article, number: int, actor: str, at: datetime) -> Version:
        """Keep `article` as the draft `number` and note who wrote it."""
        ...

    def writer(self, version: Version) -> str:
        """Return who added `version`: its author, or who imported it."""
        ...

    def move(self, version: Version, event: Event, actor: str, at: datetime, note: str) -> Version:
        """Bring `version` to the state after `event`; raises KnowledgeRefused for no such move."""
        ...

    def review(self, version: Version, article: Article) -> None:
        """Put down who reviewed `version`: `article` is the same but for that."""
        ...

    def attachments(self, code: str) -> tuple[Attachment, ...]:
        """Return the attachments of `code`, oldest first."""
        ...

    def attach(self, attachment: Attachment, content: bytes, version: Version) -> None:
        """Keep a file, and note who added it; `version` is the newest of its article."""
        ...

    def detach(self, attachment: Attachment, version: Version, actor: str, at: datetime) -> None:
        """Remove a file for good, and note who did."""
        ...

    def vouch(
        self, attachment: Attachment, version: Version, actor: str, at: datetime
    ) -> Attachment:
        """Put down that `actor` passed a file, and note it; return it as it is then."""
        ...


def newest_of(changes: Changes, code: str) -> Version:
    """Return the newest version of an article; raises KnowledgeRefused (unknown)."""
    version = changes.newest(code)
    if version is None:
        raise KnowledgeRefused("unknown", code=code)
    return version


class Library(Protocol):
    """Where articles, their history, opinions and unanswered questions are kept."""

    def revision(self) -> int:
        """Return a number that grows with every change of what is published."""
        ...

    def on_change(self, told: Callable[[], None]) -> None:
        """Call `told` after every change that this process makes of what is published."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...

    def published_keys(self) -> frozenset[tuple[str, int]]:
        """Return code and number of every published version; quick."""
        ...

    def published(self, keys: Collection[tuple[str, int]]) -> tuple[Version, ...]:
        """Return the published versions of these codes and numbers."""
        ...

    def versions(self, *states: State) -> tuple[Version, ...]:
        """Return the versions in `states`, by code and number; without states the newest of each.

        The newest is that which was not discarded, if any was not.
        """
        ...

    def version(self, code: str, number: int) -> Version | None:
        """Return one version of an article, or None when there is none of that number."""
        ...

    def history(self, code: str) -> tuple[Step, ...]:
        """Return everything that happened to `code`, oldest first."""
        ...

    def change(self, *, keep: bool = True) -> AbstractContextManager[Changes]:
        """Begin a change: committed at the end of the block, undone by an exception.

        Unless `keep`: then it is undone in any case.
        """
        ...

    def attachments(self, codes: Collection[str]) -> tuple[Attachment, ...]:
        """Return the attachments of all `codes`, oldest first."""
        ...

    def attachment(self, attachment_id: str) -> tuple[Attachment, bytes] | None:
        """Return an attachment with its bytes, or None when there is none of that id."""
        ...

    def claim_notice(self, version: Version, at: datetime) -> bool:
        """Note that the owner is told that `version` ends; False when that was noted before."""
        ...

    def release_notice(self, version: Version) -> None:
        """Forget that the owner was told: the notice could not be sent."""
        ...

    def note_opinion(
        self, version: tuple[str, int], conversation: str, at: datetime, *, useful: bool
    ) -> None:
        """Keep what a conversation thinks of a version; a second opinion replaces the first."""
        ...

    def opinions(self) -> tuple[Opinion, ...]:
        """Return the opinions on each article that has any."""
        ...

    def note_unanswered(self, question: str, near: Sequence[str], at: datetime) -> None:
        """Keep a masked question that nothing answered, and the codes that came nearest.

        It is open again when it had been taken for answered; who said by hand that it is done is
        believed.
        """
        ...

    def take_back_unanswered(self, question: str) -> None:
        """Count a question once less: the customer chose one of what was suggested."""
        ...

    def unanswered(self, limit: int, *, done: bool = False) -> tuple[Unanswered, ...]:
        """Return the open questions asked most, or those `done` last; at most `limit`."""
        ...

    def end_unanswered(
        self, question_id: str, by: str, at: datetime, code: str = ""
    ) -> Unanswered | None:
        """Put down that `by` has done a question, or that `code` answers it; None without one."""
        ...

    def reopen_unanswered(self, question_id: str) -> Unanswered | None:
        """Open a question again; None when there is none of that id."""
        ...
