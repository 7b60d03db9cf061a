"""The words for codes of versions and trainings, in Chinese: `data/cli/release.yml`.

The command line says the same lines in the language of its locale.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ruamel.yaml import YAML

from bot.releases.model import Reason
from bot.settings import ROOT

FILES = ("release", "findings")


def told(key: str, /, **values: object) -> str:
    """Return the Chinese line `key` with `values` filled in."""
    return str(_words()[key]["zh"]).format(**values)


def reason_text(reason: Reason, titles: Mapping[str, str] | None = None) -> str:
    """Return why something is refused or failed; `titles` are the intents' names."""
    return told(f"release_reason_{reason.code}", **reason_values(reason, titles or {}))


def reason_values(reason: Reason, titles: Mapping[str, str]) -> dict[str, object]:
    """Return the data of a reason as its words want it: shares as percents, intents named."""
    values = dict(reason.data)
    for name in ("before", "after", "lower", "upper"):
        if name in values and reason.code in _SHARES:
            values[name] = f"{values[name] * 100:.1f}"
    if "intent" in values:
        values["title"] = titles.get(str(values["intent"]), str(values["intent"]))
    return values


_SHARES = frozenset({"quality_fell", "intent_worse", "intent_doubtful"})


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    loader = YAML(typ="safe")
    words: dict[str, dict[str, str]] = {}
    for name in FILES:
        path = ROOT / "data" / "cli" / f"{name}.yml"
        words.update(loader.load(path.read_text(encoding="utf-8")))
    return words
