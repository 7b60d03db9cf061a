"""How examples, findings and changes look in JSON (docs/studio-api.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.changes.model import Change
from bot.corpus.model import Example, Place
from bot.redaction import mask_text
from bot.studio.change_shapes import worded_change
from bot.studio.corpus_words import CorpusWords
from bot.training.findings import Finding
from bot.training.kept import Decision

Name = Callable[[str], str]
"""Gives the name of a staff number."""


class FindingBook:
    """Findings by the sentence they are of."""

    def __init__(
        self,
        findings: Iterable[Finding],
        examples: Sequence[Example],
        words: CorpusWords,
        held_out: Sequence[Example] = (),
    ) -> None:
        """`examples` are all there are now; a finding may be of lines that have moved since.

        `held_out` are sentences that findings may name and that nobody edits.
        """
        self._words = words
        self._findings = tuple(findings)
        self._places = {(one.file, one.line): one for one in (*held_out, *examples)}
        self._fixed = {one.id for one in held_out}
        self._of: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
        for finding in self._findings:
            self._of[finding.file, finding.intent, finding.text].append(finding)

    def of(self, example: Example) -> list[dict[str, Any]]:
        """Return what is wrong with a sentence."""
        key = (example.file, example.intent, mask_text(example.raw))
        return [self.json(finding) for finding in self._of.get(key, ())]

    def json(self, finding: Finding) -> dict[str, Any]:
        """Return one finding, in words."""
        places = (f"{finding.file}:{finding.line}", *_places(finding))
        at = [self._at(*one) for one in zip(places, finding.sentences, strict=False)]
        # The files may have moved on since the check: of what is not there any more nothing may
        # be edited by this finding, the sentences that it is compared with neither.
        fixed = self._fixed if all(at) else {one.id for one in at if one is not None}
        found, others = at[0] if at else None, at[1:]
        return {
            "key": finding.key,
            "kind": finding.kind,
            "severity": finding.severity,
            "file": finding.file,
            "line": finding.line,
            "text": finding.text,
            "message": self._words.message(finding),
            "suggestion": self._words.mending(finding) or None,
            "intent": finding.intent or None,
            "example": found.id if found is not None and found.id not in fixed else None,
            "others": [
                {**place_json(one.place), "example": None if one.id in fixed else one.id}
                for one in others
                if one is not None
            ],
            "dictionary_line": finding.data.get("dictionary_line"),
            "kept": None,
        }

    def _at(self, place: str, sentence: tuple[str, str]) -> Example | None:
        """Return the sentence at `place`, when it is the one that was found there."""
        file, _, line = place.rpartition(":")
        one = self._places.get((file, int(line))) if line.isdigit() else None
        if one is None or (one.intent, mask_text(one.raw)) != sentence:
            return None
        return one


def example_json(example: Example, findings: FindingBook) -> dict[str, Any]:
    """Return a sentence where it stands."""
    return {
        "id": example.id,
        "intent": example.intent,
        "text": example.text,
        "entities": [
            {"start": one.start, "end": one.end, "entity": one.entity, "value": one.value}
            for one in example.entities
        ],
        "file": example.file,
        "line": example.line,
        "findings": findings.of(example),
    }


def kept_json(decision: Decision, name: Name) -> dict[str, Any]:
    """Return who keeps a finding as it is, when and why."""
    return {
        "by": decision.by,
        "by_name": name(decision.by),
        "at": _moment(decision.at),
        "note": decision.note,
    }


def _moment(text: str) -> str | None:
    """Return a time as it was written, None for what a hand wrote and is none."""
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None


def place_json(place: Place) -> dict[str, Any]:
    """Return where a sentence stands."""
    return {
        "file": place.file,
        "line": place.line,
        "intent": place.intent,
        "text": mask_text(place.text),
    }


def change_json(
    change: Change, words: CorpusWords, name: Name, undoers: Mapping[str, object]
) -> dict[str, Any]:
    """Return a change, in words."""
    summary, undoable = words.summary(change), change.area in undoers
    return worded_change(change, summary, name, undoable=undoable)


def _places(finding: Finding) -> list[str]:
    place = finding.data.get("place")
    return [str(place)] if place else []
