"""Reads the findings that trainers keep as they are: ``data/lint/kept.yml``.

A file that cannot be read for sure decides nothing: every finding is shown, and one more that
names the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.training.documents import Part, document_of, elements, is_null, items
from bot.training.findings import Finding

LIST = "kept"
"""The key of the list in the file."""
_KEY = re.compile("[0-9a-f]{16}")
_BREAKING = {"broken_yaml", "not_utf8", "duplicate_key"}


@dataclass(frozen=True)
class Decision:
    """That the finding `key` stays as it is: by whom (a staff number), when and why.

    The rest is for people: the kind and the sentences with their intents, masked; of a finding
    without sentences its intent or file.
    """

    key: str
    kind: str = ""
    sentences: tuple[tuple[str, str], ...] = ()
    intent: str = ""
    file: str = ""
    by: str = ""
    at: str = ""
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """A decision and the lines of the file that hold it, from 0, half-open."""

    decision: Decision
    start: int
    end: int


@dataclass(frozen=True)
class Kept:
    """What the file decides; `problem` is the mistake for which it decides nothing.

    `head` is the line behind which a first entry goes, None without the list's key; `indent` is
    how far the list is indented.
    """

    entries: tuple[Entry, ...] = ()
    problem: Finding | None = None
    head: int | None = None
    indent: int = 0

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """Every decision by its key; the first where one stands twice."""
        return {one.decision.key: one.decision for one in reversed(self.entries)}


class _Wrong(Exception):
    """Something in the file is not as it is written; `node` is where."""

    def __init__(self, node: Node) -> None:
        self.node = node


def read_kept(path: Path, name: str) -> Kept:
    """Return what the file `path`, called `name` in findings, decides; nothing without one."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Kept()
    return kept_of(content, path, name)


def kept_of(content: bytes, path: Path, name: str) -> Kept:
    """Return what `content` decides as the file `path`; never raises for what is in it."""
    document = document_of(content, path, name)
    lines = [finding.line for finding in document.findings if finding.kind in _BREAKING]
    if lines:
        return _broken(name, min(lines))
    if not document.parts:
        return Kept()
    try:
        return _read(document.parts[0])
    except _Wrong as wrong:
        return _broken(name, document.parts[0].line(wrong.node))


def _broken(name: str, line: int) -> Kept:
    return Kept(problem=Finding("broken_kept", name, line))


def _read(part: Part) -> Kept:
    if is_null(part.node):
        return Kept()
    if not isinstance(part.node, MappingNode):
        raise _Wrong(part.node)
    head: int | None = None
    listed: Node | None = None
    for key, key_node, value in items(part.node):
        if key != LIST:
            raise _Wrong(key_node)
        head, listed = part.line(key_node), value
    if listed is None or is_null(listed):
        return Kept(head=head)
    if not isinstance(listed, SequenceNode):
        raise _Wrong(listed)
    entries = tuple(_entry(part, node) for node in elements(listed))
    return Kept(entries, head=head, indent=int(listed.start_mark.column))


def _entry(part: Part, node: Node) -> Entry:
    if not isinstance(node, MappingNode):
        raise _Wrong(node)
    values = {key: value for key, _, value in items(node)}
    told = {name: _text(values[name]) for name in _TEXTS if name in values}
    if not _KEY.fullmatch(told.get("key", "")):
        raise _Wrong(values.get("key", node))
    sentences = tuple(_sentences(values["sentences"])) if "sentences" in values else ()
    last = max(_end(one) for one in [*values.values(), *_below(values.get("sentences"))])
    return Entry(
        Decision(**told, sentences=sentences), part.line(node) - 1, max(last, part.line(node))
    )


_TEXTS = ("key", "kind", "intent", "file", "by", "at", "note")


def _sentences(node: Node) -> Iterator[tuple[str, str]]:
    if not isinstance(node, SequenceNode):
        raise _Wrong(node)
    for element in elements(node):
        pairs = list(items(element))
        if len(pairs) != 1:
            raise _Wrong(element)
        yield pairs[0][0], _text(pairs[0][2])


def _text(node: Node) -> str:
    # As it is written: a key or a staff number of digits alone would be a number for YAML.
    if not isinstance(node, ScalarNode):
        raise _Wrong(node)
    return "" if is_null(node) else str(node.value)


def _below(node: Node | None) -> Sequence[Node]:
    listed = elements(node) if node is not None else []
    return [value for element in listed for _, _, value in items(element)]


def _end(node: Node) -> int:
    """Return the line, from 0, behind the last one of a scalar; of anything else 0."""
    if not isinstance(node, ScalarNode):
        return 0
    mark = node.end_mark
    # Text behind a bar ends where the next line begins.
    return int(mark.line) + (1 if mark.column or mark.line == node.start_mark.line else 0)
