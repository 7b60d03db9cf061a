"""The intents and entities of the domain, and the sentences that models are measured with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.corpus.files import FileState, state_of
from bot.corpus.looking import Bares
from bot.corpus.model import Example
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


class HeldOut:
    """The labelled sentences of a file that is never trained on; without the file there are none.

    Read again when the file was changed.
    """

    def __init__(self, path: Path, name: str, bares: Bares) -> None:
        """Nothing is read yet; `name` is how places call the file."""
        self._path = path
        self._name = name
        self._bares = bares
        self._read: tuple[Stamp | None, FileState] = (None, FileState(name, path, ""))

    def examples(self) -> tuple[Example, ...]:
        """Return the sentences."""
        return self._now().examples

    def holds(self, text: str) -> bool:
        """Tell whether `text` is one of them, up to punctuation, width, script and case."""
        return bool(self._bares.places((self._now(),), text))

    def _now(self) -> FileState:
        stamp = stamp_of(self._path)
        if stamp != self._read[0]:
            content = self._path.read_bytes() if stamp is not None else b""
            self._read = (stamp, state_of(content, self._path, self._name))
        return self._read[1]
