"""The report's words: `data/report/words.yml`, with intents called what customers call them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ruamel.yaml import YAML

from bot.scripts import Scripts
from bot.settings import ROOT

REPORT = ROOT / "data" / "report"


class Words:
    """What the report says; every text is data."""

    def __init__(self, texts: Mapping[str, str], titles: Mapping[str, str]) -> None:
        """Take the report's lines and the title of each intent."""
        self._texts = texts
        self._titles = titles

    def __call__(self, key: str, **values: object) -> str:
        """Return the line `key` with `values` filled in; raises KeyError for an unknown one."""
        return self._texts[key].format(**values)

    def style(self, name: str) -> str:
        """Return what a way of speaking is called; a name that is not known stays as it is."""
        return self._texts.get(f"style_{name}", name)

    def entity(self, name: str) -> str:
        """Return what a kind of value is called; a name that is not known stays as it is."""
        return self._texts.get(f"entity_{name}", name)

    def intent(self, name: str) -> str:
        """Return what an intent is called; of several joined by a bar, each."""
        return " / ".join(self._titles.get(one, one) for one in name.split("|"))


@lru_cache(maxsize=1)
def report_words() -> Words:
    """Return the words of the repository, read once."""
    loader = YAML(typ="safe")
    tree = loader.load((REPORT / "words.yml").read_text(encoding="utf-8"))
    titles = Scripts.load(ROOT / "data" / "scripts").titles()
    return Words(tree["texts"], {**tree["intents"], **titles})


@lru_cache(maxsize=1)
def titled_intents() -> frozenset[str]:
    """Return the intents that the assistant can offer as a button when it asks back."""
    titles = Scripts.load(ROOT / "data" / "scripts").titles()
    return frozenset(titles) - {"request_human"}  # a person is offered beside the readings anyway
