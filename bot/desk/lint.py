"""Holds drafts that break the conversation standard, and says how else to put it (handbook §1)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.taboo import Taboos

TABOO, PLACEHOLDER, NEGATIVE = "taboo", "placeholder", "negative"
"""What a finding is about: a service taboo, a gap nobody filled, a bare no."""
BLOCKING = frozenset({TABOO, PLACEHOLDER})

_GAP = re.compile(r"【[^】]*】")
_CLAUSE = re.compile(r"[^，。！？；,.!?;\n]+")
_UNSEEN = frozenset({"Cf", "Zs", "Cc"})
_TO_FILL = "…"
_FILL_IN = "【请补充】"


@dataclass(frozen=True)
class Finding:
    """What is wrong with a draft, where, and what to say instead."""

    start: int
    length: int
    word: str
    instead: str
    kind: str

    @property
    def blocks(self) -> bool:
        """Whether the draft is held for it."""
        return self.kind in BLOCKING

    def json(self) -> dict[str, Any]:
        """Return the finding as the desk shows it."""
        return {
            "start": self.start,
            "length": self.length,
            "word": self.word,
            "instead": self.instead,
            "kind": self.kind,
            "blocking": self.blocks,
        }


@dataclass(frozen=True)
class Manners:
    """Words of the lint besides the taboos themselves; the file is `data/desk/drafts.yml`."""

    harmless: tuple[str, ...]
    """Turns of phrase that hold a taboo and are none."""
    negatives: tuple[str, ...]
    reasons: tuple[str, ...]
    """What makes a no bearable: a reason or another way."""
    advice: str

    @classmethod
    def load(cls, path: Path) -> Manners:
        """Read the file."""
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return cls(
            harmless=tuple(content["harmless"]),
            negatives=tuple(content["negatives"]),
            reasons=tuple(content["reasons"]),
            advice=content["advice"],
        )


class DraftLint:
    """Finds and rewords; built once from the list of taboos."""

    def __init__(self, taboos: dict[str, str], manners: Manners) -> None:
        """`taboos` maps a word to what to say instead."""
        self._taboos = Taboos(taboos)
        self._manners = manners

    def findings(self, text: str) -> tuple[Finding, ...]:
        """Return what is wrong with a draft, in order of appearance.

        Blanks and invisible characters between the parts of a word hide nothing.
        """
        found = [*self._hits(text)]
        found += [
            Finding(gap.start(), len(gap.group()), gap.group(), "", PLACEHOLDER)
            for gap in _GAP.finditer(text)
        ]
        if not any(each.kind == TABOO for each in found):
            found += self._bare_no(text)
        return tuple(sorted(found, key=lambda each: (each.start, -each.length)))

    def suggestion(self, text: str) -> str | None:
        """Return the draft with its taboos reworded, or None when it has none.

        A clause that holds a whole phrase is replaced by what to say instead; a single wrong
        word is replaced where it stands. What the agent has to complete stands as a gap.
        """
        hits = [each for each in self._hits(text) if each.instead]
        if not hits:
            return None
        pieces: list[str] = []
        done, last = 0, ""
        for clause in _CLAUSE.finditer(text):
            inside = [each for each in hits if clause.start() <= each.start < clause.end()]
            pieces.append(text[done : clause.start()])
            reworded = _reworded(clause, inside)
            if inside and reworded == last:
                # 不行，这是规定: said once is enough.
                pieces.pop()
            else:
                pieces.append(reworded)
            last = reworded if inside else ""
            done = clause.end()
        pieces.append(text[done:])
        return "".join(pieces).replace(_TO_FILL, _FILL_IN)

    def _hits(self, text: str) -> list[Finding]:
        plain, places = _squeezed(text)
        covered = [
            (at, at + len(word)) for word in self._manners.harmless for at in _all(plain, word)
        ]
        hits = [
            hit
            for hit in self._taboos.find(plain)
            if not any(
                start <= hit.start and hit.start + len(hit.word) <= end for start, end in covered
            )
        ]
        kept = [
            hit
            for hit in hits
            if not any(
                len(other.word) > len(hit.word)
                and other.start <= hit.start
                and hit.start + len(hit.word) <= other.start + len(other.word)
                for other in hits
            )
        ]
        found = []
        for hit in kept:
            start, end = places[hit.start], places[hit.start + len(hit.word) - 1] + 1
            found.append(Finding(start, end - start, hit.word, hit.instead, TABOO))
        return found

    def _bare_no(self, text: str) -> list[Finding]:
        """Return a note about a no that comes without a reason or another way."""
        manners = self._manners
        if any(word in text for word in manners.reasons):
            return []
        plain = text
        for word in manners.harmless:
            plain = plain.replace(word, "·" * len(word))
        for word in manners.negatives:
            start = plain.find(word)
            if start >= 0:
                return [Finding(start, len(word), word, manners.advice, NEGATIVE)]
        return []


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return `text` without what cannot be seen, and where each of its characters stood."""
    kept = [
        (unicodedata.normalize("NFKC", char), index)
        for index, char in enumerate(text)
        if unicodedata.category(char) not in _UNSEEN
    ]
    return "".join(char[:1] for char, _ in kept), [index for _, index in kept]


def _all(text: str, word: str) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(word), text)]


def _reworded(clause: re.Match[str], hits: list[Finding]) -> str:
    whole = [each for each in hits if len(each.word) > 1]
    if whole:
        return max(whole, key=lambda each: each.length).instead
    text = clause.group()
    for each in sorted(hits, key=lambda each: -each.start):
        start = each.start - clause.start()
        text = text[:start] + each.instead + text[start + each.length :]
    return text
