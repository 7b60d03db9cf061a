"""Checks rules and stories: their shape, and that every name they use is in the domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.training.documents import Document, Part, child, elements, is_null, items, text_of
from bot.training.domain_names import OWN_INTENTS, OWN_SLOTS, DomainNames, missing
from bot.training.findings import Finding
from bot.training.names import closest

_SECTIONS = {"rules": "rule", "stories": "story"}
_RULE_KEYS = {
    "rule", "story", "steps", "condition", "conversation_start", "wait_for_user_input", "metadata",
}  # fmt: skip
_STEP_KEYS = {
    "intent", "user", "entities", "action", "bot", "slot_was_set", "active_loop", "or",
    "checkpoint", "checkpoints", "metadata",
}  # fmt: skip


def check_rules(documents: Iterable[Document], names: DomainNames) -> list[Finding]:
    """Return what is wrong with the rules and stories of `documents`."""
    checker = _Rules(names)
    for document in documents:
        for part in document.parts:
            checker.at(document, part)
            checker.read()
    return checker.findings


class _Rules:
    """Walks over rules and remembers the names they have."""

    def __init__(self, names: DomainNames) -> None:
        self.names = names
        self.findings: list[Finding] = []
        self._seen: dict[tuple[str, str], str] = {}
        self._file = ""
        self._part: Part

    def at(self, document: Document, part: Part) -> None:
        """Go on with `part` of `document`."""
        self._file, self._part = document.name, part

    def read(self) -> None:
        """Read every rule and story of the part."""
        for rule in elements(self._part.node) if self._part.skipped else ():
            self._rule_of_any_kind(rule)
        for section, _, value in items(self._part.node):
            if section not in _SECTIONS or is_null(value):
                continue
            if not isinstance(value, SequenceNode):
                self._found("wrong_shape", value, key=section, expected="list")
            for rule in elements(value):
                self._rule(rule, _SECTIONS[section])

    def _rule_of_any_kind(self, rule: Node) -> None:
        for kind in _SECTIONS.values():
            if child(rule, kind) is not None:
                self._rule(rule, kind)

    def _rule(self, rule: Node, kind: str) -> None:
        label = child(rule, kind)
        name = text_of(label)
        if not isinstance(rule, MappingNode) or label is None or not name:
            self._found("wrong_shape", rule, key=kind, expected="text")
            return
        if (kind, name) in self._seen:
            self._found("declared_twice", label, name=name, first=self._seen[kind, name])
        self._seen.setdefault((kind, name), f"{self._file}:{self._part.line(label)}")
        self._keys(rule, _RULE_KEYS)
        for step in self._list(rule, "condition"):
            self._step(step)
        steps = self._list(rule, "steps")
        if not steps:
            self._found("empty_steps", rule, name=name)
        for step in steps:
            self._step(step)

    def _list(self, node: Node, key: str) -> list[Node]:
        value = child(node, key)
        if value is not None and not is_null(value) and not isinstance(value, SequenceNode):
            self._found("wrong_shape", value, key=key, expected="list")
        return elements(value) if value is not None else []

    def _step(self, step: Node) -> None:
        if not isinstance(step, MappingNode):
            self._found("wrong_shape", step, key="steps", expected="mapping")
            return
        self._keys(step, _STEP_KEYS)
        names = self.names
        for key, _, value in items(step):
            if key == "intent":
                self._known("unknown_intent", value, {*names.intents, *OWN_INTENTS})
            elif key == "action":
                self._known("unknown_action", value, names.doable)
            elif key == "active_loop" and not is_null(value):
                self._known("unknown_form", value, names.forms)
            elif key == "slot_was_set":
                for node in _slot_names(value):
                    self._known("unknown_slot", node, {*names.slots, *OWN_SLOTS})
            elif key == "or":
                for other in elements(value):
                    self._step(other)

    def _keys(self, node: Node, allowed: set[str]) -> None:
        for key, key_node, _ in items(node):
            if key not in allowed:
                self.findings.append(
                    Finding(
                        "unknown_key",
                        self._file,
                        self._part.line(key_node),
                        data={"key": key},
                        suggestion=closest(key, allowed),
                    )
                )

    def _known(self, kind: str, node: Node, known: Iterable[str]) -> None:
        name = text_of(node)
        if name is None:
            self._found("wrong_shape", node, key=kind.partition("_")[2], expected="text")
        elif name not in known and name.partition("/")[0] not in known:
            place = (self._file, self._part.line(node))
            self.findings.append(missing(kind, name, known, place))

    def _found(self, kind: str, node: Node, **data: str | int) -> None:
        self.findings.append(Finding(kind, self._file, self._part.line(node), data=data))


def _slot_names(value: Node) -> Iterator[Node]:
    """Yield the name nodes of ``slot_was_set``: names alone, or names with values."""
    for element in elements(value) or [value]:
        if isinstance(element, MappingNode):
            yield from (key_node for _, key_node, _ in items(element))
        else:
            yield element
