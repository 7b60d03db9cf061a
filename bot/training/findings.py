"""What can be wrong with training data: each kind of finding, its weight and what it tells.

A finding carries a kind and data; the words are `finding_KIND` of ``data/cli/words.yml`` for the
terminal, and whatever another face (the studio) wants to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

from bot.errors import XiaotongError

ERROR, WARNING, NOTE = "error", "warning", "note"

_ERRORS: dict[str, frozenset[str]] = {
    # files
    "no_such_file": frozenset(),
    "not_utf8": frozenset({"encoding", "byte", "value"}),
    "broken_yaml": frozenset({"problem"}),
    "duplicate_key": frozenset({"key", "first"}),
    "empty_file": frozenset(),
    "unknown_key": frozenset({"key"}),
    "wrong_shape": frozenset({"key", "expected"}),
    "broken_dictionary": frozenset({"encoding", "byte", "value"}),
    # sentences
    "not_an_example": frozenset(),
    "not_literal": frozenset(),
    "empty_intent": frozenset(),
    "single_example": frozenset(),
    "conflicting_labels": frozenset({"other", "place"}),
    "entity_unclosed": frozenset({"part"}),
    "entity_unopened": frozenset({"part"}),
    "entity_nested": frozenset({"part"}),
    "entity_empty": frozenset({"part"}),
    "entity_full_width": frozenset({"part"}),
    "entity_json": frozenset({"part"}),
    "entity_key": frozenset({"key"}),
    "entity_without_name": frozenset({"part"}),
    # names that the files do not share
    "unknown_intent": frozenset({"name"}),
    "unused_intent": frozenset({"name"}),
    "unknown_entity": frozenset({"name"}),
    "unknown_action": frozenset({"name"}),
    "unknown_slot": frozenset({"name"}),
    "unknown_form": frozenset({"name"}),
    "unknown_component": frozenset({"name"}),
    "declared_twice": frozenset({"name", "first"}),
    "empty_steps": frozenset({"name"}),
}
_WARNINGS: dict[str, frozenset[str]] = {
    "ignored_file": frozenset(),
    "empty_line": frozenset(),
    "empty_example": frozenset(),
    "control_character": frozenset({"code"}),
    "duplicate": frozenset({"place"}),
    "near_duplicate": frozenset({"other", "place", "near"}),
    "filler_conflict": frozenset({"other", "place"}),
    "held_out": frozenset({"place"}),
    "entity_cut": frozenset({"part", "words", "dictionary_line"}),
    "entity_in_word": frozenset({"part", "words"}),
    "long_message": frozenset({"length", "longest"}),
    "says_nothing": frozenset(),
    "personal_phone": frozenset(),
    "personal_number": frozenset(),
    "personal_mail": frozenset(),
    "personal_plate": frozenset(),
    "personal_address": frozenset(),
    "personal_name": frozenset(),
    "bad_frequency": frozenset({"name", "part"}),
    "few_examples": frozenset({"count", "typical"}),
    "many_examples": frozenset({"count", "typical"}),
    # what trainers decided to keep as it is
    "broken_kept": frozenset(),
}
_NOTES: dict[str, frozenset[str]] = {
    "twin": frozenset({"place"}),
    "near_twin": frozenset({"place", "near"}),
    "near_held_out": frozenset({"place", "near"}),
    "emoji_only": frozenset(),
}
KINDS: Mapping[str, frozenset[str]] = MappingProxyType({**_ERRORS, **_WARNINGS, **_NOTES})
"""Every kind → the names of the data that it carries."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where.

    `file` is relative to the project's root, `line` counts from 1. `text` is the sentence with
    personal data masked; `suggestion` is the name that was probably meant. Both may be empty.
    `sentences` are all that it is about, (intent, sentence masked) each; `key` names it as long as
    these stay the same, and is given by a report (`bot.training.keys`).
    """

    kind: str
    file: str
    line: int
    intent: str = ""
    text: str = ""
    data: Mapping[str, str | int] = field(default_factory=dict)
    suggestion: str = ""
    sentences: tuple[tuple[str, str], ...] = ()
    key: str = ""

    @property
    def severity(self) -> str:
        """``error``: nothing is trained; ``warning``: training copes; ``note``: may be meant so."""
        if self.kind in _ERRORS:
            return ERROR
        return WARNING if self.kind in _WARNINGS else NOTE

    @property
    def message_key(self) -> str:
        """The key of the words for it."""
        return f"finding_{self.kind}"

    @property
    def mend_key(self) -> str:
        """The key of the words for what to do about it."""
        return f"mend_{self.kind}"

    def as_json(self) -> dict[str, Any]:
        """Return everything, as the studio and ``check --json`` give it."""
        return {
            "key": self.key,
            "kind": self.kind,
            "severity": self.severity,
            "file": self.file,
            "line": self.line,
            "intent": self.intent,
            "text": self.text,
            "message_key": self.message_key,
            "data": dict(self.data),
            "suggestion": self.suggestion,
        }


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return `findings` by file, line and kind."""
    return tuple(sorted(findings, key=lambda one: (one.file, one.line, one.kind, one.text)))


class TrainingFailed(XiaotongError):
    """No model could be made; `detail` is what Rasa says, with file and line where it knows."""

    code: ClassVar[str] = "training_failed"

    def __init__(self, detail: str) -> None:
        """Keep Rasa's explanation."""
        super().__init__(detail)
        self.detail = detail


class TrainingRefused(TrainingFailed):
    """The data has errors, so nothing was trained; `findings` holds the errors alone."""

    code: ClassVar[str] = "training_refused"

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the errors among `findings`, in order."""
        self.findings = in_order(one for one in findings if one.severity == ERROR)
        super().__init__(
            "\n".join(
                f"{one.file}:{one.line}: {one.kind} {dict(one.data)}" for one in self.findings
            )
        )
