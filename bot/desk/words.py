"""How codes are called in Chinese at the desk; the words are `data/desk/words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.errors import ScriptsError

TABLES = (
    "reasons",
    "groups",
    "statuses",
    "ticket_kinds",
    "ticket_states",
    "order_kinds",
    "order_states",
    "account_states",
    "credentials",
    "resources",
    "slots",
    "forms",
    "results",
    "events",
    "actors",
    "endings",
    "owners",
    "actions",
    "columns",
    "closed",
    "refusals",
    "dialogue",
)


@dataclass(frozen=True)
class Words:
    """Tables of code → Chinese; a code without a word is shown as it is."""

    tables: Mapping[str, Mapping[str, Any]]
    titles: Mapping[str, str]
    """The intents' names in customers' words."""

    @classmethod
    def load(cls, path: Path, titles: Mapping[str, str]) -> Words:
        """Read the file; raises ScriptsError when a table is missing or not a table."""
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        wrong = [name for name in TABLES if not isinstance(content.get(name), dict)]
        if wrong:
            raise ScriptsError(tuple(f"{path.name}: {name}: missing" for name in wrong))
        return cls(content, titles)

    def of(self, table: str, code: str | None) -> str:
        """Return what `code` is called."""
        if code is None:
            return ""
        return str(self.tables[table].get(code, code))

    def title(self, intent: str) -> str | None:
        """Return what customers call an intent, None for none."""
        return str(self.titles.get(intent, intent)) if intent else None

    def table(self, table: str) -> Mapping[str, Any]:
        """Return a whole table, in the order of the file."""
        return self.tables[table]
