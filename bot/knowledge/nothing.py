"""A library without articles, for processes and tests that were given none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

import numpy as np

from bot.knowledge.model import (
    Attachment,
    KnowledgeRefused,
    Opinion,
    State,
    Step,
    Unanswered,
    Version,
)
from bot.knowledge.ports import Changes, Vectors


class NoLibrary:
    """Implements `bot.knowledge.ports.Library`: holds nothing, keeps nothing, changes nothing."""

    def revision(self) -> int:
        """Return 0: nothing was ever published."""
        return 0

    def on_change(self, told: Callable[[], None]) -> None:
        """Do nothing: nothing changes."""

    def close(self) -> None:
        """Do nothing."""

    def published_keys(self) -> frozenset[tuple[str, int]]:
        """Return none."""
        return frozenset()

    def published(self, keys: Collection[tuple[str, int]]) -> tuple[Version, ...]:
        """Return none."""
        return ()

    def versions(self, *states: State) -> tuple[Version, ...]:
        """Return none."""
        return ()

    def version(self, code: str, number: int) -> Version | None:
        """Return None."""
        return None

    def history(self, code: str) -> tuple[Step, ...]:
        """Return nothing."""
        return ()

    def change(self, *, keep: bool = True) -> AbstractContextManager[Changes]:
        """Refuse: raises KnowledgeRefused."""
        raise KnowledgeRefused("no_library")

    def attachments(self, codes: Collection[str]) -> tuple[Attachment, ...]:
        """Return none."""
        return ()

    def attachment(self, attachment_id: str) -> tuple[Attachment, bytes] | None:
        """Return None."""
        return None

    def claim_notice(self, version: Version, at: datetime) -> bool:
        """Return False: there is nobody to be told."""
        return False

    def release_notice(self, version: Version) -> None:
        """Do nothing."""

    def note_opinion(
        self, version: tuple[str, int], conversation: str, at: datetime, *, useful: bool
    ) -> None:
        """Keep nothing."""

    def opinions(self) -> tuple[Opinion, ...]:
        """Return none."""
        return ()

    def note_unanswered(self, question: str, near: Sequence[str], at: datetime) -> None:
        """Keep nothing."""

    def take_back_unanswered(self, question: str) -> None:
        """Do nothing."""

    def unanswered(self, limit: int, *, done: bool = False) -> tuple[Unanswered, ...]:
        """Return none."""
        return ()

    def end_unanswered(
        self, question_id: str, by: str, at: datetime, code: str = ""
    ) -> Unanswered | None:
        """Return None."""
        return None

    def reopen_unanswered(self, question_id: str) -> Unanswered | None:
        """Return None."""
        return None


class NoEncoder:
    """Stands where nothing is ever encoded."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return rows without numbers."""
        return np.empty((len(texts), 0), dtype=np.float32)


class NoCutter:
    """Stands where nothing is ever cut."""

    def cut_for_search(self, sentence: str) -> Iterable[str]:
        """Return no words."""
        return ()
