"""YAML files as trees that know their lines; a broken file loses its broken part only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.training.findings import Finding
from bot.training.source_text import source_of

SUFFIXES = (".yml", ".yaml")
# Where a block of a list under a top-level key begins: the places to start again after a mistake.
_BLOCK = re.compile(r"^( *)- +(?:intent|regex|synonym|lookup|rule|story):", re.MULTILINE)
_OPENED = re.compile("flow|quoted|simple key")
_SECTION = re.compile(r"^([A-Za-z_]+):", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """One file: its tree (None when there is none), its clean text and what was wrong with it.

    `parts` are the trees to read: the whole, or of a broken file one for each block that can
    still be read.
    """

    name: str
    path: Path
    text: str
    as_stored: bool
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Part:
    """A readable tree and how many lines of the file stand before it."""

    node: Node
    skipped: int = 0

    def line(self, node: Node) -> int:
        """Return the line of the file, from 1, where `node` begins."""
        return int(node.start_mark.line) + 1 + self.skipped


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Return the files among `paths` and in the folders among them, in order, hidden ones not."""
    found: set[Path] = set()
    for path in paths:
        inside = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
        found |= {
            one
            for one in inside
            if one == path or not any(part.startswith(".") for part in one.relative_to(path).parts)
        }
    return sorted(found)


def read_document(path: Path, name: str) -> Document:
    """Read the file `path`, called `name` in findings; never raises for what is in the file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Document(name, path, "", True, (), (Finding("no_such_file", name, 1),))
    return document_of(data, path, name)


def document_of(data: bytes, path: Path, name: str) -> Document:
    """Read `data` as the content of `path`, which may hold something else by now."""
    source = source_of(data, name)
    findings = list(source.findings)
    node, problem = _tree(source.text, name, 0)
    if problem is not None:
        findings.append(problem)
        parts = tuple(_recovered(source.text, problem.line, name, findings))
    elif node is None:
        findings.append(Finding("empty_file", name, 1))
        parts = ()
    else:
        parts = (Part(node),)
    for part in parts:
        findings += _repeated_keys(part, name)
    return Document(name, path, source.text, source.as_stored, parts, tuple(findings))


def items(node: Node) -> Iterator[tuple[str, Node, Node]]:
    """Yield (key, key node, value node) of a mapping; of anything else nothing."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield (str(key.value) if isinstance(key, ScalarNode) else ""), key, value


def elements(node: Node) -> list[Node]:
    """Return the elements of a list; of anything else nothing."""
    return list(node.value) if isinstance(node, SequenceNode) else []


def text_of(node: Node | None) -> str | None:
    """Return the text of a scalar that is a string, else None."""
    if isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:str":
        return str(node.value)
    return None


def child(node: Node, key: str) -> Node | None:
    """Return the value of `key` in a mapping, None when there is none."""
    return next((value for name, _, value in items(node) if name == key), None)


def is_null(node: Node | None) -> bool:
    """Tell whether nothing stands behind a key."""
    return node is None or str(node.tag) == "tag:yaml.org,2002:null"


def _tree(text: str, name: str, skipped: int) -> tuple[Node | None, Finding | None]:
    try:
        return YAML(typ="safe").compose(text), None
    except MarkedYAMLError as error:
        # What is never closed is noticed at the end of the file and mended where it begins.
        began = error.context_mark if _OPENED.search(str(error.context or "")) else None
        mark = began or error.problem_mark or error.context_mark
        line = min((mark.line if mark is not None else 0), text.count("\n")) + 1
        told = {"problem": str(error.problem or error.context or "")}
        return None, Finding("broken_yaml", name, line + skipped, data=told)
    except YAMLError as error:
        told = {"problem": str(error).splitlines()[0]}
        return None, Finding("broken_yaml", name, 1 + skipped, data=told)


def _recovered(text: str, first: int, name: str, findings: list[Finding]) -> Iterator[Part]:
    """Yield the blocks of a broken file that can be read by themselves.

    The mistakes of other blocks are added to `findings`; the one on line `first` is known.
    """
    found = list(_BLOCK.finditer(text))
    depth = min((len(one.group(1)) for one in found), default=0)
    # Deeper ones are steps of a rule, not blocks.
    starts = [one.start() for one in found if len(one.group(1)) == depth]
    for start, end in zip(starts, [*starts[1:], len(text)][: len(starts)], strict=True):
        section = _SECTION.search(text, start, end)
        block = text[start : section.start() if section else end]
        skipped = text.count("\n", 0, start)
        node, problem = _tree(block, name, skipped)
        if node is not None:
            yield Part(node, skipped)
        elif problem is not None and problem.line != first:
            findings.append(problem)


def _repeated_keys(part: Part, name: str) -> Iterator[Finding]:
    """Yield the keys that stand twice in one mapping: YAML readers refuse or drop the first."""
    waiting, seen = [part.node], {id(part.node)}
    while waiting:
        node = waiting.pop()
        lines: dict[str, int] = {}
        for key, key_node, _ in items(node):
            if key in lines:
                told: dict[str, str | int] = {"key": key, "first": lines[key]}
                yield Finding("duplicate_key", name, part.line(key_node), data=told)
            lines.setdefault(key, part.line(key_node))
        for below in [value for _, _, value in items(node)] + elements(node):
            if id(below) not in seen:
                seen.add(id(below))
                waiting.append(below)
