"""What a run of simulated conversations came to: by goal, and every failure with its transcript."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bot.bench.goals.talk import Line, Outcome
from bot.bench.goals.wandering import Wanderer
from bot.redaction import SECRET_MARK, mask_text

ENOUGH = 0.95
"""Share of conversations that have to reach all their goals."""
_SHORTEST_SECRET = 2
_SHOWN = 24
"""Lines of a transcript that lead to a violation and are kept."""
_SECRET = re.compile(r"(?<![\dA-Z])\d{6}(?!\d)")


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the figures of `outcomes`; transcripts are masked."""
    failed = [each for each in outcomes if not each.all_reached]
    violations = [(each, found) for each in outcomes for found in each.violations]
    return {
        "conversations": len(outcomes),
        "reached": len(outcomes) - len(failed),
        "success": round(1 - len(failed) / max(1, len(outcomes)), 4),
        "median_turns": statistics.median(each.turns for each in outcomes) if outcomes else 0,
        "violations": len(violations),
        "by_violation": dict(Counter(found.kind for _, found in violations).most_common()),
        "by_goal": _by_goal(outcomes),
        "by_manner": _by_manner(outcomes),
        "failures": [_failure(each) for each in failed],
        "violated": [
            {"kind": found.kind, "turn": found.turn, "detail": _masked(found.detail, each.secrets)}
            | _failure(each)
            for each, found in violations
        ],
    }


def safety_report(wanderers: Sequence[Wanderer], steps: int) -> dict[str, Any]:
    """Return what customers who did anything at any time have brought about, and what broke."""
    done: Counter[str] = Counter()
    for each in wanderers:
        done.update(each.done)
    found = [(each, kind, lines) for each in wanderers for kind, lines in each.violations]
    return {
        "steps": steps,
        "done": dict(done.most_common()),
        "violations": len(found),
        "by_violation": dict(Counter(each.kind for _, each, _ in found).most_common()),
        "violated": [
            {
                "kind": each.kind,
                "detail": each.detail,
                "transcript": _transcript(lines[-_SHOWN:], wanderer.private),
            }
            for wanderer, each, lines in found
        ],
    }


def good_enough(figures: dict[str, Any]) -> bool:
    """Tell whether a run reached its goals often enough, without any violation."""
    return bool(figures["success"] >= ENOUGH and not figures["violations"])


def _by_goal(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for goal in sorted({goal for each in outcomes for goal in each.plan.goals}):
        with_it = [each for each in outcomes if goal in each.plan.goals]
        alone = [each.turns for each in with_it if len(each.plan.goals) == 1]
        table[goal] = {
            "n": len(with_it),
            "reached": sum(each.reached[goal] for each in with_it),
            "median_turns": statistics.median(alone) if alone else None,
        }
    return table


def _by_manner(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    names = sorted({each.plan.manner.name for each in outcomes})
    of = {name: [each for each in outcomes if each.plan.manner.name == name] for name in names}
    return {
        name: {"n": len(met), "reached": sum(each.all_reached for each in met)}
        for name, met in of.items()
    }


def _failure(outcome: Outcome) -> dict[str, Any]:
    return {
        "sender": outcome.plan.sender,
        "goals": outcome.reached,
        "manner": outcome.plan.manner.name,
        "transcript": _transcript(outcome.transcript, outcome.secrets),
    }


def _transcript(lines: Iterable[Line], secrets: Iterable[str]) -> list[str]:
    return [
        f"{line.who} {line.meaning}".rstrip() + ": " + _masked(line.text, secrets) for line in lines
    ]


def _masked(text: str, secrets: Iterable[str]) -> str:
    """Hide what is the customer's own: names, numbers, addresses, secrets."""
    known = {each for each in secrets if len(each) >= _SHORTEST_SECRET}
    for secret in sorted(known, key=len, reverse=True):
        text = text.replace(secret, "●" * len(secret))
    return mask_text(_SECRET.sub(SECRET_MARK, text))
