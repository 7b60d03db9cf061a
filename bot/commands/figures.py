"""How a measuring command hands over its figures: as JSON on the screen and in a file."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import typer


def hand_over(
    figures: dict[str, Any], json_out: Path | None, *, unprinted: Collection[str] = ()
) -> dict[str, Any]:
    """Write all `figures` to `json_out` if given, print them without `unprinted`, return them."""
    if json_out is not None:
        write(figures, json_out)
    typer.echo(_text({key: value for key, value in figures.items() if key not in unprinted}))
    return figures


def write(figures: dict[str, Any], path: Path) -> None:
    """Write `figures` to `path` as JSON."""
    path.write_text(_text(figures) + "\n", encoding="utf-8")


def _text(figures: dict[str, Any]) -> str:
    return json.dumps(figures, ensure_ascii=False, indent=2)
