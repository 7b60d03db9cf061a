"""Sums a matter up in sentences, by rule, from what the bot remembered (handbook §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.handoffs import Handoff
from bot.conversation.ports import Wording
from bot.desk.words import Words
from bot.redaction import mask_text

TOPICS = 3
VALUES = {"case": "ticket_kinds", "query_resource": "resources", "resource": "resources"}
"""Slots whose values are codes, and where their names stand."""


class Summaries:
    """Says what a handoff is about; built once."""

    def __init__(self, *, wording: Wording, words: Words, titles: Mapping[str, str]) -> None:
        """`titles` are the intents' names in customers' words."""
        self._wording = wording
        self._words = words
        self._titles = titles

    def of(self, handoff: Handoff) -> list[str]:
        """Return one sentence for each thing that is known."""
        matter = handoff.matter or {}
        text = self._wording.text
        lines = [text("desk_sum_reason", reason=self._words.of("reasons", handoff.reason))]
        topics = self.topics(matter)
        if topics:
            lines.append(text("desk_sum_topics", topics="、".join(topics)))
        form = form_of(matter)
        if form:
            lines.append(text("desk_sum_form", form=self._words.of("forms", form)))
        given = [f"{row['title']} {row['value']}" for row in self.slots(matter)]
        if given:
            lines.append(text("desk_sum_slots", slots="，".join(given)))
        failed = failed_of(matter)
        if failed:
            lines.append(text("desk_sum_failed", count=failed))
        quoted = str(matter.get("words") or "")
        if quoted:
            lines.append(text("desk_sum_words", words=mask_text(quoted)[:60]))
        if handoff.transfer is not None and handoff.transfer.note:
            giver, note = handoff.transfer.giver, handoff.transfer.note
            lines.append(text("desk_sum_transfer", agent=giver, note=mask_text(note)))
        return lines

    def topics(self, matter: Mapping[str, Any]) -> list[str]:
        """Return what was talked of, the latest first, each once, in customers' words."""
        seen: dict[str, None] = {}
        topic = str(matter.get("topic"))
        if topic in self._titles:
            seen[self._titles[topic]] = None
        for row in reversed(self.intents(matter)):
            if row["intent"] in self._titles:
                seen.setdefault(row["title"], None)
        return list(seen)[:TOPICS]

    def intents(self, matter: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return what the bot understood of the last messages, with its confidence."""
        return [
            {
                "intent": str(row.get("intent") or ""),
                "title": self._title(row.get("intent")),
                "confidence": _confidence(row),
                "ranking": [
                    {
                        "intent": str(each.get("intent") or ""),
                        "title": self._title(each.get("intent")),
                        "confidence": _confidence(each),
                    }
                    for each in rows_of(row, "ranking")
                ],
                "said": mask_text(str(row.get("said") or row.get("text") or "")),
            }
            for row in rows_of(matter, "intents")
        ]

    def slots(self, matter: Mapping[str, Any]) -> list[dict[str, str]]:
        """Return what the customer has said already, masked."""
        said = matter.get("slots")
        if not isinstance(said, Mapping):
            return []
        return [
            {
                "name": str(name),
                "title": self._words.of("slots", str(name)),
                "value": mask_text(self._value(str(name), value)),
            }
            for name, value in said.items()
            if value not in (None, "", [], {})
        ]

    def _title(self, intent: object) -> str:
        """Return what customers call an intent, else what the desk calls it."""
        name = str(intent or "")
        return self._titles.get(name) or self._words.of("dialogue", name)

    def _value(self, name: str, value: object) -> str:
        """Return a slot's value, a code by its name."""
        plain = _plain(value)
        table = VALUES.get(name)
        return plain if table is None else self._words.of(table, plain)


def _confidence(row: Mapping[str, Any]) -> float:
    confidence = row.get("confidence")
    return round(float(confidence), 3) if isinstance(confidence, int | float) else 0.0


def rows_of(matter: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """Return a list of objects of the matter; empty when it holds none."""
    rows = matter.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def form_of(matter: Mapping[str, Any]) -> str | None:
    """Return the form that was under way, or None."""
    form = matter.get("form")
    if isinstance(form, Mapping):
        form = form.get("name")
    return form if isinstance(form, str) and form else None


def failed_of(matter: Mapping[str, Any]) -> int:
    """Return how many turns the bot did not understand."""
    failed = matter.get("failed_turns")
    return failed if isinstance(failed, int) else 0


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "、".join(_plain(each) for each in value)
    return str(value)
