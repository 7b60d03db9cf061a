"""Trainers' own words for items of the catalogue, understood as soon as they are written.

``data/synonyms/*.yml`` in Rasa's form: ``- synonym: CODE`` with words as examples, where CODE is
that of a package, add-on or service. They lie outside ``data/nlu`` because nothing is trained
from them: they join the names of the catalogue when a message is read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from accounts.catalogue import CatalogueName
from bot.settings import ROOT

log = structlog.get_logger(__name__)

FOLDER = ROOT / "data" / "synonyms"

Names = tuple[CatalogueName, ...]
Synonyms = Mapping[str, tuple[str, ...]]
"""Code of an item → its further names."""


class SynonymFiles:
    """The synonyms of a folder as they are now; for any thread."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Nothing is read yet; without the folder there are no synonyms."""
        self._folder = folder
        self._lock = threading.Lock()
        self._stamp: object = None
        self._read: Synonyms = {}

    def current(self) -> Synonyms:
        """Return the synonyms; those of before while a file cannot be read."""
        with self._lock:
            paths = sorted(self._folder.glob("*.yml"))
            stamp = [(path, *_stamp(path)) for path in paths]
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._read = _merged(paths)
                except (OSError, UnicodeDecodeError, YAMLError) as error:
                    log.warning("synonyms_unreadable", error=type(error).__name__)
            return self._read


def with_synonyms(
    source: Callable[[], Names], files: SynonymFiles | None = None
) -> Callable[[], Names]:
    """Return the names of `source` with the synonyms of `files` as further aliases.

    As long as neither changes the same tuple comes back.
    """
    known = files or SynonymFiles()
    kept: list[tuple[Names, Synonyms, Names]] = []

    def read() -> Names:
        names, synonyms = source(), known.current()
        if not kept or kept[0][0] is not names or kept[0][1] is not synonyms:
            kept[:] = [(names, synonyms, merged(names, synonyms))]
        return kept[0][2]

    return read


def merged(names: Names, synonyms: Synonyms) -> Names:
    """Return `names` with `synonyms` as further aliases; those of no item are left out."""
    return tuple(
        replace(name, aliases=(*name.aliases, *synonyms[name.code]))
        if name.code in synonyms
        else name
        for name in names
    )


def _merged(paths: list[Path]) -> Synonyms:
    found: dict[str, tuple[str, ...]] = {}
    for path in paths:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8-sig"))
        for code, words in _blocks(content):
            found[code] = (*found.get(code, ()), *words)
    return found


def _blocks(content: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    blocks = content.get("nlu") if isinstance(content, dict) else None
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict) and "synonym" in block:
            lines = str(block.get("examples") or "").split("\n")
            words = tuple(word for line in lines if (word := line.strip().lstrip("-").strip()))
            yield str(block["synonym"]), words


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
