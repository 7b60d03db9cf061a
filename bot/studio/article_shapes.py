"""How articles look on the wire and how they are read from it (docs/studio-api.md, Article)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.errors import ScriptsError
from bot.knowledge.fields import FIELDS, Problem, read
from bot.knowledge.model import MOVES, Article, Event, Kind, Opinion, State, Step, Version
from bot.studio.change_shapes import NameOf
from bot.studio.words import told

LONG = ("answer", "answers")
"""Fields that a list leaves out."""
BY_THEMSELVES = frozenset(
    {"version", "state", "served_version", "updated_at", "useful", "useless", "expired"}
    | {"author", "author_name", "reviewer"}
)
"""Fields that nobody writes: who edits is the author, who approves the reviewer."""
BY_PEOPLE = (Event.SUBMIT, Event.APPROVE, Event.REJECT, Event.WITHDRAW)
"""Moves that a person makes."""


@dataclass(frozen=True)
class ArticleWords:
    """What kinds, states and steps are called."""

    kinds: Mapping[str, str]
    states: Mapping[str, str]
    events: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> ArticleWords:
        """Read the file; raises ScriptsError when a kind, a state or a step has no name."""
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        needed: Mapping[str, type[Enum]] = {"kinds": Kind, "states": State, "events": Event}
        missing = [
            f"{path.name}: {table}.{each.value}: missing"
            for table, choices in needed.items()
            for each in choices
            if each.value not in content[table]
        ]
        if missing:
            raise ScriptsError(tuple(missing))
        return cls(content["kinds"], content["states"], content["events"])


@dataclass(frozen=True)
class Around:
    """What is shown beside the articles themselves, gathered once for many."""

    served: Mapping[str, int]
    """The published version of each code that has one."""
    opinions: Mapping[str, Opinion]
    name_of: NameOf
    today: date


def article_json(version: Version, around: Around, *, whole: bool = True) -> dict[str, Any]:
    """Return the fields of a version; `whole` with what it answers."""
    article = version.article
    opinion = around.opinions.get(article.code, Opinion(article.code, 0, 0))
    shown = {
        _shown(each.name): _plain(getattr(article, each.name))
        for each in FIELDS
        if whole or each.name not in LONG
    }
    ended = article.valid_until is not None and article.valid_until < around.today
    return {
        **shown,
        "author_name": around.name_of(article.author),
        "version": version.number,
        "state": version.state.value,
        "expired": version.state is State.EXPIRED or ended,
        "served_version": around.served.get(article.code),
        "updated_at": version.changed_at.isoformat(),
        "useful": opinion.useful,
        "useless": opinion.useless,
    }


def article_of(body: Mapping[str, Any], author: str) -> tuple[Article | None, list[Problem]]:
    """Return the article in a request, written by `author`, and what of it cannot be read."""
    given = {name: value for name, value in body.items() if name not in BY_THEMSELVES}
    if "questions" in given:
        given["similar"] = given.pop("questions")
    article, _, problems = read({**given, "author": author}, "")
    return article, problems


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


def moves_of(version: Version, served: int | None, writers: frozenset[str], by: str) -> list[str]:
    """Return what `by` may do with an article now; its `writers` do not approve it.

    Withdrawing concerns what is served, if anything is.
    """
    allowed = [event for event in BY_PEOPLE if (version.state, event) in MOVES]
    if by in writers:
        allowed = [event for event in allowed if event is not Event.APPROVE]
    if served is not None and Event.WITHDRAW not in allowed:
        allowed.append(Event.WITHDRAW)
    return [event.value for event in allowed]


def _shown(field: str) -> str:
    return "questions" if field == "similar" else field


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else getattr(value, "value", value)
