"""A text file as its lines, each with the end it has, and edits of some of them.

Whatever is not edited stays as it is, byte for byte: comments, order, blank lines, a byte order
mark, line ends of other systems, a last line without end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.changes.model import Piece

CONTEXT = 3
"""Unchanged lines around an edit that the log keeps, so that its diff can be read."""
_ENDS = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_END = re.compile(r"\r\n|\r|\n")
_BOM = "\ufeff"


@dataclass(frozen=True)
class Splice:
    """Lines `start` to `end` (from 0, half-open) that give way to `lines`, each with its end."""

    start: int
    end: int
    lines: tuple[str, ...]


def lines_of(content: bytes) -> tuple[str, ...]:
    """Return the lines of `content` with their ends; raises UnicodeDecodeError.

    A byte order mark stays in front of the first one.
    """
    return split(content.decode("utf-8"))


def split(text: str) -> tuple[str, ...]:
    """Return the lines of `text` with their ends."""
    return tuple(line for line in _ENDS.split(text) if line)


def content_of(lines: Sequence[str]) -> bytes:
    """Return the bytes of `lines`: of unchanged ones exactly those that they were read from."""
    return "".join(lines).encode("utf-8")


def bare_line(line: str) -> str:
    """Return a line without its end and without a byte order mark."""
    return line.rstrip("\r\n").lstrip(_BOM)


def end_of(lines: Sequence[str]) -> str:
    """Return the line end that a file uses: that of its first line, else a line feed."""
    found = _END.search(lines[0]) if lines else None
    return found.group() if found else "\n"


def spliced(lines: Sequence[str], splices: Sequence[Splice]) -> tuple[str, ...]:
    """Return `lines` with all `splices` done; they must not overlap.

    What is put behind a last line without end begins on a line of its own.
    """
    result = list(lines)
    end = end_of(lines)
    for splice in sorted(splices, key=_order, reverse=True):
        new = list(splice.lines)
        at = splice.start
        if new and at == len(result) and at and not _END.search(result[-1]):
            result[-1] += end
            new[-1] = new[-1].rstrip("\r\n")
        result[at : splice.end] = new
    return tuple(result)


def pieces_of(target: str, lines: Sequence[str], splices: Sequence[Splice]) -> tuple[Piece, ...]:
    """Return what `splices` change in `lines`, each stretch with some lines around it."""
    pieces: list[Piece] = []
    waiting: list[Splice] = []
    for splice in sorted(splices, key=_order):
        if waiting and splice.start - waiting[-1].end > 2 * CONTEXT:
            pieces.append(_piece(target, lines, waiting))
            waiting = []
        waiting.append(splice)
    return (*pieces, _piece(target, lines, waiting)) if waiting else tuple(pieces)


def _order(splice: Splice) -> tuple[int, int]:
    # What is put in front of lines that go comes first, and is done last.
    return splice.start, splice.end


def _piece(target: str, lines: Sequence[str], splices: Sequence[Splice]) -> Piece:
    first = max(0, splices[0].start - CONTEXT)
    last = min(len(lines), splices[-1].end + CONTEXT)
    moved = [Splice(one.start - first, one.end - first, one.lines) for one in splices]
    before = lines[first:last]
    return Piece(target, "".join(before), "".join(spliced(before, moved)), first + 1)
