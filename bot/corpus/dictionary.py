"""The telecom dictionary by which messages are cut into words; counts from the next training on."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.changes.log import ChangeLog
from bot.changes.model import Change
from bot.corpus.files import FileState
from bot.corpus.lines import Splice, content_of, end_of, lines_of
from bot.corpus.marks import tidy
from bot.corpus.model import NotPossible, NotThere
from bot.corpus.reverse import reversed_edits, undoable
from bot.corpus.writing import Doing, Edit, Writer
from bot.safe_files import alone_in, digest_of
from bot.text.normalise import normalise
from bot.text.word_list import listed_words

AREA = "dictionary"
FREQUENCY, TAG = 5000, "n"
"""What a word has that none are given for: enough to be cut out whole, and a noun."""
MOST_FREQUENT = 1_000_000
_WORD = re.compile(r"[\u4e00-\u9fffa-z0-9]{2,12}")
_TAG = re.compile(r"[a-z]{1,4}")


@dataclass(frozen=True)
class Word:
    """An entry and its line, from 1; `frequency` is 0 where none stands that can be read."""

    word: str
    frequency: int
    tag: str
    line: int


class WordList:
    """The words of one dictionary file; safe to share between threads and processes."""

    def __init__(self, *, path: Path, root: Path, writer: Writer, changes: ChangeLog) -> None:
        """Nothing is read yet."""
        self._path = path
        self._name = path.relative_to(root).as_posix()
        self._writer = writer
        self._changes = changes
        self._lock = threading.RLock()

    def listed(self, q: str = "") -> tuple[Word, ...]:
        """Return the words that hold `q`, in the order of the file.

        Lines of a file that is not UTF-8 throughout are left out where they cannot be read.
        """
        wanted = _levelled(q)
        return tuple(word for word in _words(self._content()) if wanted in _levelled(word.word))

    def add(self, word: str, by: str, *, frequency: int = FREQUENCY, tag: str = TAG) -> Change:
        """Add a word; raises NotPossible for what is none, stands already or a broken file."""
        word = _levelled(tidy(word))
        if not _WORD.fullmatch(word) or not _TAG.fullmatch(tag):
            raise NotPossible("no_word", word=word)
        if not 1 <= frequency <= MOST_FREQUENT:
            raise NotPossible("bad_frequency", most=MOST_FREQUENT)
        with self._alone() as state:
            words = _words(content_of(state.lines))
            if any(_levelled(each.word) == word for each in words):
                raise NotPossible("word_stands", word=word)
            at = words[-1].line if words else len(state.lines)
            splice = Splice(at, at, (f"{word} {frequency} {tag}{end_of(state.lines)}",))
            return self._write(state, splice, {"did": "add", "word": word}, by)

    def remove(self, word: str, by: str) -> Change:
        """Take a word out, in whatever writing; raises NotThere, NotPossible for a broken file."""
        wanted = _levelled(tidy(word))
        with self._alone() as state:
            for each in _words(content_of(state.lines)):
                if _levelled(each.word) == wanted:
                    splice = Splice(each.line - 1, each.line, ())
                    return self._write(state, splice, {"did": "remove", "word": each.word}, by)
            raise NotThere("word", word)

    def undo(self, change_id: str, by: str) -> Change:
        """Take a change back; raises NoSuchChange, AlreadyUndone and LinesChanged."""
        change, summary = undoable(self._changes, change_id, AREA)
        with self._alone() as state:
            edits = reversed_edits(self._changes.pieces(change_id), [state])
            return self._writer.write(edits, Doing(by, AREA, summary, change.id))

    @contextmanager
    def _alone(self) -> Iterator[FileState]:
        with self._lock, alone_in(self._path.parent):
            content = self._content()
            bad = next((one for one in listed_words(content) if one.problem == "encoding"), None)
            if bad is not None:
                raise NotPossible("broken_file", file=self._name, line=bad.line)
            yield FileState(self._name, self._path, digest_of(content), lines_of(content))

    def _content(self) -> bytes:
        return self._path.read_bytes() if self._path.exists() else b""

    def _write(self, state: FileState, splice: Splice, told: dict[str, str], by: str) -> Change:
        edit = Edit(state.name, state.path, state.digest, state.lines, (splice,))
        return self._writer.write([edit], Doing(by, AREA, told))


def _words(content: bytes) -> list[Word]:
    """Return the entries that can be read; one with a bad frequency can be taken out here."""
    return [
        Word(one.word, one.frequency or 0, one.tag or "", one.line)
        for one in listed_words(content)
        if one.problem != "encoding"
    ]


def _levelled(word: str) -> str:
    return normalise(word).text.strip()
