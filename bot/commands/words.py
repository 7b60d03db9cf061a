"""The command line's own words, Chinese or English by locale; the text is `data/cli/*.yml`."""

from __future__ import annotations

import os
from functools import lru_cache

from ruamel.yaml import YAML

from bot.settings import ROOT


def language() -> str:
    """Return ``zh`` when the locale asks for Chinese, else ``en``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def say(key: str, /, **values: object) -> str:
    """Return the line `key` in the locale's language with `values` filled in."""
    return str(_words()[key][language()]).format(**values)


def knows(key: str) -> bool:
    """Tell whether there is a line `key`."""
    return key in _words()


def reason_of(error: Exception) -> str:
    """Return what a user reads of an expected error: its line ``error_CODE``, else its own words.

    The error's data fill the line in; several of anything are joined by commas.
    """
    key = f"error_{getattr(error, 'code', '')}"
    if not knows(key):
        return str(error)
    data = {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in vars(error).items()
    }
    return say(key, **data)


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    loader = YAML(typ="safe")
    words: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "data" / "cli").glob("*.yml")):
        words.update(loader.load(path.read_text(encoding="utf-8")))
    return words
