"""The NLU files of a folder as they are now; each is parsed once as long as it stays the same."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.corpus.layout import Block, Entry, blocks_of
from bot.corpus.lines import lines_of
from bot.corpus.marks import entities_of
from bot.corpus.model import Example
from bot.safe_files import digest_of
from bot.training.annotations import read_annotations
from bot.training.documents import SUFFIXES, document_of, files_of

_BREAKING = {"broken_yaml", "not_utf8", "duplicate_key"}
"""Findings of a file whose lines cannot be told for sure."""


@dataclass(frozen=True, eq=False)
class FileState:
    """One file: its lines, and where in them each example stands. Equal only to itself.

    `problem` is the line with a mistake that leaves the rest uncertain; 0 when there is none.
    """

    name: str
    path: Path
    digest: str
    lines: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    examples: tuple[Example, ...] = ()
    entries: Mapping[str, tuple[Block, Entry]] = field(default_factory=dict)
    problem: int = 0


def state_of(content: bytes, path: Path, name: str) -> FileState:
    """Return what `content` holds as the file `path`."""
    document = document_of(content, path, name)
    digest = digest_of(content)
    broken = [finding.line for finding in document.findings if finding.kind in _BREAKING]
    if broken:
        return FileState(name, path, digest, problem=broken[0])
    lines = lines_of(content)
    blocks = blocks_of(document, lines)
    examples: list[Example] = []
    entries: dict[str, tuple[Block, Entry]] = {}
    for block, entry, example in _examples(name, blocks):
        examples.append(example)
        entries[example.id] = (block, entry)
    return FileState(name, path, digest, lines, blocks, tuple(examples), entries)


def id_of(file: str, intent: str, raw: str, number: int, count: int = 1) -> str:
    """Return the id of the sentence `raw`: the one after `number` equal ones, of `count` in all.

    With the count in it nobody who saw two copies takes out the last one: its id is another.
    """
    which = str(number) if count == 1 else f"{number}/{count}"
    text = f"{file}\n{intent}\n{raw}\n{which}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _examples(name: str, blocks: Sequence[Block]) -> Iterator[tuple[Block, Entry, Example]]:
    intents = [block for block in blocks if block.kind == "intent"]
    counts = Counter((block.name, entry.raw) for block in intents for entry in block.entries)
    seen: Counter[tuple[str, str]] = Counter()
    for block in intents:
        for entry in block.entries:
            read = read_annotations(entry.raw)
            said = (block.name, entry.raw)
            example = Example(
                id=id_of(name, *said, seen[said], counts[said]),
                intent=block.name,
                text=read.text,
                raw=entry.raw,
                file=name,
                line=entry.at + 1,
                entities=entities_of(read),
            )
            seen[said] += 1
            yield block, entry, example


class NluFiles:
    """Every NLU file under a folder of the project `root`."""

    def __init__(self, root: Path, folder: str) -> None:
        """Nothing is read yet."""
        self.root = root
        self.folder = root / folder
        self._states: dict[Path, tuple[tuple[int, ...], FileState]] = {}

    def states(self, *, sure: bool = False) -> tuple[FileState, ...]:
        """Return the files as they are, in order of name.

        A file that seems untouched by time and size is not read again unless `sure`.
        """
        paths = [path for path in files_of([self.folder]) if path.suffix in SUFFIXES]
        known = self._states
        self._states = {path: self._current(path, known.get(path), sure=sure) for path in paths}
        return tuple(state for _, state in self._states.values())

    def keep(self, state: FileState) -> None:
        """Take over the state of a file that was just written."""
        self._states[state.path] = (_stamp(state.path), state)

    def name_of(self, path: Path) -> str:
        """Return how a file is called: relative to the project."""
        return path.relative_to(self.root).as_posix()

    def _current(
        self, path: Path, known: tuple[tuple[int, ...], FileState] | None, *, sure: bool
    ) -> tuple[tuple[int, ...], FileState]:
        stamp = _stamp(path)
        if known is not None and known[0] == stamp and not sure:
            return known
        content = path.read_bytes()
        if known is not None and known[1].digest == digest_of(content):
            return stamp, known[1]
        return stamp, state_of(content, path, self.name_of(path))


def _stamp(path: Path) -> tuple[int, ...]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino
