"""What simulated customers may say and how they read: the files of `data/bench/goals`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML

from bot.settings import ROOT

FOLDER = ROOT / "data" / "bench" / "goals"
_NAMES = re.compile(r"\{([a-z_]+)\}")

Facts = Mapping[str, str]
"""What a customer knows and wants, by the names used in braces in the sentence files."""


@dataclass(frozen=True)
class Manner:
    """How a customer behaves; `press` is the chance of pressing an offered button."""

    name: str
    weight: int
    press: float
    style: str = "plain"
    quirk: str = ""
    recognised: bool = False
    typos: bool = False
    before: Sequence[str] = ("",)
    after: Sequence[str] = ("",)


@dataclass(frozen=True)
class Wording:
    """How one wish is put, read and pursued (see the head of goals.yml)."""

    say: Mapping[str, Sequence[str]]
    satisfied: str
    """A pattern in which facts may stand."""
    title: re.Pattern[str]
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    declines: Sequence[str] = ()
    insists: Sequence[str] = ()

    def content_with(self, text: str, facts: Facts) -> bool:
        """Tell whether an answer looks like what was wanted."""
        escaped = {name: re.escape(value) for name, value in facts.items()}
        return re.search(filled(self.satisfied, escaped), text) is not None

    def opening(self, style: str, rng: Random) -> str:
        """Return a wording of `style`, or a plain one where it has none."""
        return rng.choice(self.say.get(style) or self.say["plain"])


@dataclass(frozen=True)
class Phrases:
    """Every sentence and pattern of the folder."""

    manners: tuple[Manner, ...]
    common: Mapping[str, Sequence[str]]
    """Answers to questions, and what quirks put in."""
    short: Mapping[str, Sequence[str]]
    typos: Sequence[tuple[str, str]]
    goals: Mapping[str, Wording]
    questions: Sequence[tuple[str, re.Pattern[str]]]
    stories: Mapping[str, Any]

    def mistyped(self, text: str, rng: Random) -> str:
        """Return `text` with one thing mistyped, if it holds anything that people mistype."""
        found = [(right, wrong) for right, wrong in self.typos if right in text]
        if not found:
            return text
        right, wrong = rng.choice(found)
        return text.replace(right, wrong, 1)


def filled(text: str, facts: Facts) -> str:
    """Return `text` with every {name} replaced; raises KeyError when the customer lacks one."""
    return _NAMES.sub(lambda found: facts[found.group(1)], text)


def sayable(options: Sequence[str], facts: Facts) -> list[str]:
    """Return those of `options` that a customer with `facts` can say."""
    return [each for each in options if set(_NAMES.findall(each)) <= set(facts)]


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Read the folder once."""
    manners, goals = _read("manners.yml"), _read("goals.yml")
    return Phrases(
        manners=tuple(Manner(name, **entry) for name, entry in manners.pop("manners").items()),
        short=manners.pop("short"),
        typos=[(right, wrong) for right, wrong in manners.pop("typos")],
        common={**manners.pop("answers"), **manners},
        goals={name: _wording(entry) for name, entry in goals.items()},
        questions=[
            (name, re.compile(pattern)) for name, pattern in _read("reading.yml")["questions"]
        ],
        stories=_read("stories.yml"),
    )


def operator_tree() -> dict[str, Any]:
    """Return the operator and what its customers are made of."""
    return _read("operator.yml")


def _wording(entry: dict[str, Any]) -> Wording:
    return Wording(title=re.compile(entry.pop("title")), **entry)


def _read(name: str) -> dict[str, Any]:
    path: Path = FOLDER / name
    loaded: dict[str, Any] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    return loaded
