"""Keeps quality from slipping: compares a measurement with committed figures, allowing for noise.

Training is deterministic, so the same model on the same messages gives the same figure to the
last digit; what is uncertain is only what these messages say about all others. Two models on the
*same* messages are therefore compared in pairs, message by message: with b messages newly wrong
and c newly right, an equally good model would be as likely to lose as to gain each of the b + c.
The gate closes when so many losses have a probability below 5 % under that (exact one-sided sign
test, which is McNemar's). Five newly wrong and none newly right is enough to close it; 12 against
10 is not. The half width of an interval for one model alone (1.4 points at 95 % of 900 messages)
would let twelve lost messages pass each time.

When the messages themselves have changed there are no pairs; then the gate closes when the
accuracy lies further below the committed one than the half width of its Wilson interval.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import comb
from pathlib import Path
from typing import Any, ClassVar

from bot.errors import XiaotongError
from bot.evaluation.figures import figures_of
from bot.evaluation.labelled import Labelled
from bot.evaluation.measure import Answer
from bot.evaluation.scores import wilson

FIGURES = "nlu_figures.json"
"""The file of committed figures, beside the labelled messages they are of."""
SIGNIFICANT = 0.05
_KEY_DIGITS = 10


class QualityFell(XiaotongError):
    """The model is worse than the committed figures by more than noise; says by how much."""

    code: ClassVar[str] = "quality_fell"

    def __init__(self, verdict: Verdict) -> None:
        """Keep the comparison."""
        super().__init__(verdict.summary)
        self.verdict = verdict


class NoFigures(XiaotongError):
    """Nothing is committed for a file of messages yet; names where it would stand."""

    code: ClassVar[str] = "no_figures"

    def __init__(self, path: Path, name: str) -> None:
        """Keep the file of figures and the messages' file that it lacks."""
        super().__init__(f"{path}: {name}")
        self.path = path
        self.name = name


@dataclass(frozen=True)
class Committed:
    """The figures of the main branch for one file of messages."""

    n: int
    accuracy: float
    per_style: dict[str, dict[str, float]]
    messages: str
    """Digest of all messages and their labels; whoever has another has other messages."""
    wrong: tuple[str, ...]
    """Keys of the messages that are answered wrongly, which say nothing to a reader."""


@dataclass(frozen=True)
class Verdict:
    """How a measurement compares."""

    passed: bool
    before: float
    after: float
    lost: int
    """Messages newly wrong; with other messages than the committed ones, 0."""
    gained: int
    paired: bool
    chance: float
    """Probability of such losses without any change for the worse; 1 when not paired."""
    allowed: float
    """How far accuracy may fall when not paired."""

    @property
    def summary(self) -> str:
        """Return the comparison as figures, for a line of text."""
        moved = f"{self.before:.4f} -> {self.after:.4f}"
        if self.paired:
            return f"{moved}, -{self.lost} +{self.gained}, p = {self.chance:.3f}"
        return f"{moved}, allowed {-self.allowed:+.4f}"


def committed_of(answers: Sequence[Answer]) -> Committed:
    """Return what would be committed for these answers."""
    figures = figures_of(answers)
    styles = {
        style: {"n": one["n"], "accuracy": round(one["accuracy"], 4)}
        for style, one in figures["per_style"].items()
    }
    return Committed(
        n=figures["n"],
        accuracy=round(figures["accuracy"], 4),
        per_style=styles,
        messages=_digest([answer.row for answer in answers]),
        wrong=tuple(sorted(_key(answer.row) for answer in answers if not answer.is_right)),
    )


def compare(committed: Committed, answers: Sequence[Answer]) -> Verdict:
    """Return the verdict on `answers`, paired when they are of the committed messages."""
    present = committed_of(answers)
    before, after = set(committed.wrong), set(present.wrong)
    paired = committed.messages == present.messages
    lost, gained = (len(after - before), len(before - after)) if paired else (0, 0)
    low, high = wilson(round(present.accuracy * present.n), present.n)
    chance, allowed = sign_test(lost, gained), (high - low) / 2
    fell = chance < SIGNIFICANT if paired else committed.accuracy - present.accuracy > allowed
    return Verdict(
        passed=not fell,
        before=committed.accuracy,
        after=present.accuracy,
        lost=lost,
        gained=gained,
        paired=paired,
        chance=chance,
        allowed=allowed,
    )


def sign_test(lost: int, gained: int) -> float:
    """Return the probability that a fair coin gives `lost` or more losses in lost + gained."""
    total = lost + gained
    return float(sum(comb(total, k) for k in range(lost, total + 1)) / 2**total)


def read_committed(path: Path, name: str) -> Committed:
    """Return the figures of the messages' file `name` in `path`; raises NoFigures."""
    found = _table(path).get(name)
    if found is None:
        raise NoFigures(path, name)
    return Committed(**{**found, "wrong": tuple(found["wrong"])})


def write_committed(path: Path, name: str, committed: Committed) -> None:
    """Put `committed` in place for `name`, leaving other files' figures."""
    table = {**_table(path), name: asdict(committed)}
    text = json.dumps(table, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def _table(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table


def _key(row: Labelled) -> str:
    content = json.dumps([row.text, sorted(row.intents)], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:_KEY_DIGITS]


def _digest(rows: Sequence[Labelled]) -> str:
    keys = "".join(sorted(_key(row) for row in rows))
    return hashlib.sha256(keys.encode()).hexdigest()[:_KEY_DIGITS]
