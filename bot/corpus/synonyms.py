"""Trainers' words for packages, add-ons and services: understood at once, without training."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from accounts.catalogue import CatalogueName
from bot.changes.log import ChangeLog
from bot.changes.model import Change
from bot.corpus.files import FileState, NluFiles, state_of
from bot.corpus.layout import Block, Entry, new_block, removed
from bot.corpus.lines import Splice, content_of, end_of, spliced
from bot.corpus.looking import matching
from bot.corpus.marks import tidy
from bot.corpus.model import Example, NotPossible, NotThere
from bot.corpus.reverse import reversed_edits, undoable
from bot.corpus.writing import Doing, Edit, Writer
from bot.nlu.names import NamesSource
from bot.nlu.synonyms import merged
from bot.safe_files import alone_in, digest_of
from bot.text.catalogue_names import NameBook
from bot.text.nicknames import may_be_a_name

AREA = "synonyms"
FILE = "catalogue.yml"
LONGEST = 20
MOST_SAID = 40
"""Sentences of the training data from which on a word is one of daily speech, not a name."""
_EMPTY = """\
# What customers call packages, add-ons and services besides their names in the catalogue, by code.
# Edited in the studio or by hand; understood at once, without training.
version: "3.1"
nlu:
"""


@dataclass(frozen=True)
class Synonym:
    """The words of an item; `title` is its name, None for a code that is not in the catalogue."""

    value: str
    title: str | None
    words: tuple[str, ...]


class SynonymBook:
    """The synonyms of ``data/synonyms``; safe to share between threads and processes."""

    def __init__(
        self,
        *,
        files: NluFiles,
        names: NamesSource,
        said: NluFiles,
        writer: Writer,
        changes: ChangeLog,
    ) -> None:
        """`names` are those of the catalogue alone; `said` the files of training sentences."""
        self._files = files
        self._names = names
        self._said = said
        self._writer = writer
        self._changes = changes
        self._lock = threading.RLock()

    def listed(self) -> tuple[Synonym, ...]:
        """Return the synonyms by code, in the order of the files."""
        with self._lock:
            words = _words(self._files.states())
        titles = {name.code: name.name for name in self._names()}
        return tuple(Synonym(code, titles.get(code), said) for code, said in words.items())

    def values(self) -> tuple[CatalogueName, ...]:
        """Return what can have synonyms."""
        return self._names()

    def add(self, value: str, word: str, by: str) -> Change:
        """Let `word` mean the item `value`.

        Raises NotThere for an item that is not in the catalogue; NotPossible for a word that is
        no name, that is said about everything, or that means an item already; and as
        `Writer.write`.
        """
        word = tidy(word)
        with self._alone() as states:
            self._check(states, value, word)
            blocks = [(state, block) for state in states for block in _of(state, value)]
            edit = _added(states, blocks, value, word) if states else None
            edit = edit or self._first(value, word)
            _check_read(edit, value, word, is_there=True)
            return self._writer.write([edit], Doing(by, AREA, _told("add", value, word)))

    def remove(self, value: str, word: str, by: str) -> Change:
        """Take a synonym back; raises NotThere, and as `Writer.write`."""
        with self._alone() as states:
            for state in states:
                for block in _of(state, value):
                    for entry in block.entries:
                        if entry.raw == word and not entry.fixed:
                            edit = _edit(state, _taken(block, entry))
                            told = _told("remove", value, word)
                            return self._writer.write([edit], Doing(by, AREA, told))
            raise NotThere("synonym", word)

    def undo(self, change_id: str, by: str) -> Change:
        """Take a change back; raises NoSuchChange, AlreadyUndone, LinesChanged, NotPossible."""
        change, summary = undoable(self._changes, change_id, AREA)
        with self._alone() as states:
            edits = reversed_edits(self._changes.pieces(change_id), states)
            before, after = _words(states), _words([_after(edit) for edit in edits])
            came = [
                (value, word)
                for value, words in after.items()
                for word in words
                if word not in before.get(value, ())
            ]
            for value, word in came:
                self._check(states, value, word)
            return self._writer.write(edits, Doing(by, AREA, summary, change.id))

    @contextmanager
    def _alone(self) -> Iterator[tuple[FileState, ...]]:
        self._files.folder.mkdir(parents=True, exist_ok=True)
        with self._lock, alone_in(self._files.folder):
            self._writer.recover(self._files.folder)
            states = self._files.states(sure=True)
            for state in states:
                if state.problem:
                    raise NotPossible("broken_file", file=state.name, line=state.problem)
            yield states

    def _check(self, states: Sequence[FileState], value: str, word: str) -> None:
        names = self._names()
        titles = {name.code: name.name for name in names}
        if value not in titles:
            raise NotThere("value", value)
        if not may_be_a_name(word) or len(word) > LONGEST or set(word) & set("[]{}#\"'"):
            raise NotPossible("not_a_name", word=word)
        known = merged(names, _words(states))
        for meant in _meant(known, word):
            reason = "known_already" if meant == value else "means_other"
            raise NotPossible(reason, word=word, title=titles.get(meant, meant))
        said = len(matching(self._sentences(), word))
        if said > MOST_SAID:
            raise NotPossible("too_common", word=word, count=said)
        # What two items are called by equally means neither, and so would this.
        if _meant(merged(known, {value: (word,)}), word) != [value]:
            raise NotPossible("not_understood", word=word)

    def _sentences(self) -> Iterator[Example]:
        return (one for state in self._said.states() for one in state.examples)

    def _first(self, value: str, word: str) -> Edit:
        """Return the edit that begins the file."""
        path = self._files.folder / FILE
        return _begun(FileState(self._files.name_of(path), path, digest_of(b"")), value, word)


def _words(states: Sequence[FileState]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for state in states:
        for block in state.blocks:
            if block.kind == "synonym":
                said = tuple(entry.raw for entry in block.entries)
                found[block.name] = (*found.get(block.name, ()), *said)
    return found


def _of(state: FileState, value: str) -> list[Block]:
    return [block for block in state.blocks if (block.kind, block.name) == ("synonym", value)]


def _meant(names: Sequence[CatalogueName], word: str) -> list[str]:
    """Return the items that the whole of `word` means."""
    return [
        mention.value.code
        for mention in NameBook(names).find(word)
        if (mention.start, mention.end) == (0, len(word))
    ]


def _added(
    states: Sequence[FileState], blocks: Sequence[tuple[FileState, Block]], value: str, word: str
) -> Edit | None:
    for state, block in blocks:
        if block.style != "fixed":
            return _edit(state, block.added([word], end_of(state.lines)))
    for state in states:
        if state.blocks:
            return _edit(state, new_block(state.blocks[-1], value, [word], end_of(state.lines)))
    return _begun(states[0], value, word)


def _begun(state: FileState, value: str, word: str) -> Edit:
    """Return the edit of a file without a synonym: an empty one, or its last was taken out."""
    end = end_of(state.lines)
    at = len(state.lines)
    has_head = any(line.startswith("nlu:") for line in state.lines)
    head = () if has_head else tuple(_EMPTY.splitlines(keepends=True))
    new = (f"- synonym: {value}{end}", f"  examples: |{end}", f"    - {word}{end}")
    return _edit(state, Splice(at, at, (*head, *new)))


def _taken(block: Block, entry: Entry) -> Splice:
    return removed(entry) if len(block.entries) > 1 else Splice(block.first, block.end, ())


def _edit(state: FileState, splice: Splice) -> Edit:
    return Edit(state.name, state.path, state.digest, state.lines, (splice,))


def _after(edit: Edit) -> FileState:
    return state_of(content_of(spliced(edit.lines, edit.splices)), edit.path, edit.name)


def _check_read(edit: Edit, value: str, word: str, *, is_there: bool) -> None:
    state = _after(edit)
    if state.problem or (word in _words([state]).get(value, ())) is not is_there:
        raise NotPossible("not_editable", file=edit.name)


def _told(did: str, value: str, word: str) -> dict[str, str]:
    return {"did": did, "value": value, "word": word}
