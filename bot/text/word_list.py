"""Reads a word list (``word [frequency [tag]]`` a line) as people edit it, past its bad lines.

Whoever cuts words reads on behind a mistake; whoever checks is told of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ENDS = re.compile(rb"\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_FREQUENCY = re.compile("[0-9]{1,9}")

Problem = Literal["", "encoding", "frequency"]


@dataclass(frozen=True)
class ListedWord:
    """An entry on its line, from 1; `text` is the line without its comment.

    One with a `problem` is no word that counts: ``encoding`` (the line is no UTF-8, and `text` a
    makeshift) or ``frequency`` (what stands there is no whole number, and `frequency` is None).
    """

    line: int
    text: str
    word: str
    frequency: int | None = None
    tag: str | None = None
    problem: Problem = ""


def listed_words(content: bytes) -> Iterator[ListedWord]:
    """Yield the entries of a file with `content`, bad ones too; # starts a comment.

    Lines are decoded one by one, because a part may have been pasted in another encoding. Of a
    file in UTF-16 there is one bad entry.
    """
    if content.startswith(_UTF16):
        yield ListedWord(1, "", "", problem="encoding")
        return
    for number, line in enumerate(_ENDS.split(content), start=1):
        entry = _entry(number, line)
        if entry is not None:
            yield entry


def good_words(folder: Path) -> Iterator[ListedWord]:
    """Yield the good entries of every ``*.txt`` in `folder`, in order of file name.

    A folder that does not exist has none.
    """
    for path in sorted(folder.glob("*.txt")):
        yield from (entry for entry in listed_words(path.read_bytes()) if not entry.problem)


def _entry(number: int, line: bytes) -> ListedWord | None:
    text = line.decode("utf-8", "replace").lstrip("\ufeff").partition("#")[0].strip()
    parts = text.split()
    if not parts:
        return None
    if not _is_text(line):
        return ListedWord(number, text, parts[0], problem="encoding")
    tag = parts[2] if len(parts) > 2 else None  # noqa: PLR2004
    if len(parts) == 1:
        return ListedWord(number, text, parts[0])
    if not _FREQUENCY.fullmatch(parts[1]):
        return ListedWord(number, text, parts[0], None, tag, "frequency")
    return ListedWord(number, text, parts[0], int(parts[1]), tag)


def _is_text(line: bytes) -> bool:
    try:
        return not _CONTROL.search(line.decode("utf-8"))
    except UnicodeDecodeError:
        return False
