"""Reads a mapping field by field and collects what is wrong, with path and line.

A field that is wrong is noted and read as None, so that the rest of the file is still checked;
`read_seed` hands nothing out when anything was noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from accounts.seed.tree import Node
from accounts.seed.values import Wrong

T = TypeVar("T")
Convert = Callable[[Node], T]


class Problems:
    """Everything wrong with a file, in file order."""

    def __init__(self) -> None:
        """Begin with none."""
        self._found: list[tuple[int, str]] = []

    def note(self, line: int, path: str, sentence: str) -> None:
        """Add one problem of the value at `path`."""
        where = f"{path}: " if path else ""
        self._found.append((line, f"line {line}: {where}{sentence}"))

    def in_order(self) -> tuple[str, ...]:
        """Return every problem, by line."""
        return tuple(text for _, text in sorted(self._found, key=lambda pair: pair[0]))


class Fields:
    """One mapping being read; leave it by `finish`, which reports keys nobody asked for.

    Parts are finished with the whole.
    """

    def __init__(self, node: Node, path: str, problems: Problems) -> None:
        """Take the node that should be a mapping; anything else is noted and read as empty."""
        self._node = node
        self._path = path
        self._problems = problems
        self._asked: set[Any] = set()
        self._parts: list[Fields] = []
        self._values: dict[Any, Node] = {}
        if isinstance(node.value, dict):
            self._values = node.value
        else:
            problems.note(node.line, path, "应当是一组“键: 值”")
        for line, key in node.repeated:
            problems.note(line, self._at(key), "同一个键写了两次")

    def take(self, key: str, convert: Convert[T]) -> T:
        """Return the field `key`, which has to be there."""
        node = self._field(key)
        if node is None:
            self._problems.note(self._node.line, self._at(key), "缺少这一项")
            return cast("T", None)
        return self._converted(key, node, convert)

    def maybe(self, key: str, convert: Convert[T], default: T) -> T:
        """Return the field `key`, or `default` when it is left out."""
        node = self._field(key)
        return default if node is None else self._converted(key, node, convert)

    def part(self, key: str) -> Fields | None:
        """Return the mapping under `key`, or None when it is left out."""
        node = self._field(key)
        if node is None:
            return None
        part = Fields(node, self._at(key), self._problems)
        self._parts.append(part)
        return part

    def needed_part(self, key: str) -> Fields:
        """Return the mapping under `key`, which has to be there."""
        part = self.part(key)
        if part is None:
            self._problems.note(self._node.line, self._at(key), "缺少这一项")
            return Fields(Node(self._node.line, {}), self._at(key), Problems())
        return part

    def each(self, key: str, read: Callable[[Fields], T]) -> tuple[T, ...]:
        """Return the list under `key`, each element a mapping read by `read`; empty if left out."""
        node = self._field(key)
        if node is None:
            return ()
        return _elements(node, self._at(key), self._problems, read)

    def maps_by_number(
        self, key: str, convert_key: Convert[int], read: Callable[[int, Fields], T]
    ) -> tuple[T, ...]:
        """Return the mapping under `key`: numbers to mappings, each read by `read`."""
        found = []
        for number, node, path in self._by_number(key, convert_key):
            fields = Fields(node, path, self._problems)
            found.append(read(number, fields))
            fields.finish()
        return tuple(found)

    def lists_by_number(
        self, key: str, convert_key: Convert[int], read: Callable[[Fields], T]
    ) -> tuple[tuple[int, tuple[T, ...]], ...]:
        """Return the mapping under `key`: numbers to lists of mappings, each read by `read`."""
        return tuple(
            (number, _elements(node, path, self._problems, read))
            for number, node, path in self._by_number(key, convert_key)
        )

    def wrong(self, key: str, sentence: str) -> None:
        """Note a problem that only shows when several fields are seen together."""
        node = self._values.get(key, self._node)
        self._problems.note(node.line, self._at(key), sentence)

    def finish(self) -> None:
        """Note every key that was not asked for: a misspelt key must not be ignored."""
        for key, node in self.unread():
            self._problems.note(node.line, self._at(str(key)), "不认识的键")
        for part in self._parts:
            part.finish()

    def unread(self) -> tuple[tuple[Any, Node], ...]:
        """Return the keys that nobody has asked for, with what is under them."""
        return tuple(pair for pair in self._values.items() if pair[0] not in self._asked)

    def _field(self, key: str) -> Node | None:
        self._asked.add(key)
        return self._values.get(key)

    def _by_number(self, key: str, convert: Convert[int]) -> Iterator[tuple[int, Node, str]]:
        node = self._field(key)
        if node is None:
            return
        for name, value in Fields(node, self._at(key), self._problems).unread():
            path = f"{self._at(key)}[{name}]"
            try:
                number = convert(Node(value.line, name))
            except Wrong as wrong:
                self._problems.note(value.line, path, str(wrong))
            else:
                yield number, value, path

    def _converted(self, key: str, node: Node, convert: Convert[T]) -> T:
        try:
            return convert(node)
        except Wrong as wrong:
            self._problems.note(node.line, self._at(key), str(wrong))
            return cast("T", None)

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def _elements(
    node: Node, path: str, problems: Problems, read: Callable[[Fields], T]
) -> tuple[T, ...]:
    if not isinstance(node.value, list):
        problems.note(node.line, path, "应当是一个列表")
        return ()
    found = []
    for index, element in enumerate(node.value):
        fields = Fields(element, f"{path}[{index}]", problems)
        found.append(read(fields))
        fields.finish()
    return tuple(found)
