"""Checks config.yml: pipeline and policies are lists of components that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from bot.training.documents import Document, Part, elements, is_null, items, text_of
from bot.training.findings import Finding
from bot.training.names import closest

_NEEDED = ("recipe", "language", "pipeline", "policies")
_LISTS = ("pipeline", "policies")
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


def check_config(document: Document, root: Path) -> list[Finding]:
    """Return what is wrong with the configuration of the project at `root`."""
    findings: list[Finding] = []
    for part in document.parts:
        if not isinstance(part.node, MappingNode):
            told: dict[str, str | int] = {"key": document.name, "expected": "mapping"}
            findings.append(Finding("wrong_shape", document.name, part.line(part.node), data=told))
            continue
        values = {key: value for key, _, value in items(part.node)}
        findings += [
            Finding("wrong_shape", document.name, 1, data={"key": key, "expected": "text"})
            for key in _NEEDED[:2]
            if text_of(values.get(key)) is None
        ]
        for key in _LISTS:
            findings += _components(document, part, key, values.get(key), root)
    return findings


def _components(
    document: Document, part: Part, key: str, value: Node | None, root: Path
) -> list[Finding]:
    if is_null(value) or value is None:
        return []  # Rasa suggests one of its own
    if not isinstance(value, SequenceNode):
        told: dict[str, str | int] = {"key": key, "expected": "list"}
        return [Finding("wrong_shape", document.name, part.line(value), data=told)]
    findings = []
    for element in elements(value):
        line = part.line(element)
        name = next((text_of(node) for key, _, node in items(element) if key == "name"), None)
        if name is None:
            told = {"key": f"{key}.name", "expected": "text"}
            findings.append(Finding("wrong_shape", document.name, line, data=told))
        elif not _exists(name, root):
            told = {"name": name}
            meant = closest(name, _rasa_classes())
            findings.append(Finding("unknown_component", document.name, line, "", "", told, meant))
    return findings


def _exists(name: str, root: Path) -> bool:
    """Tell whether a class of that name is in the sources: nothing is imported for it."""
    module, _, component = name.rpartition(".")
    if not module:
        return component in _rasa_classes()
    return any(component in _CLASS.findall(_source(place)) for place in _places(module, root))


def _places(module: str, root: Path) -> Iterator[Path]:
    """Yield the files that `module` may be: of the project, or of an installed package."""
    yield root.joinpath(*module.split(".")).with_suffix(".py")
    top, *rest = module.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        spec = None
    for folder in spec.submodule_search_locations or () if spec else ():
        place = Path(folder, *rest)
        yield from (place.with_suffix(".py"), place / "__init__.py")


def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


@lru_cache(maxsize=1)
def _rasa_classes() -> frozenset[str]:
    """Return the names of Rasa's classes, read from its files: importing it takes seconds."""
    spec = find_spec("rasa")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return frozenset(
        name
        for folder in folders
        for room in ("nlu", "core")
        for path in (Path(folder) / room).rglob("*.py")
        for name in _CLASS.findall(_source(path))
    )
