"""How an article is read out: plain text in pieces that fit a telephone's screen."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_PIECE = 280
"""Characters of one message: about a screen of a telephone."""
_HEADING = re.compile(r"^##\s+(.+?)\s*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_CODE = re.compile(r"`([^`\n]+)`")
_BULLET = re.compile(r"^[ \t]*[-*+]\s+", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{2,}")
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]?")


@dataclass(frozen=True)
class Piece:
    """A part of an answer: its heading (empty for the lead and what continues one) and text."""

    heading: str
    text: str


def plain(markdown: str) -> str:
    """Return the text without Markdown: links with their address, lists with dots.

    What stands between backticks is kept to the letter: dialling codes are full of stars.
    """
    spans = _CODE.split(markdown)
    return _BLANK_LINES.sub(
        "\n",
        "".join(_unmarked(span) if index % 2 == 0 else span for index, span in enumerate(spans)),
    ).strip()


def _unmarked(markdown: str) -> str:
    text = _LINK.sub(r"\1（\2）", markdown)
    text = _EMPHASIS.sub(r"\2", text)
    text = _BULLET.sub("· ", text)
    return _HEADING.sub(r"\1：", text)


def pieces(answer: str) -> tuple[Piece, ...]:
    """Return the lead and the sections of an answer, none longer than a message.

    The first piece is the answer itself; what is longer is cut at the end of a sentence.
    """
    found: list[Piece] = []
    first, *rest = _HEADING.split(answer)
    sections = [("", first), *zip(rest[::2], rest[1::2], strict=True)]
    for heading, text in sections:
        cut = _cut(plain(text))
        found += [Piece(heading if index == 0 else "", part) for index, part in enumerate(cut)]
    return tuple(found)


def _cut(text: str) -> list[str]:
    parts: list[str] = []
    for sentence in _SENTENCE.findall(text):
        if parts and len(parts[-1]) + len(sentence) <= LONGEST_PIECE:
            parts[-1] += sentence
        else:
            # A sentence longer than a message has no better place to be cut.
            parts += [
                sentence[start : start + LONGEST_PIECE]
                for start in range(0, len(sentence), LONGEST_PIECE)
            ]
    return [part.strip() for part in parts if part.strip()]
