"""Groups messages alike, names the groups, and orders them so that no problem hides the others."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import numpy as np

from bot.inbox.model import REASONS
from bot.inbox.ports import Vectors

ALIKE = 0.72
"""Cosine from which a message joins a group: paraphrases lie above, neighbours below."""

T = TypeVar("T")


class Leaders:
    """The vectors of the messages that began a group; grows, and is no thread's own."""

    def __init__(self) -> None:
        self._newest = 0
        self._ids: list[int] = []
        self._vectors: list[Vectors] = []
        self._matrix: Vectors | None = None

    @property
    def newest(self) -> int:
        """Return the highest number of a group that was ever known, 0 without any."""
        return self._newest

    def add(self, group: int, vector: Vectors) -> None:
        """Learn of a group; the numbers grow."""
        self._newest = group
        self._ids.append(group)
        self._vectors.append(vector)
        self._matrix = None

    def forget(self, group: int) -> None:
        """Know a group no more."""
        place = self._ids.index(group)
        del self._ids[place], self._vectors[place]
        self._matrix = None

    def nearest(self, vector: Vectors) -> int | None:
        """Return the group that `vector` belongs to, or None when it begins a new one."""
        if not self._ids:
            return None
        if self._matrix is None:
            self._matrix = np.stack(self._vectors)
        likeness = self._matrix @ vector
        best = int(likeness.argmax())
        return self._ids[best] if likeness[best] >= ALIKE else None


def majority(votes: Iterable[tuple[str | None, int]]) -> str | None:
    """Return what has most votes, by weight; of equals the first in the alphabet."""
    counted: Counter[str] = Counter()
    for name, weight in votes:
        if name is not None:
            counted[name] += weight
    return min(counted, key=lambda name: (-counted[name], name), default=None)


def in_turns(queues: Iterable[Iterable[T]]) -> Iterator[T]:
    """Yield one of each queue, again and again, until all are empty."""
    waiting = deque(iter(queue) for queue in queues)
    while waiting:
        queue = waiting.popleft()
        for each in queue:
            yield each
            waiting.append(queue)
            break


def fairly(entries: Sequence[tuple[T, Sequence[str], str | None]]) -> list[T]:
    """Return what is in `entries` in turns over reasons, and within a reason over intents.

    An entry is (thing, its reasons, its intent); within both they stay in the order given. A
    thing of several reasons comes when the first of them has its turn.
    """
    by_reason: dict[str, dict[str, list[int]]] = {reason: defaultdict(list) for reason in REASONS}
    for place, (_, reasons, intent) in enumerate(entries):
        for reason in reasons:
            by_reason[reason][intent or ""].append(place)
    taken: set[int] = set()
    turns = in_turns(
        in_turns(_left(places, taken) for places in intents.values())
        for intents in by_reason.values()
    )
    result = []
    for place in turns:
        taken.add(place)
        result.append(entries[place][0])
    return result


def _left(places: Iterable[int], taken: set[int]) -> Iterator[int]:
    """Yield the places that nobody has taken by the time they are asked for."""
    for place in places:
        if place not in taken:
            yield place
