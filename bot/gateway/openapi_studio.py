"""The studio's part of the OpenAPI document; shapes and errors are told in docs/studio-api.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.gateway.openapi_desk import Row, operations

# method, path, summary, fields of the body (with * when needed), parameters of the query, status
_ROWS: tuple[Row, ...] = ()


_CHOICES: Mapping[str, Sequence[str]] = {}


def paths() -> dict[str, Any]:
    """Return the studio's paths."""
    return operations(_ROWS, told_in="docs/studio-api.md", choices=_CHOICES)
