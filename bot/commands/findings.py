"""How findings about training data read in the terminal: one line each, place first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.commands.words import say
from bot.training.check import KeptFinding
from bot.training.findings import Finding, TrainingFailed, TrainingRefused

_SHOWN = 40
"""Characters of a sentence that a line shows."""
_DAY = len("2026-11-15")


def line_of(finding: Finding) -> str:
    """Return ``file:line: what is wrong and what to do`` in the locale's language."""
    text = finding.text if len(finding.text) <= _SHOWN else f"{finding.text[:_SHOWN]}…"
    values = {"intent": finding.intent, "text": text, **finding.data}
    if "expected" in finding.data:
        values["expected"] = say(f"shape_{finding.data['expected']}")
    told = say(finding.message_key, **values)
    if finding.suggestion:
        told = f"{told} {say('finding_suggestion', suggestion=finding.suggestion)}"
    return f"{finding.file}:{finding.line}: {_one_line(told)}"


def kept_line_of(kept: KeptFinding) -> str:
    """Return the line of a finding that stays as it is, marked with its key, by whom and why."""
    told = kept.decision
    who = say("check_kept_by", by=told.by or "?", at=told.at[:_DAY] or "?")
    why = f" {_one_line(told.note)}" if told.note else ""
    return f"{line_of(kept.finding)} [{kept.finding.key}] {_one_line(who)}{why}"


def lines_of(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the line of each finding."""
    return (line_of(finding) for finding in findings)


def explain(problem: TrainingFailed) -> str:
    """Return why nothing was trained: every error of the data, or what Rasa says."""
    if not isinstance(problem, TrainingRefused):
        return say("train_failed", detail=problem.detail)
    heading = say("train_refused", count=len(problem.findings))
    return "\n".join([heading, *lines_of(problem.findings)])


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in text)
