"""A folder of Markdown files, one an article: YAML between two ``---`` lines, then the answer."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent

from bot.knowledge.editing import Incoming
from bot.knowledge.fields import NAMES, Problem, read_all
from bot.knowledge.files.reading import Read, articles, too_big, with_version
from bot.knowledge.model import Version

DEEPEST = 10
"""Levels of the fields' YAML; an article has two."""
_FENCE = "---\n"


def read_folder(folder: Path) -> Read:
    """Return the articles of every ``*.md`` in `folder`; raises FileNotFoundError without one."""
    if not folder.is_dir():
        raise FileNotFoundError(2, "no folder", str(folder))
    paths = sorted(folder.glob("*.md"))
    big = [problem for path in paths for problem in too_big(path)]
    fit = ((path.name, path.read_bytes()) for path in paths if not too_big(path))
    incoming, problems = read_texts(fit, folder.name)
    return incoming, big + (problems if incoming or not big else [])


def read_file(path: Path, author: str = "") -> Read:
    """Return the article of one file, and its problems; `author` wrote it if none is named."""
    if problems := too_big(path):
        return (), problems
    return read_texts([(path.name, path.read_bytes())], path.name, author)


def read_texts(files: Iterable[tuple[str, bytes]], place: str, author: str = "") -> Read:
    """Return the articles of Markdown files (name and content) and the problems of all.

    That there is none is a problem of `place`; `author` wrote what names nobody.
    """
    incoming: list[Incoming] = []
    problems: list[Problem] = []
    for name, content in files:
        raw, found = _raw(name, content)
        problems += found
        if raw is None:
            # What others link to: a file is called by its code.
            named = read_all({"code": PurePosixPath(name).stem}, name)
            incoming.append(Incoming(name, named.article, unread=NAMES))
            continue
        taken, found = articles([(name, {**({"author": author} if author else {}), **raw})])
        incoming += taken
        problems += found
    if not incoming and not problems:
        problems.append(Problem(place, "", "no_articles"))
    return tuple(incoming), problems


def write_folder(folder: Path, versions: Iterable[Version]) -> None:
    """Write a file for each of `versions` into `folder`, made when missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for version in versions:
        path = folder / f"{version.article.code}.md"
        path.write_text(as_markdown(version), encoding="utf-8")


def as_markdown(version: Version) -> str:
    """Return `version` as the text of its file."""
    raw = with_version(version)
    answer = raw.pop("answer")
    head = io.StringIO()
    _yaml().dump(raw, head)
    return f"{_FENCE}{head.getvalue()}{_FENCE}{answer}\n"


def _raw(name: str, content: bytes) -> tuple[dict[str, Any] | None, list[Problem]]:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        _, head, answer = text.split(_FENCE, 2) if text.startswith(_FENCE) else ("", "", "")
        _check_depth(head)
        raw = YAML(typ="safe").load(head)
    except (ValueError, TypeError, RecursionError, YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        detail = str(mark.line + 2) if mark else ""
        return None, [Problem(name, "", "unreadable", detail)]
    if not isinstance(raw, dict):
        return None, [Problem(name, "", "no_front_matter")]
    return {**{str(field): value for field, value in raw.items()}, "answer": answer}, []


def _check_depth(head: str) -> None:
    """Raise ValueError for what is nested so deep that composing it would end the process.

    libyaml's composer calls itself for each level, in C; the events before it do not.
    """
    depth = 0
    for event in YAML(typ="safe").parse(io.StringIO(head)):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError("nested too deep")


def _yaml() -> Any:
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 1000
    yaml.sort_base_mapping_type_on_output = False
    return yaml
