"""Tells by rule what kind of customer speaks, for the agent alone (handbook §5, 情绪与类型)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from ruamel.yaml import YAML

from bot.redaction import mask_text

LEAST_CUES = 2
"""One word proves nothing; the first row of the file (irascible) needs one: it costs most."""
FEW_CHARS = 4
LEAST_MESSAGES = 4
"""So many messages, half of them this short, and the customer is a quiet one: choices of ours."""
EVIDENCE = 3
EVIDENCE_CHARS = 30
QUIET = "introverted"
URGENT = "irascible"


@dataclass(frozen=True)
class Manner:
    """A kind of customer, what it shows by, and how to speak to them."""

    kind: str
    title: str
    evidence: tuple[str, ...]
    advice: str


class Manners:
    """Judges what a customer wrote; the table is `data/desk/manner.yml`."""

    def __init__(self, table: Mapping[str, Mapping[str, object]]) -> None:
        """`table` maps a kind to its title, cues and advice, the weightiest kind first."""
        self._table = table

    @classmethod
    def load(cls, path: Path) -> Manners:
        """Read the file."""
        return cls(YAML(typ="safe").load(path.read_text(encoding="utf-8")))

    def of(self, said: Sequence[str]) -> Manner | None:
        """Return the manner that most of the cues in `said` speak for, or None without any.

        `said` are the customer's messages, oldest first; the evidence quotes them, masked.
        """
        best: tuple[int, str, list[str]] = (0, "", [])
        for kind, row in self._table.items():
            showing, cues = [], 0
            for text in said:
                hits = sum(text.count(str(cue)) for cue in _cues(row))
                cues += hits
                if hits:
                    showing.append(text)
            enough = 1 if kind == URGENT else LEAST_CUES
            if cues >= enough and cues > best[0]:
                best = (cues, kind, showing)
        if not best[1] and _is_quiet(said):
            best = (1, QUIET, list(said))
        if not best[1]:
            return None
        row = self._table[best[1]]
        evidence = tuple(mask_text(each)[:EVIDENCE_CHARS] for each in best[2][-EVIDENCE:])
        return Manner(best[1], str(row["title"]), evidence, str(row["advice"]))


def _cues(row: Mapping[str, object]) -> Sequence[object]:
    cues = row["cues"]
    return cues if isinstance(cues, list) else ()


def _is_quiet(said: Sequence[str]) -> bool:
    if len(said) < LEAST_MESSAGES:
        return False
    return median(len(each) for each in said) <= FEW_CHARS
