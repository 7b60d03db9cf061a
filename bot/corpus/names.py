"""The intents and entities of the domain, and the sentences that models are measured with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bot.corpus.files import state_of
from bot.corpus.looking import Bares
from bot.training.documents import read_document
from bot.training.domain_names import read_domain

Stamp = tuple[int, int, int]


def stamp_of(path: Path) -> Stamp | None:
    """Return what changes with the file, None when there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class Names:
    """What ``domain.yml`` declares; read again when it was changed."""

    def __init__(self, domain: Path) -> None:
        """Nothing is read yet."""
        self._path = domain
        self._read: tuple[Stamp | None, _Declared] = (None, _Declared())

    def intents(self) -> tuple[str, ...]:
        """Return the intents that people say, in the domain's order."""
        return self._now().intents

    def entities(self) -> tuple[str, ...]:
        """Return the entities."""
        return self._now().entities

    def _now(self) -> _Declared:
        stamp = stamp_of(self._path)
        if stamp != self._read[0]:
            names = read_domain([read_document(self._path, self._path.name)])
            declared = _Declared(tuple(names.typed_intents), tuple(names.entities))
            self._read = (stamp, declared)
        return self._read[1]


@dataclass(frozen=True)
class _Declared:
    intents: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()


@dataclass
class HeldOut:
    """The labelled sentences of a file that is never trained on; without the file there are none.

    Read again when the file was changed.
    """

    path: Path
    bares: Bares
    _read: tuple[Stamp | None, frozenset[str]] = field(default=(None, frozenset()))

    def holds(self, text: str) -> bool:
        """Tell whether `text` is one of them, up to punctuation, width, script and case."""
        stamp = stamp_of(self.path)
        if stamp != self._read[0]:
            content = self.path.read_bytes() if stamp is not None else b""
            state = state_of(content, self.path, self.path.name)
            bares = frozenset(self.bares.of(one.text) for one in state.examples)
            self._read = (stamp, bares)
        return self.bares.of(text) in self._read[1]
