"""How articles look on the wire and how they are read from it (docs/studio-api.md, Article)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.errors import ScriptsError
from bot.knowledge.by_day import begun, waiting
from bot.knowledge.checking import CHANNELS
from bot.knowledge.editing import ended, may_be_discarded
from bot.knowledge.fields import FIELDS, Problem, Reading, read_all
from bot.knowledge.model import MOVES, Event, Kind, Opinion, State, Step, Version
from bot.knowledge.tending import ends_soon
from bot.studio.change_shapes import NameOf
from bot.studio.words import told

LONG = ("answer", "answers")
"""Fields that a list leaves out."""
BY_THEMSELVES = frozenset(
    {"version", "state", "served_version", "updated_at", "useful", "useless", "expired"}
    | {"waiting_version", "waiting_from", "ending_on"}
    | {"author", "author_name", "reviewer"}
)
"""Fields that nobody writes: who edits is the author, who approves the reviewer."""
BY_PEOPLE = (Event.SUBMIT, Event.APPROVE, Event.REJECT, Event.DISCARD, Event.WITHDRAW)
"""Moves that a person makes."""
ENDING, WAITING = "ending", "waiting"
"""What a list can be asked for besides states: what is served ends soon; a version waits."""


@dataclass(frozen=True)
class ArticleWords:
    """What kinds, states, steps and channels are called."""

    kinds: Mapping[str, str]
    states: Mapping[str, str]
    """Of every state, and of `ENDING` and `WAITING`."""
    events: Mapping[str, str]
    channels: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> ArticleWords:
        """Read the file; raises ScriptsError when anything that is shown has no name."""
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        needed = {
            "kinds": _values(Kind),
            "states": (*_values(State), ENDING, WAITING),
            "events": _values(Event),
            "channels": CHANNELS,
        }
        missing = [
            f"{path.name}: {table}.{each}: missing"
            for table, names in needed.items()
            for each in names
            if each not in content[table]
        ]
        if missing:
            raise ScriptsError(tuple(missing))
        return cls(**{table: content[table] for table in needed})


@dataclass(frozen=True)
class Around:
    """What is shown beside the articles themselves, gathered once for many."""

    begun: Mapping[str, Version]
    """The published version of each code that has one and whose first day has come."""
    waiting: Mapping[str, Version]
    """The next version of each code that is published for a later day."""
    opinions: Mapping[str, Opinion]
    name_of: NameOf
    today: date

    @classmethod
    def of(
        cls, published: Iterable[Version], opinions: Iterable[Opinion], name_of: NameOf, today: date
    ) -> Around:
        """Return what is around articles of which `published` are all published versions."""
        versions = tuple(published)
        later = sorted(waiting(versions, today), key=lambda each: each.article.valid_from)
        return cls(
            begun={each.article.code: each for each in begun(versions, today)},
            waiting={each.article.code: each for each in reversed(later)},
            opinions={each.code: each for each in opinions},
            name_of=name_of,
            today=today,
        )

    def served(self, code: str) -> Version | None:
        """Return the version of an article that is served today, or None."""
        version = self.begun.get(code)
        return version if version and version.article.serves_on(self.today) else None

    @property
    def ending(self) -> Mapping[str, date]:
        """The last day of what is served and ends within a week, by code."""
        return {
            code: each.article.valid_until
            for code, each in self.begun.items()
            if each.article.valid_until and ends_soon(each, self.today)
        }


def article_json(version: Version, around: Around, *, whole: bool = True) -> dict[str, Any]:
    """Return the fields of a version; `whole` with what it answers."""
    article = version.article
    opinion = around.opinions.get(article.code, Opinion(article.code, 0, 0))
    shown = {
        _shown(each.name): _plain(getattr(article, each.name))
        for each in FIELDS
        if whole or each.name not in LONG
    }
    served, waits = around.served(article.code), around.waiting.get(article.code)
    return {
        **shown,
        "author_name": around.name_of(article.author),
        "version": version.number,
        "state": version.state.value,
        "expired": version.state is State.EXPIRED or ended(article, around.today),
        "served_version": served and served.number,
        "waiting_version": waits and waits.number,
        "waiting_from": waits and waits.article.valid_from.isoformat(),
        "ending_on": _plain(around.ending.get(article.code)),
        "updated_at": version.changed_at.isoformat(),
        "useful": opinion.useful,
        "useless": opinion.useless,
    }


def article_of(body: Mapping[str, Any], author: str) -> Reading:
    """Return the article in a request, written by `author`, as far as it can be read."""
    given = {name: value for name, value in body.items() if name not in BY_THEMSELVES}
    if "questions" in given:
        given["similar"] = given.pop("questions")
    return read_all({**given, "author": author}, "")


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return what is wrong with one value."""
    message = told(f"kb_problem_{problem.code}", detail=problem.detail)
    return {"place": problem.place, "field": _shown(problem.field), "message": message}


def step_json(step: Step, words: ArticleWords, name_of: NameOf) -> dict[str, Any]:
    """Return one line of an article's history."""
    return {
        "at": step.at.isoformat(),
        "actor": step.actor,
        "actor_name": name_of(step.actor),
        "event": step.event,
        "event_text": words.events.get(step.event, step.event),
        "version": step.version,
        "state": step.state.value,
        "note": step.note,
    }


def moves_of(version: Version, around: Around, writers: frozenset[str], by: str) -> list[str]:
    """Return what `by` may do with an article whose newest is `version`; writers do not approve.

    Discarding concerns the newest version, withdrawing what is published.
    """
    allowed = [event for event in BY_PEOPLE if (version.state, event) in MOVES]
    may_not = {
        Event.APPROVE: by in writers,
        Event.DISCARD: not may_be_discarded(version, around.today),
    }
    allowed = [each for each in allowed if each is not Event.WITHDRAW and not may_not.get(each)]
    withdrawn = [Event.WITHDRAW] if version.article.code in around.begun else []
    return [event.value for event in (*allowed, *withdrawn)]


def _shown(field: str) -> str:
    return "questions" if field == "similar" else field


def _values(choices: type[Enum]) -> tuple[str, ...]:
    return tuple(each.value for each in choices)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else getattr(value, "value", value)
