"""Unified diffs of stretches of text, with the line numbers of the texts they are from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from bot.changes.model import Piece

CONTEXT = 3
"""Unchanged lines that are shown around a change."""
_NO_END = "\\ No newline at end of file\n"


def unified(pieces: Iterable[Piece]) -> str:
    """Return the diff of all `pieces` that changed anything, as ``diff -u`` and git write it.

    Pieces of one target stand behind each other, in the order of their lines.
    """
    shown: list[str] = []
    target, grown = "", 0
    for piece in pieces:
        before, after = lines_of(piece.before), lines_of(piece.after)
        if before == after:
            continue
        if piece.target != target or not shown:
            target, grown = piece.target, 0
            shown += [f"--- a/{target}\n", f"+++ b/{target}\n"]
        shown += _hunks(before, after, piece.line, piece.line + grown)
        grown += len(after) - len(before)
    return "".join(shown)


def _hunks(before: list[str], after: list[str], old_line: int, new_line: int) -> Iterator[str]:
    # Without autojunk: a line that a file repeats often is a line like any other.
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        old = _range(group[0][1], group[-1][2], old_line)
        new = _range(group[0][3], group[-1][4], new_line)
        yield f"@@ -{old} +{new} @@\n"
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                yield from _marked(" ", before[old_start:old_end])
                continue
            yield from _marked("-", before[old_start:old_end])
            yield from _marked("+", after[new_start:new_end])


def lines_of(text: str) -> list[str]:
    """Return the lines of `text` with their ends; only a line feed ends one."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _range(start: int, end: int, first: int) -> str:
    length = end - start
    # An empty stretch is named by the line in front of it, as diff has it.
    return f"{start + first - (length == 0)},{length}" if length != 1 else str(start + first)


def _marked(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n{_NO_END}"
