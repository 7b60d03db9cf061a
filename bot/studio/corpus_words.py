"""What the studio says of examples, synonyms, words and findings, in Chinese.

The names of dialogue intents and of entities are those of the evaluation report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.changes.model import Change, Summary
from bot.settings import ROOT
from bot.training.findings import KINDS, Finding

_REPORT = Path("data/report/words.yml")
_ENTITY = "entity_"


class CorpusWords:
    """Words things; built once, with the names that the scripts have for intents."""

    def __init__(self, titles: Callable[[], Mapping[str, str]]) -> None:
        """`titles` are the intents that customers are asked about."""
        self._titles = titles

    def line(self, key: str, /, **values: object) -> str:
        """Return the line `key` with `values` filled in."""
        return str(_lines()[key]["zh"]).format(**values)

    def title(self, intent: str) -> str:
        """Return what an intent is called."""
        report = _report()
        return self._titles().get(intent) or str(report["intents"].get(intent, intent))

    def group(self, intent: str) -> str:
        """Return ``business`` for what customers come for, else ``dialogue``."""
        return "dialogue" if intent in _report()["intents"] else "business"

    def entity(self, name: str) -> str | None:
        """Return what an entity that can be said is called; None for those of buttons."""
        found = _report()["texts"].get(f"{_ENTITY}{name}")
        return None if found is None else str(found)

    def summary(self, change: Change) -> str:
        """Return what a change did, whatever room it is of."""
        return self._summary(change.area, change.summary) or change.target

    def _summary(self, area: str, summary: Summary) -> str:
        if isinstance(summary, str):
            return summary
        values = dict(summary)
        for name in ("intent", "to"):
            if name in values:
                values[name] = self.title(str(values[name]))
        if area == "corpus" and f"kind_{values.get('kind')}" in _lines():
            values["kind"] = self.line(f"kind_{values['kind']}")
            values["text"] = values["text"] or values["intent"] or values["file"]
        if "undone" in values:
            values["undone"] = self._summary(area, values["undone"])
        key = f"change_{area}_{summary.get('did', '')}"
        return self.line(key, **values) if key in _lines() else ""

    def message(self, finding: Finding) -> str:
        """Return what is wrong."""
        values: dict[str, Any] = {"text": finding.text, **finding.data}
        values["intent"] = self.title(finding.intent)
        if "other" in values:
            values["other"] = self.title(str(values["other"]))
        if "expected" in values:
            values["expected"] = self.line(f"shape_{values['expected']}")
        return self.line(finding.message_key, **values)

    def mending(self, finding: Finding) -> str:
        """Return what to do about it."""
        if finding.suggestion:
            return self.line("finding_suggestion", suggestion=finding.suggestion)
        return self.line(finding.mend_key, **{"text": finding.text, **finding.data})

    def kinds(self) -> Mapping[str, str]:
        """Return every kind of finding by its short name."""
        return {kind: self.line(f"kind_{kind}") for kind in KINDS}


@lru_cache(maxsize=1)
def _lines() -> dict[str, dict[str, str]]:
    lines: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "data" / "cli").glob("*.yml")):
        lines.update(_read(path))
    return lines


@lru_cache(maxsize=1)
def _report() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = _read(_REPORT)
    return found


def _read(path: Path) -> Any:
    return YAML(typ="safe").load((ROOT / path).read_text(encoding="utf-8"))
