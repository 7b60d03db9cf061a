"""Takes a change back in a file that others may have changed since."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from bot.changes.log import ChangeLog
from bot.changes.model import AlreadyUndone, Change, NoSuchChange, Piece
from bot.corpus.files import FileState
from bot.corpus.lines import CONTEXT, Splice, bare_line, end_of, split
from bot.corpus.model import LinesChanged
from bot.corpus.writing import Edit

_SENTENCE = re.compile(r" *-[ ]*(?!(?:text|intent|synonym):)(.*\S) *")
IDS = ("was", "now", "beside")
"""What a summary says for the machine alone."""


def undoable(changes: ChangeLog, change_id: str, area: str) -> tuple[Change, dict[str, Any]]:
    """Return the change of `area` and the summary of its undoing.

    Raises NoSuchChange, or AlreadyUndone.
    """
    change = changes.find(change_id)
    if change is None or change.area != area or isinstance(change.summary, str):
        raise NoSuchChange(change_id)
    if change.undone_by is not None:
        raise AlreadyUndone(change_id, change.undone_by)
    undone = {key: value for key, value in change.summary.items() if key not in IDS}
    return change, {"did": "undo", "undone": undone}


def reversed_edits(pieces: Sequence[Piece], states: Sequence[FileState]) -> list[Edit]:
    """Return the edits of the files `states` that undo `pieces`; raises LinesChanged."""
    named = {state.name: state for state in states}
    splices: dict[str, tuple[Splice, ...]] = {}
    for piece in pieces:
        state = named.get(piece.target)
        if state is None:
            raise LinesChanged(piece.target)
        splices[state.name] = (*splices.get(state.name, ()), *reversing(piece, state.lines))
    return [
        Edit(name, named[name].path, named[name].digest, named[name].lines, found)
        for name, found in splices.items()
    ]


def taken_out(pieces: Sequence[Piece]) -> str | None:
    """Return the sentence that a change took out, when it was one line behind a dash."""
    left = Counter(line for piece in pieces for line in split(piece.before))
    left -= Counter(line for piece in pieces for line in split(piece.after))
    lines = list(left.elements())
    found = _SENTENCE.fullmatch(bare_line(lines[0])) if len(lines) == 1 else None
    return found.group(1) if found else None


def reversing(piece: Piece, lines: Sequence[str]) -> tuple[Splice, ...]:
    """Return the edits of `lines` that undo `piece`; raises LinesChanged.

    What the change wrote must stand there as it was written, wherever it has moved to; of several
    such places the one counts whose surroundings are most alike.
    """
    present = [bare_line(line) for line in lines]
    before, after = split(piece.before), split(piece.after)
    old, new = [bare_line(line) for line in after], [bare_line(line) for line in before]
    end = end_of(lines)
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        around = (old[max(0, a - CONTEXT) : a], old[b : b + CONTEXT])
        at = _place(present, old[a:b], around, piece.line - 1 + a)
        if at is None:
            raise LinesChanged(piece.target)
        found.append(Splice(at, at + b - a, tuple(line + end for line in new[c:d])))
    return tuple(found)


def _place(
    present: Sequence[str],
    wanted: Sequence[str],
    around: tuple[Sequence[str], Sequence[str]],
    near: int,
) -> int | None:
    """Return where `wanted` stands between what stood `around` it; None when it does not."""
    if not present and not wanted and not any(around):
        return 0  # the text was empty, and is
    best: tuple[int, int, int] | None = None
    for at in _where(present, wanted):
        alike = _alike(present, at, at + len(wanted), around)
        # An empty stretch is everywhere: at least one neighbour has to be the one it was.
        if (alike or wanted) and (best is None or (-alike, abs(at - near)) < best[:2]):
            best = (-alike, abs(at - near), at)
    return None if best is None else best[2]


def _where(present: Sequence[str], wanted: Sequence[str]) -> Iterator[int]:
    for at in range(len(present) - len(wanted) + 1):
        if not wanted or (present[at] == wanted[0] and _holds(present, at, wanted)):
            yield at


def _holds(present: Sequence[str], at: int, wanted: Sequence[str]) -> bool:
    return list(present[at : at + len(wanted)]) == list(wanted)


def _alike(
    present: Sequence[str], start: int, end: int, around: tuple[Sequence[str], Sequence[str]]
) -> int:
    """Return how many lines before and behind the stretch are those that stood there."""
    before = list(reversed(around[0]))
    above = [present[start - 1 - up] for up in range(min(len(before), start))]
    below = present[end : end + len(around[1])]
    return _shared(before, above) + _shared(around[1], below)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
