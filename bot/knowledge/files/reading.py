"""What all formats share: how large a file may be, and rows into articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bot.knowledge.editing import Incoming
from bot.knowledge.fields import VERSION, Problem, as_raw, read_all
from bot.knowledge.model import Version

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes of a file that is read; the whole demo library takes a hundredth of it."""

LARGEST_CONTENT = 200 * 1024 * 1024
"""Bytes that a packed file may hold: a small one can be a bomb."""

Read = tuple[tuple[Incoming, ...], list[Problem]]
"""The articles of an import, and what could not be read, also of those that are among them."""


def too_big(path: Path) -> list[Problem]:
    """Return the problem of a file that is too large to be read, else none."""
    size = path.stat().st_size
    detail = f"{LARGEST_FILE // 1024 // 1024} MB"
    return [Problem(path.name, "", "too_big", detail)] if size > LARGEST_FILE else []


def articles(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> Read:
    """Return the articles in `rows` (place and values) and the problems of all of them.

    One that cannot be read whole is among them as far as it can be.
    """
    incoming: list[Incoming] = []
    problems: list[Problem] = []
    for place, raw in rows:
        reading = read_all(raw, place)
        problems += reading.problems
        incoming.append(Incoming(place, reading.article, reading.version, reading.unread))
    return tuple(incoming), problems


def with_version(version: Version) -> dict[str, Any]:
    """Return the fields of a version and its number, as files hold them."""
    return {**as_raw(version.article), VERSION: version.number}
