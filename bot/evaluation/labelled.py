"""Labelled messages to measure a model with: Rasa NLU YAML, or TSV with several right answers."""

from __future__ import annotations

import json
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, ClassVar

from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.training_data.loading import load_data

from bot.errors import XiaotongError

EntityCounts = Counter[tuple[str, str]]

_CELL = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^\t\n]*?))(\t|\r?\n|\Z)')
"""A cell and what ends it: quoted whole with its quotes doubled, or just as it stands.

A line ends at a line feed alone: messages hold other characters that end lines elsewhere.
"""

_COLUMNS = frozenset({"text", "intents"})
"""What the header of labelled TSV has at least."""

_NUMBERS = frozenset({"amount", "price", "data_amount"})
"""Entities whose values are numbers: 20 and 20.00 are the same one."""


class LabelledDataRefused(XiaotongError):
    """A file of labelled messages cannot be used; `problem` names the file and the line."""

    code: ClassVar[str] = "bad_labelled_data"

    def __init__(self, problem: str) -> None:
        """Keep what is wrong and where."""
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Labelled:
    """A message, the intents that are right for it, and its entities when they are labelled."""

    text: str
    intents: tuple[str, ...]
    entities: EntityCounts | None
    style: str | None = None
    """The way of speaking (typed, dialect, hotline …), when the file says it."""


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """Read `path`: TSV, known by its header or name, or anything Rasa reads, also a folder.

    Raises FileNotFoundError, and LabelledDataRefused when the file is of neither shape or holds
    no labelled message. In TSV the intents are joined by ``|``, `entities` is optional JSON
    (a list of ``{"entity", "value"}`` or an object of name → value or values) and `style` is
    optional; in YAML the style is an example's ``metadata: {style: …}``.
    """
    if not path.exists():
        raise FileNotFoundError(2, "no such file", str(path))
    rows = tuple(_from_tsv(path) if _is_tsv(path) else _from_rasa(path))
    if not rows:
        raise LabelledDataRefused(f"{path}: no labelled messages")
    return rows


def entity_counts(entities: Iterable[dict[str, Any]]) -> EntityCounts:
    """Return how often each (name, value) occurs in Rasa's entity dictionaries."""
    return Counter(
        (str(one["entity"]), _value(str(one["entity"]), str(one["value"]))) for one in entities
    )


def _value(name: str, value: str) -> str:
    """Return the spelling by which `value` is compared."""
    if name not in _NUMBERS:
        return value
    try:
        return f"{Decimal(value).normalize():f}"
    except InvalidOperation:
        return value


def _from_rasa(path: Path) -> Iterator[Labelled]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Rasa's schema checker is old
            data = load_data(str(path))
    except (RasaException, ValueError, OSError) as error:
        raise LabelledDataRefused(f"{path}: {error}") from error
    # A file without a single annotation does not judge entities.
    annotated = any(message.get("entities") for message in data.intent_examples)
    for message in data.intent_examples:
        entities = entity_counts(message.get("entities") or []) if annotated else None
        said_so = (message.get("metadata") or {}).get("example")
        style = said_so.get("style") if isinstance(said_so, dict) else None
        yield Labelled(message.get("text"), (message.get("intent"),), entities, style)


def _is_tsv(path: Path) -> bool:
    if path.suffix.lower() == ".tsv":
        return True
    if not path.is_file():
        return False
    with path.open(encoding="utf-8-sig", errors="replace", newline="\n") as file:
        header = next(_rows(file.readline()), (0, []))
    return set(header[1]) >= _COLUMNS


def _from_tsv(path: Path) -> Iterator[Labelled]:
    try:
        rows = _rows(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LabelledDataRefused(f"{path}: not UTF-8") from error
    _, header = next(rows, (1, []))
    if not set(header) >= _COLUMNS:
        raise LabelledDataRefused(f"{path}:1: the header needs the columns text and intents")
    for number, cells in rows:
        row = dict(zip(header, cells, strict=False))
        intents = tuple(name.strip() for name in row.get("intents", "").split("|") if name.strip())
        if not intents:
            raise LabelledDataRefused(f"{path}:{number}: no intents")
        if not row.get("text"):
            raise LabelledDataRefused(f"{path}:{number}: no text")
        entities = _entities(row.get("entities"), path, number)
        yield Labelled(row["text"], intents, entities, row.get("style") or None)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, each with the number of the line it begins in."""
    cells: list[str] = []
    began = line = 1
    for found in _CELL.finditer(text):
        quoted, plain, end = found.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        line += found[0].count("\n")
        if end != "\t":
            if any(cells):
                yield began, cells
            cells, began = [], line


def _entities(cell: str | None, path: Path, number: int) -> EntityCounts | None:
    if not cell or not cell.strip():
        return None
    try:
        given = json.loads(cell)
        if isinstance(given, dict):
            given = [
                {"entity": name, "value": value}
                for name, values in given.items()
                for value in (values if isinstance(values, list) else [values])
            ]
        return entity_counts(given)
    except (ValueError, TypeError, KeyError) as error:
        raise LabelledDataRefused(f"{path}:{number}: entities are not JSON as expected") from error
