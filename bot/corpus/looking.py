"""Finds sentences: by what they say, by what they would be the same as, by what became of them."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from bot.corpus.files import FileState
from bot.corpus.model import Example
from bot.text.normalise import normalise
from bot.training.check_sentences import bare

_MOST_BARES = 60_000
_MOST_FOLLOWED = 5_000


def matching(examples: Iterable[Example], q: str) -> tuple[Example, ...]:
    """Return the examples that hold `q`, whatever its width, script and case; all without `q`."""
    wanted = normalise(q).text.strip()
    if not wanted:
        return tuple(examples)
    return tuple(one for one in examples if wanted in _levelled(one.text))


@lru_cache(maxsize=_MOST_BARES)
def _levelled(text: str) -> str:
    return normalise(text).text


class Bares:
    """What all writings of a sentence share, each worked out once."""

    def __init__(self) -> None:
        """Know none yet."""
        self._of: dict[str, str] = {}
        self._index: dict[FileState, Mapping[str, Sequence[Example]]] = {}

    def of(self, text: str) -> str:
        """Return `text` without punctuation, width, script or case."""
        found = self._of.get(text)
        if found is None:
            if len(self._of) >= _MOST_BARES:
                self._of.clear()
            found = self._of[text] = bare(text)
        return found

    def places(self, states: Sequence[FileState], text: str) -> list[Example]:
        """Return the examples of `states` that are the same as `text`."""
        self._index = {state: self._index.get(state) or self._indexed(state) for state in states}
        key = self.of(text)
        return [one for state in states for one in self._index[state].get(key, ())]

    def _indexed(self, state: FileState) -> Mapping[str, Sequence[Example]]:
        found: dict[str, list[Example]] = defaultdict(list)
        for example in state.examples:
            found[self.of(example.text)].append(example)
        return dict(found)


class Followed:
    """Remembers what stands where an example stood that was changed or taken out."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._next: OrderedDict[str, str | None] = OrderedDict()

    def follow(self, before: Sequence[FileState], after: Sequence[FileState]) -> None:
        """Compare the files as they were and are, whoever changed them."""
        now = {state.name: state for state in after}
        for old in before:
            new = now.get(old.name)
            if new is not old:
                self._compare(old, new)
        while len(self._next) > _MOST_FOLLOWED:
            self._next.popitem(last=False)

    def of(self, example_id: str) -> tuple[str, ...] | None:
        """Return the id that took the place (none when nothing did); None when never seen."""
        if example_id not in self._next:
            return None
        current: str | None = example_id
        for _ in range(len(self._next)):
            if current is None or current not in self._next:
                break
            current = self._next[current]
        return () if current is None else (current,)

    def _compare(self, old: FileState, new: FileState | None) -> None:
        was = [one.id for one in old.examples]
        now = [one.id for one in new.examples] if new is not None else []
        for one in now:
            self._next.pop(one, None)
        gone = set(was) - set(now)
        if not gone:
            return
        for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            for offset, one in enumerate(was[a:b]):
                if one in gone:
                    self._next[one] = now[c + offset] if c + offset < d else None
