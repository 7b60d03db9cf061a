"""Turns table rows into the frozen dataclasses of the domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

T = TypeVar("T")


def build(kind: type[T], row: Mapping[str, Any]) -> T:
    """Return a `kind` made from the columns of `row` that it names; lists become tuples."""
    values = {each.name: row[each.name] for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})
