"""The fields of an article as every file format and the database write them: one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal

from bot.knowledge.model import Article, Disclosure, Kind

Shape = Literal["text", "texts", "number", "day", "choice", "pairs"]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one value of an import: where, which field, what, and the detail."""

    place: str
    field: str
    code: str
    detail: str = ""


class NotReadable(Exception):
    """A value is not of its field's shape; `code` says how."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep what is told about it."""
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Field:
    """One field: its name in files, its shape, the choices of a choice."""

    name: str
    shape: Shape = "text"
    choices: type[Enum] | None = None


FIELDS: tuple[Field, ...] = (
    Field("code"),
    Field("title"),
    Field("kind", "choice", Kind),
    Field("weight", "number"),
    Field("categories", "texts"),
    Field("keywords", "texts"),
    Field("scope"),
    Field("regions", "texts"),
    Field("audience", "texts"),
    Field("disclosure", "choice", Disclosure),
    Field("similar", "texts"),
    Field("links", "texts"),
    Field("offers", "texts"),
    Field("source"),
    Field("valid_from", "day"),
    Field("valid_until", "day"),
    Field("author"),
    Field("reviewer"),
    Field("answer"),
    Field("answers", "pairs"),
)
NAMES = frozenset(each.name for each in FIELDS)
VERSION = "version"
"""Written beside the fields: the version that was exported, so that a stale file is noticed."""
_DEFAULTS: Mapping[str, Any] = {
    each.name: each.default if each.default_factory is MISSING else each.default_factory()
    for each in fields(Article)
    if each.default is not MISSING or each.default_factory is not MISSING
}


_STAND_INS: Mapping[str, Any] = {
    **dict.fromkeys(("code", "title", "answer", "source", "author"), ""),
    "kind": Kind.NOTICE,
    "valid_from": date.min,
}
"""What stands in a needed field that could not be read; nothing is ever kept with it."""


def as_raw(article: Article) -> dict[str, Any]:
    """Return the fields as plain values (texts, numbers, lists, ISO days); defaults left out."""
    values = {each.name: getattr(article, each.name) for each in FIELDS}
    return {
        name: _plain(value)
        for name, value in values.items()
        if name not in _DEFAULTS or value != _DEFAULTS[name]
    }


@dataclass(frozen=True)
class Reading:
    """An article as far as it could be read, with what is wrong with it."""

    article: Article
    """With something in place of the fields that are `unread`."""
    version: int
    """The version it was exported as, 0 for none."""
    problems: list[Problem]
    unread: frozenset[str]
    """The fields that are missing or not of their shape: with one of them it is no article."""


def read_all(raw: Mapping[str, Any], place: str) -> Reading:
    """Return what can be read of `raw` and every problem, so that all are told in one round."""
    problems = [Problem(place, str(name), "unknown_field") for name in raw if name not in _KNOWN]
    found: list[Problem] = []
    values: dict[str, Any] = {}
    for each in FIELDS:
        given = raw.get(each.name)
        if given is None or given in ("", []):
            if each.name not in _DEFAULTS:
                found.append(Problem(place, each.name, "missing"))
            continue
        try:
            values[each.name] = _READERS[each.shape](given, each)
        except NotReadable as error:
            found.append(Problem(place, each.name, error.code, error.detail))
    version = raw.get(VERSION) or 0
    if not isinstance(version, int):
        found.append(Problem(place, VERSION, "not_number"))
        version = 0
    article = Article(**{**_STAND_INS, **values})
    return Reading(article, version, problems + found, frozenset(each.field for each in found))


def read(raw: Mapping[str, Any], place: str) -> tuple[Article | None, int, list[Problem]]:
    """Return the article in `raw`, the version it was exported as (0 for none), every problem.

    There is no article when a value is missing or not of its shape.
    """
    reading = read_all(raw, place)
    article = None if reading.unread else reading.article
    return article, reading.version, reading.problems


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _text(given: Any, _field: Field) -> str:
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise NotReadable("not_text")
    return str(given).strip()


def _texts(given: Any, field: Field) -> tuple[str, ...]:
    if isinstance(given, str):
        given = given.splitlines()
    if not isinstance(given, Sequence):
        raise NotReadable("not_texts")
    texts = (_text(each, field) for each in given)
    return tuple(each for each in texts if each)


def _number(given: Any, _field: Field) -> int:
    try:
        number = int(str(given))
    except ValueError:
        raise NotReadable("not_number", str(given)[:20]) from None
    return number


def _day(given: Any, _field: Field) -> date:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given).strip())
    except ValueError:
        raise NotReadable("not_day", str(given)[:20]) from None


def _choice(given: Any, field: Field) -> Enum:
    assert field.choices is not None  # noqa: S101 - the table above
    try:
        return field.choices(str(given).strip())
    except ValueError:
        allowed = ", ".join(each.value for each in field.choices)
        raise NotReadable("not_choice", allowed) from None


def _pairs(given: Any, field: Field) -> dict[str, str]:
    if not isinstance(given, Mapping):
        raise NotReadable("not_pairs")
    return {str(name): _text(text, field) for name, text in given.items()}


_KNOWN = NAMES | {VERSION}
_READERS: Mapping[Shape, Callable[[Any, Field], Any]] = {
    "text": _text,
    "texts": _texts,
    "number": _number,
    "day": _day,
    "choice": _choice,
    "pairs": _pairs,
}
