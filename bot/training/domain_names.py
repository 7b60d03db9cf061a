"""The names that a domain declares, each with its place, and mistakes in declaring them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.training.documents import Document, Part, child, elements, is_null, items, text_of
from bot.training.findings import Finding
from bot.training.names import closest

_LISTS = ("intents", "entities", "actions")
_MAPPINGS = ("slots", "forms", "responses")
_KEYS = {*_LISTS, *_MAPPINGS, "version", "session_config", "config", "e2e_actions"}
OWN_INTENTS = frozenset({"nlu_fallback", "restart", "back", "session_start"})
"""Intents of Rasa itself, which nobody types."""
OWN_ACTIONS = frozenset(
    f"action_{name}"
    for name in (
        "listen", "restart", "session_start", "default_fallback", "deactivate_loop", "back",
        "revert_fallback_events", "default_ask_affirmation", "default_ask_rephrase",
        "two_stage_fallback", "unlikely_intent", "validate_slot_mappings", "extract_slots",
        "run_slot_rejections", "send_text",
    )
)  # fmt: skip
"""Actions that Rasa brings."""
OWN_SLOTS = frozenset({"requested_slot", "session_started_metadata"})
"""Slots that Rasa brings."""

Places = dict[str, str]
"""Name → ``file:line`` where it is declared."""


@dataclass
class DomainNames:
    """What the domain declares; Rasa's own names are not in it."""

    intents: Places = field(default_factory=dict)
    entities: Places = field(default_factory=dict)
    actions: Places = field(default_factory=dict)
    slots: Places = field(default_factory=dict)
    forms: Places = field(default_factory=dict)
    responses: Places = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def of(self, section: str) -> Places:
        """Return the names of a section of the file."""
        places: Places = getattr(self, section)
        return places

    @property
    def typed_intents(self) -> Mapping[str, str]:
        """The intents that need examples."""
        return {name: place for name, place in self.intents.items() if name not in OWN_INTENTS}

    @property
    def doable(self) -> set[str]:
        """Every name that may stand behind ``action:``."""
        return {*self.actions, *self.responses, *self.forms, *OWN_ACTIONS}


def read_domain(documents: Iterable[Document]) -> DomainNames:
    """Collect the names of the domain's `documents`; a name declared twice is a finding."""
    names = DomainNames()
    read = [(document, part) for document in documents for part in document.parts]
    for document, part in read:
        _collect(document, part, names)
    for document, part in read:
        _Uses(document, part, names).check()
    return names


def missing(kind: str, name: str, known: Iterable[str], place: tuple[str, int]) -> Finding:
    """Return the finding that `name` is none of `known`, with the one that was probably meant."""
    return Finding(kind, *place, data={"name": name}, suggestion=closest(name, known))


def _collect(document: Document, part: Part, names: DomainNames) -> None:
    if not isinstance(part.node, MappingNode):
        names.findings.append(_shape(document, part, part.node, "domain", "mapping"))
        return
    for key, key_node, value in items(part.node):
        line = part.line(key_node)
        if key not in _KEYS:
            names.findings.append(
                Finding("unknown_key", document.name, line, data={"key": key},
                        suggestion=closest(key, _KEYS))
            )  # fmt: skip
        elif key in _LISTS and not is_null(value):
            _collect_list(document, part, names, key, value)
        elif key in _MAPPINGS and not is_null(value):
            if not isinstance(value, MappingNode):
                names.findings.append(_shape(document, part, value, key, "mapping"))
            for name, node, _ in items(value):
                names.of(key).setdefault(name, f"{document.name}:{part.line(node)}")


def _collect_list(
    document: Document, part: Part, names: DomainNames, section: str, value: Node
) -> None:
    if not isinstance(value, SequenceNode):
        names.findings.append(_shape(document, part, value, section, "list"))
    known = names.of(section)
    for element in elements(value):
        name = text_of(element) or next((key for key, _, _ in items(element)), "")
        line = part.line(element)
        if not name:
            names.findings.append(_shape(document, part, element, section, "text"))
        elif name in known:
            first = known[name]
            told: dict[str, str | int] = {"name": name, "first": first}
            names.findings.append(Finding("declared_twice", document.name, line, data=told))
        else:
            known[name] = f"{document.name}:{line}"


class _Uses:
    """Checks what the intents, slots and forms of one file say about one another."""

    def __init__(self, document: Document, part: Part, names: DomainNames) -> None:
        self._document = document
        self._part = part
        self._names = names

    def check(self) -> None:
        for element in _elements(self._part.node, "intents"):
            for _, _, options in items(element):
                for key in ("use_entities", "ignore_entities"):
                    for node in _elements(options, key):
                        self._known("unknown_entity", node, self._names.entities)
        for name, node, slot in self._entries("slots"):
            self._slot(name, node, slot)
        for _, _, form in self._entries("forms"):
            for node in _elements(form, "required_slots"):
                self._known("unknown_slot", node, {*self._names.slots, *OWN_SLOTS})

    def _slot(self, name: str, node: Node, slot: Node) -> None:
        for key, expected in (("type", "text"), ("mappings", "list")):
            if is_null(child(slot, key)):
                line = self._part.line(node)
                told: dict[str, str | int] = {"key": f"{name}.{key}", "expected": expected}
                self._names.findings.append(
                    Finding("wrong_shape", self._document.name, line, data=told)
                )
        for mapping in _elements(slot, "mappings"):
            entity = child(mapping, "entity")
            if entity is not None:
                self._known("unknown_entity", entity, self._names.entities)
            for condition in _elements(mapping, "conditions"):
                loop = child(condition, "active_loop")
                if loop is not None and not is_null(loop):
                    self._known("unknown_form", loop, self._names.forms)

    def _entries(self, section: str) -> list[tuple[str, Node, Node]]:
        value = child(self._part.node, section)
        return list(items(value)) if value is not None else []

    def _known(self, kind: str, node: Node, known: Iterable[str]) -> None:
        name = text_of(node)
        if name is not None and name not in known:
            place = (self._document.name, self._part.line(node))
            self._names.findings.append(missing(kind, name, known, place))


def _elements(node: Node, key: str) -> list[Node]:
    """Return the elements of the list under `key`; without one, nothing."""
    value = child(node, key)
    return elements(value) if value is not None else []


def _shape(document: Document, part: Part, node: Node, key: str, expected: str) -> Finding:
    told: dict[str, str | int] = {"key": key, "expected": expected}
    return Finding("wrong_shape", document.name, part.line(node), data=told)
