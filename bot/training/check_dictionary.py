"""Checks the dictionary by which messages are cut: what cannot be read there is passed over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.text.word_list import listed_words
from bot.training.findings import Finding
from bot.training.source_text import source_of


def check_dictionary(folder: Path, name: str) -> Iterator[Finding]:
    """Yield what is wrong with the word lists of `folder`, which findings call `name`."""
    for path in sorted(folder.glob("*.txt")):
        yield from _problems(path.read_bytes(), f"{name}/{path.name}")


def _problems(content: bytes, name: str) -> Iterator[Finding]:
    for found in source_of(content, name).findings:
        if found.kind == "not_utf8":
            yield Finding("broken_dictionary", name, found.line, data=found.data)
        else:
            yield found
    for entry in listed_words(content):
        if entry.problem == "frequency":
            told: dict[str, str | int] = {"name": entry.word, "part": entry.text.split()[1]}
            yield Finding("bad_frequency", name, entry.line, data=told)
