"""Compares a candidate with the version that serves, message by message, and judges it.

For the process of a training alone: `bot.evaluation` imports Rasa.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.gate import SIGNIFICANT, sign_test
from bot.evaluation.labelled import Labelled
from bot.evaluation.scores import percentile
from bot.releases.model import DOUBTFUL, Reason
from bot.releases.paired import Difference, difference

SLOWER, SLOWER_MS = 1.5, 5.0
"""A candidate may take so many times as long as what serves, or so many milliseconds more."""
LARGER, LARGER_MB = 1.5, 20.0
"""The same of its file."""
MOST_TURNS = 200
"""Messages of one kind that a comparison keeps; its numbers count all of them."""


@dataclass(frozen=True)
class Reading:
    """What one model made of one message."""

    intent: str
    confidence: float
    entities: tuple[tuple[str, str], ...] = ()
    """Names and values, in order of the names; known of replayed messages alone."""


@dataclass(frozen=True)
class Costs:
    """What a model costs."""

    ms: float
    """95th percentile of a message in processor's time, in turns with the other model's."""
    mb: float


@dataclass(frozen=True)
class Material:
    """Everything that is compared; readings are in the order of their messages."""

    against: str
    heldout: Sequence[Labelled]
    before: Sequence[Reading]
    after: Sequence[Reading]
    replay: Sequence[str]
    replay_before: Sequence[Reading]
    replay_after: Sequence[Reading]
    costs_before: Costs
    costs_after: Costs


def compared(material: Material) -> tuple[dict[str, Any], tuple[Reason, ...]]:
    """Return the comparison (docs/studio-api.md) and all that is against the candidate."""
    rows = [
        _Row(row, before, after)
        for row, before, after in zip(
            material.heldout, material.before, material.after, strict=True
        )
    ]
    lost = [row for row in rows if row.was_right and not row.is_right]
    won = [row for row in rows if row.is_right and not row.was_right]
    intents = _per_intent(rows)
    reasons = (*_overall(rows, len(lost), len(won)), *_worse(intents), *_dearer(material))
    replayed = list(
        zip(material.replay, material.replay_before, material.replay_after, strict=True)
    )
    decided = [each for each in replayed if each[1].intent != each[2].intent]
    # Another matter has other entities by itself; they are told where the matter is the same.
    extracted = [
        each
        for each in replayed
        if each[1].intent == each[2].intent and each[1].entities != each[2].entities
    ]
    doubtful = any(each.moved.verdict == DOUBTFUL for each in intents.values())
    comparison = {
        "against": material.against,
        "heldout": {
            "n": len(rows),
            "before": _share(row.was_right for row in rows),
            "after": _share(row.is_right for row in rows),
            "won": [_turn(row.row.text, row.before, row.after, row.expected) for row in won],
            "lost": [_turn(row.row.text, row.before, row.after, row.expected) for row in lost],
        },
        "replay": {
            "n": len(replayed),
            "differ": len(decided),
            "differ_entities": len(extracted),
            "changed": [
                {**_turn(*each, None), **_entities(*each[1:])}
                for each in (*decided[:MOST_TURNS], *extracted[:MOST_TURNS])
            ],
        },
        "per_intent": [
            {**_numbers(name, each), "verdict": each.moved.verdict}
            for name, each in intents.items()
        ],
        "costs": {
            "ms_before": material.costs_before.ms,
            "ms_after": material.costs_after.ms,
            "mb_before": material.costs_before.mb,
            "mb_after": material.costs_after.mb,
        },
        "verdict": "refused" if reasons else "confirm" if doubtful else "may_release",
    }
    return comparison, reasons


def p95(seconds: Sequence[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return round(percentile([each * 1000 for each in seconds], 0.95), 2)


@dataclass(frozen=True)
class _Row:
    row: Labelled
    before: Reading
    after: Reading

    @property
    def was_right(self) -> bool:
        return self.before.intent in self.row.intents

    @property
    def is_right(self) -> bool:
        return self.after.intent in self.row.intents

    @property
    def expected(self) -> str:
        return self.row.intents[0]


@dataclass(frozen=True)
class _Intent:
    before: float
    after: float
    moved: Difference


def _per_intent(rows: Sequence[_Row]) -> Mapping[str, _Intent]:
    groups: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        groups[row.expected].append(row)
    return {name: _intent_of(group) for name, group in sorted(groups.items())}


def _intent_of(rows: Sequence[_Row]) -> _Intent:
    lost = sum(row.was_right and not row.is_right for row in rows)
    gained = sum(row.is_right and not row.was_right for row in rows)
    return _Intent(
        before=_share(row.was_right for row in rows),
        after=_share(row.is_right for row in rows),
        moved=difference(lost, gained, len(rows)),
    )


def _overall(rows: Sequence[_Row], lost: int, gained: int) -> Sequence[Reason]:
    chance = sign_test(lost, gained)
    if chance >= SIGNIFICANT:
        return ()
    data = {
        "n": len(rows),
        "before": _share(row.was_right for row in rows),
        "after": _share(row.is_right for row in rows),
        "lost": lost,
        "gained": gained,
        "chance": round(chance, 4),
    }
    return (Reason("quality_fell", data),)


def _worse(intents: Mapping[str, _Intent]) -> Sequence[Reason]:
    return [
        Reason("intent_worse", _numbers(name, each))
        for name, each in intents.items()
        if each.moved.verdict == "worse"
    ]


def _dearer(material: Material) -> Sequence[Reason]:
    before, after = material.costs_before, material.costs_after
    reasons = []
    most = round(max(before.ms * SLOWER, before.ms + SLOWER_MS), 1)
    if after.ms > most:
        reasons.append(Reason("slower", {"before": before.ms, "after": after.ms, "most": most}))
    most = round(max(before.mb * LARGER, before.mb + LARGER_MB), 1)
    if after.mb > most:
        reasons.append(Reason("larger", {"before": before.mb, "after": after.mb, "most": most}))
    return reasons


def _numbers(name: str, intent: _Intent) -> dict[str, Any]:
    return {
        "intent": name,
        "n": intent.moved.n,
        "before": intent.before,
        "after": intent.after,
        "lost": intent.moved.lost,
        "gained": intent.moved.gained,
        "lower": round(intent.moved.lower, 4),
        "upper": round(intent.moved.upper, 4),
    }


def _turn(text: str, before: Reading, after: Reading, expected: str | None) -> dict[str, Any]:
    return {
        "text": text,
        "expected": expected,
        "before": before.intent,
        "after": after.intent,
        "confidence_before": round(before.confidence, 4),
        "confidence_after": round(after.confidence, 4),
    }


def _entities(before: Reading, after: Reading) -> dict[str, list[list[str]]]:
    return {
        "entities_before": [list(each) for each in before.entities],
        "entities_after": [list(each) for each in after.entities],
    }


def _share(hits: Any) -> float:
    flags = list(hits)
    return round(sum(flags) / len(flags), 4) if flags else 0.0
