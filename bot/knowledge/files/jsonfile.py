"""Articles as one JSON file: a list of objects with the fields' names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bot.knowledge.fields import Problem
from bot.knowledge.files.reading import Read, articles, too_big, with_version
from bot.knowledge.model import Version


def read_json(path: Path) -> Read:
    """Return the articles of the file and the problems of all its entries."""
    if problems := too_big(path):
        return (), problems
    try:
        entries = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        line = str(getattr(error, "lineno", ""))
        return (), [Problem(path.name, "", "unreadable", line)]
    if not isinstance(entries, list) or not entries:
        return (), [Problem(path.name, "", "no_articles")]
    good = [(f"#{place}", each) for place, each in enumerate(entries, 1) if isinstance(each, dict)]
    bad = [
        Problem(f"#{place}", "", "not_pairs")
        for place, each in enumerate(entries, 1)
        if not isinstance(each, dict)
    ]
    incoming, problems = articles(good)
    return incoming, bad + problems


def write_json(path: Path, versions: Iterable[Version]) -> None:
    """Write `versions` to `path`."""
    entries = [with_version(each) for each in versions]
    text = json.dumps(entries, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
