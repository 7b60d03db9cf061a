"""Where the sentences of an NLU file stand, so that each can be edited by its own lines.

Read from the tree of the very reader that checks and trains, so that what is edited here is what
Rasa reads. Both forms of examples are known: lines behind ``examples: |``, and a list of
``- text: …``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.corpus.lines import Splice, bare_line
from bot.training.documents import Document, Part, child, elements, is_null, items, text_of

Style = Literal["lines", "list", "fixed"]
"""How examples are written: behind a ``|``, as a list, or in a way that nothing is edited in."""
_STRIPPED = "\n\r "
"""What Rasa takes off the ends of a sentence."""
_LITERAL = "|"
_DASH = re.compile(r" *-[ \r\n]*")


@dataclass(frozen=True)
class Entry:
    """A sentence: `raw` as Rasa reads it, on the line `at` (from 0) from column `start` on.

    Lines `first` to `end` (half-open) are its own and go with it. Where the line holds more than
    the sentence, it is a YAML scalar up to the column `stop`. A `fixed` one cannot be edited.
    """

    raw: str
    at: int
    first: int
    end: int
    start: int = 0
    stop: int | None = None
    fixed: bool = False


@dataclass(frozen=True)
class Block:
    """One ``- intent:`` (or synonym) of a file, from line `first` to `end` (from 0, half-open).

    `dash` stands in front of its dash, `indent` in front of those of its sentences.
    """

    kind: str
    name: str
    first: int
    end: int
    style: Style
    dash: str
    indent: str
    entries: tuple[Entry, ...]
    opens: int
    """The line behind which the first sentence goes when there is none."""

    def added(self, raws: Sequence[str], end: str) -> Splice:
        """Return the edit that puts `raws` behind the last sentence."""
        at = self.entries[-1].end if self.entries else self.opens + 1
        new: list[str] = []
        for raw in raws:
            if self.style == "list":
                new += [f"{self.indent}- text: |{end}", f"{self.indent}    {raw}{end}"]
            else:
                new.append(f"{self.indent}- {raw}{end}")
        return Splice(at, at, tuple(new))


def replaced(lines: Sequence[str], entry: Entry, raw: str) -> Splice:
    """Return the edit that makes `entry` of the file `lines` say `raw`."""
    line = lines[entry.at]
    text = line.rstrip("\r\n")
    end = line[len(text) :]
    if entry.stop is not None:
        raw = json.dumps(raw, ensure_ascii=False) + text[entry.stop :]
    return Splice(entry.at, entry.at + 1, (text[: entry.start] + raw + end,))


def removed(entry: Entry) -> Splice:
    """Return the edit that takes `entry` out."""
    return Splice(entry.first, entry.end, ())


def new_block(like: Block, name: str, raws: Sequence[str], end: str) -> Splice:
    """Return the edit that puts a block called `name` behind `like`, written as that one is."""
    dash = like.dash
    head = (f"{dash}- {like.kind}: {name}{end}", f"{dash}  examples: |{end}")
    return Splice(like.end, like.end, (*head, *(f"{dash}    - {raw}{end}" for raw in raws)))


def blocks_of(document: Document, lines: Sequence[str]) -> tuple[Block, ...]:
    """Return the blocks of intents and synonyms of a file that has no error in its YAML."""
    return tuple(
        block
        for part in document.parts
        for node in _nodes(part)
        if (block := _block(part, node, lines)) is not None
    )


def _nodes(part: Part) -> Iterator[Node]:
    if not part.skipped:
        for key, _, value in items(part.node):
            if key == "nlu" and isinstance(value, SequenceNode):
                yield from elements(value)


def _block(part: Part, node: Node, lines: Sequence[str]) -> Block | None:
    values = {key: value for key, _, value in items(node)}
    kind = next((name for name in ("intent", "synonym") if name in values), None)
    name = text_of(values[kind]) if kind else None
    if kind is None or not name or not isinstance(node, MappingNode):
        return None
    examples = values.get("examples")
    first = part.line(node) - 1
    style, entries = _entries(part, examples, lines)
    key = next(
        (part.line(place) - 1 for name, place, _ in items(node) if name == "examples"), first
    )
    dash = _indent(lines[first])
    if entries and style != "fixed":
        indent = _indent(lines[entries[-1].first])
    elif style == "list" and isinstance(examples, Node):
        indent = _indent(lines[key])
    else:
        indent = f"{dash}    "
    end = _end(lines, first, len(dash))
    return Block(kind, name, first, end, style, dash, indent, entries, key)


def _entries(
    part: Part, node: Node | None, lines: Sequence[str]
) -> tuple[Style, tuple[Entry, ...]]:
    if isinstance(node, SequenceNode):
        return "list", tuple(_listed(part, node, lines))
    text = text_of(node)
    if not isinstance(node, ScalarNode) or text is None or is_null(node):
        return "fixed", ()
    if node.style != _LITERAL:
        found = [line[1:].strip(_STRIPPED) for line in text.split("\n") if line.startswith("-")]
        at = part.line(node) - 1
        return "fixed", tuple(Entry(raw, at, at, at + 1, fixed=True) for raw in found if raw)
    at = part.line(node)
    return "lines", tuple(
        Entry(raw, at + offset, at + offset, at + offset + 1, _start(lines[at + offset]))
        for offset, line in enumerate(text.rstrip("\n").split("\n"))
        if line.startswith("-") and (raw := line[1:].strip(_STRIPPED))
    )


def _listed(part: Part, node: SequenceNode, lines: Sequence[str]) -> Iterator[Entry]:
    for element in elements(node):
        said = child(element, "text")
        text = text_of(said)
        if not isinstance(said, ScalarNode) or text is None or not text.strip():
            continue
        raw = text.strip(_STRIPPED)
        first, begins = part.line(element) - 1, part.line(said) - 1
        dash = bare_line(lines[first])
        is_own = dash.lstrip().startswith("-") and node.flow_style is not True
        end = _end(lines, first, len(_indent(lines[first]))) if is_own else first + 1
        if said.style in {"|", ">"}:
            at, start, stop = begins + 1, len(_indent(lines[begins + 1])), None
            whole = is_own and said.style == _LITERAL and "\n" not in raw
        else:
            at, start, stop = begins, said.start_mark.column, said.end_mark.column
            whole = is_own and said.end_mark.line == said.start_mark.line
        yield Entry(raw, at, first, end, start, stop, fixed=not whole)


def _end(lines: Sequence[str], first: int, indent: int) -> int:
    """Return where what begins on line `first` with a dash after `indent` blanks ends."""
    end = first + 1
    for at in range(first + 1, len(lines)):
        text = bare_line(lines[at])
        if not text.strip():
            continue
        if len(_indent(lines[at])) <= indent:
            break
        end = at + 1
    return end


def _start(line: str) -> int:
    """Return where the sentence behind a dash begins."""
    found = _DASH.match(line)
    return found.end() if found else 0


def _indent(line: str) -> str:
    text = bare_line(line)
    return text[: len(text) - len(text.lstrip(" "))]
