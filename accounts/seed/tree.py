"""YAML text as a tree that knows its lines, so that every problem can be named by its line.

Built from parser events rather than loaded as objects: nothing in the file can construct
anything, repeated keys are seen, and `59.00` without quotes is told from `"59.00"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from accounts.errors import SeedRefused

DEEPEST = 20
_WHOLE = re.compile(r"[-+]?[0-9]{1,15}")
_FRACTION = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?")
_FLAGS = {"true": True, "True": True, "false": False, "False": False}
_NOTHING = {"", "~", "null", "Null"}


@dataclass(frozen=True)
class Node:
    """One value of the file with its line (from 1).

    `value` is a dict of nodes, a list of nodes, text, an int, a bool or None; an unquoted number
    with a fraction is a float and nothing in a seed accepts one.
    """

    line: int
    value: Any
    repeated: tuple[tuple[int, str], ...] = ()
    """Keys of a mapping that came before already, with their lines; the first one counts."""


def parse(text: str) -> Node:
    """Return the one document of `text`; raises SeedRefused with the line when it is not YAML."""
    events = iter(YAML(typ="safe").parse(text))
    root: Node | None = None
    try:
        for event in events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    raise _refused(event, "只能有一个 YAML 文档")
                root = _node(next(events), events, 0)
    except MarkedYAMLError as error:
        # What is left open at the end is reported on the line after the last.
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        line = min(line, len(text.splitlines()))
        raise SeedRefused((f"line {line}: YAML 语法错误：{error.problem}",)) from error
    except YAMLError as error:
        raise SeedRefused(("line 1: 文件含有 YAML 不允许的字符",)) from error
    if root is None:
        raise SeedRefused(("line 1: 文件是空的",))
    return root


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    if depth > DEEPEST:
        raise _refused(event, "嵌套层次太深")
    if isinstance(event, AliasEvent):
        raise _refused(event, "不支持 YAML 别名（*）")
    if getattr(event, "tag", None) is not None:
        raise _refused(event, "不支持 YAML 标签（!）")
    if isinstance(event, ScalarEvent):
        plain = event.implicit[0]
        return Node(_line(event), _scalar(event.value) if plain else event.value)
    if isinstance(event, SequenceStartEvent):
        items = []
        while not isinstance(following := next(events), SequenceEndEvent):
            items.append(_node(following, events, depth + 1))
        return Node(_line(event), items)
    if isinstance(event, MappingStartEvent):
        return _mapping(event, events, depth)
    raise _refused(event, "YAML 结构不完整")


def _mapping(start: Any, events: Iterator[Any], depth: int) -> Node:
    found: dict[Any, Node] = {}
    repeated = []
    while not isinstance(following := next(events), MappingEndEvent):
        key = _node(following, events, depth + 1)
        if isinstance(key.value, (dict, list)):
            raise _refused(following, "键必须是文字或整数")
        value = _node(next(events), events, depth + 1)
        if key.value in found:
            repeated.append((key.line, str(key.value)))
        else:
            found[key.value] = value
    return Node(_line(start), found, tuple(repeated))


def _scalar(text: str) -> Any:
    if text in _NOTHING:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _FRACTION.fullmatch(text):
        return float(text)
    return text


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _refused(event: Any, sentence: str) -> SeedRefused:
    return SeedRefused((f"line {_line(event)}: {sentence}",))
