"""The studio's words: the Chinese half of what the command line says (`data/cli/*.yml`)."""

from __future__ import annotations

from functools import lru_cache

from ruamel.yaml import YAML

from bot.settings import ROOT


def told(key: str, /, **values: object) -> str:
    """Return the Chinese line `key` with `values` filled in; raises KeyError."""
    return str(_words()[key]["zh"]).format(**values)


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    loader = YAML(typ="safe")
    words: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "data" / "cli").glob("*.yml")):
        words.update(loader.load(path.read_text(encoding="utf-8")))
    return words
