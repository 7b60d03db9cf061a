"""Changes the lines of one key in a script file and nothing else: every other byte stays.

The file is composed for the places of its nodes; what is written is a splice of the text, so that
comments, order and quoting are the trainers' own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, ClassVar

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from bot.errors import XiaotongError

LINES = "lines"
_NEXT = re.compile(r"^[^\s#]", re.MULTILINE)
_QUOTED = {"'": "single", '"': "double"}
_Splice = tuple[int, int, str]
"""From where to where in the text, and what stands there instead."""


class NotEditable(XiaotongError):
    """The lines of a key are written in a way that cannot be changed in place: by hand only."""

    code: ClassVar[str] = "not_editable"


class NoSuchScript(XiaotongError):
    """No file has a script of this key."""

    code: ClassVar[str] = "not_found"

    def __init__(self, key: str) -> None:
        """Keep the key asked for."""
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Entry:
    """The place of one script in its file."""

    start: int
    """Where it begins in the file."""
    text: str
    """From there to where the next one begins: itself, then blank lines and comments."""
    size: int
    """Characters of `text` that are its own."""
    sequence: SequenceNode
    """The node of its lines, with places in `text`."""

    @property
    def block(self) -> str:
        """Return the entry as it is written."""
        return self.text[: self.size].rstrip() + "\n"

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines."""
        return _texts(self.sequence)


def entry_of(text: str, key: str) -> Entry:
    """Return the entry of `key`; raises NoSuchScript, or NotEditable for a file in disorder."""
    begin = re.search(rf"^(['\"]?){re.escape(key)}\1[ \t]*:", text, re.MULTILINE)
    if begin is None:
        raise NoSuchScript(key)
    follows = _NEXT.search(text, begin.end())
    # This stretch alone is composed: that of a whole file takes a tenth of a second.
    stretch = text[begin.start() : follows.start() if follows else len(text)]
    root = _composed(stretch, key)
    value = _field(root, key)
    sequence = _field(value, LINES)
    if not isinstance(sequence, SequenceNode):
        raise NoSuchScript(key)
    return Entry(begin.start(), stretch, _line_end(stretch, _last(value)), sequence)


def lines_in(block: str) -> tuple[str, ...]:
    """Return the lines of a single entry as `Entry.block` gives it; raises NotEditable."""
    root = _composed(block, "")
    if not isinstance(root, MappingNode) or len(root.value) != 1:
        raise NotEditable("")
    return _texts(_field(root.value[0][1], LINES))


def with_lines(text: str, key: str, lines: Sequence[str]) -> str:
    """Return the file with `lines` said for `key`; an unchanged file when they are the same.

    Lines that stay keep how they are written; a changed one keeps its quotes when they fit. Raises
    NoSuchScript, or NotEditable when the lines cannot be changed without touching anything else.
    """
    entry = entry_of(text, key)
    if entry.lines == tuple(lines):
        return text
    _check_editable(entry, key)
    splices = _flow(entry, lines) if entry.sequence.flow_style else _block(entry, lines)
    stretch = entry.text
    for start, end, new in sorted(splices, reverse=True):
        stretch = stretch[:start] + new + stretch[end:]
    changed = text[: entry.start] + stretch + text[entry.start + len(entry.text) :]
    if not _only_changed(text, changed, key, lines):
        raise NotEditable(key)
    return changed


def _block(entry: Entry, lines: Sequence[str]) -> Iterator[_Splice]:
    """Yield the splices of a list with one line an item."""
    text, nodes = entry.text, entry.sequence.value
    newline = "\r\n" if "\r\n" in text else "\n"
    dash = " " * entry.sequence.start_mark.column + "- "
    for place, last, first, end in _differences(entry.lines, lines):
        pairs = min(last - place, end - first)
        for offset in range(pairs):
            yield _rewritten(nodes[place + offset], lines[first + offset], flow=False)
        for node in nodes[place + pairs : last]:
            hyphen = text.rindex("-", 0, node.start_mark.index)
            yield text.rfind("\n", 0, hyphen) + 1, _line_end(text, _scalar_end(node)), ""
        added = [dash + _written(line, _style(nodes[0])) for line in lines[first + pairs : end]]
        if added:
            at = place + pairs
            if at:
                spot = _line_end(text, _scalar_end(nodes[at - 1]))
            else:
                spot = text.rfind("\n", 0, entry.sequence.start_mark.index) + 1
            before = "" if text[:spot].endswith("\n") else newline
            after = newline if not before else ""
            yield spot, spot, before + newline.join(added) + after


def _flow(entry: Entry, lines: Sequence[str]) -> Iterator[_Splice]:
    """Yield the splices of a list in brackets; another number of items writes the list anew."""
    nodes = entry.sequence.value
    if len(lines) == len(nodes):
        for node, line in zip(nodes, lines, strict=True):
            if node.value != line:
                yield _rewritten(node, line, flow=True)
        return
    kept = {node.value: entry.text[node.start_mark.index : node.end_mark.index] for node in nodes}
    style = _style(nodes[0])
    items = [kept.get(line) or _written(line, style, flow=True) for line in lines]
    sequence = entry.sequence
    yield sequence.start_mark.index, sequence.end_mark.index, f"[{', '.join(items)}]"


def _differences(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return (span for tag, *span in matcher.get_opcodes() if tag != "equal")  # type: ignore[misc]


def _rewritten(node: ScalarNode, line: str, *, flow: bool) -> _Splice:
    style = _style(node)
    return node.start_mark.index, _scalar_end(node), _written(line, style, flow=flow)


def _written(line: str, style: str, *, flow: bool = False) -> str:
    """Return `line` as YAML, in `style` when that says the same, else in double quotes."""
    candidates = {
        "plain": line,
        "single": "'" + line.replace("'", "''") + "'",
        "double": json.dumps(line, ensure_ascii=False),
    }
    for candidate in (candidates[style], candidates["double"]):
        if _says(candidate, line, flow=flow):
            return candidate
    return json.dumps(line)


def _says(candidate: str, line: str, *, flow: bool) -> bool:
    if "\n" in candidate or "\r" in candidate:
        return False
    source = f"[{candidate}, x]" if flow else f"- {candidate}\n- x"
    try:
        # The two parsers differ in what may stand plain; the files are read by both.
        return all(YAML(typ="safe", pure=pure).load(source) == [line, "x"] for pure in (None, True))
    except (YAMLError, ValueError):
        return False


def _check_editable(entry: Entry, key: str) -> None:
    """Refuse lines that are no texts of their own: an alias stands somewhere else."""
    start, end = entry.sequence.start_mark.index, entry.sequence.end_mark.index
    for node in entry.sequence.value:
        inside = start <= node.start_mark.index < end
        if not isinstance(node, ScalarNode) or node.style in {"|", ">"} or not inside:
            raise NotEditable(key)


def _only_changed(before: str, after: str, key: str, lines: Sequence[str]) -> bool:
    """Tell whether the file says the same as before but for the lines of `key`."""
    try:
        wanted, got = YAML(typ="safe").load(before), YAML(typ="safe").load(after)
    except YAMLError:
        return False
    wanted[key][LINES] = list(lines)
    return bool(wanted == got)


def _composed(text: str, key: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        raise NotEditable(key) from error


def _field(mapping: Any, name: str) -> Any:
    if not isinstance(mapping, MappingNode):
        return None
    return next((value for key, value in mapping.value if key.value == name), None)


def _texts(sequence: Any) -> tuple[str, ...]:
    nodes = sequence.value if isinstance(sequence, SequenceNode) else []
    return tuple(str(node.value) for node in nodes)


def _style(node: Any) -> str:
    return _QUOTED.get(node.style or "", "plain")


def _last(node: Any) -> int:
    """Return where the last scalar inside `node` ends: a block's own mark lies past comments."""
    if isinstance(node, ScalarNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _last(last[1] if isinstance(last, tuple) else last)


def _scalar_end(node: ScalarNode) -> int:
    return int(node.end_mark.index)


def _line_end(text: str, place: int) -> int:
    """Return where the line of `place` ends, its newline included."""
    found = text.find("\n", place)
    return len(text) if found < 0 else found + 1
