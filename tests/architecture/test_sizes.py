"""Modules and functions stay small enough to read (style habit 8)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULE_LINES = 400
FUNCTION_LINES = 60
SOURCES = [
    path for package in ("bot", "actions", "accounts") for path in (ROOT / package).rglob("*.py")
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    """No module passes 400 lines and no function 60."""
    text = path.read_text(encoding="utf-8")
    long_functions = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]

    assert len(text.splitlines()) <= MODULE_LINES
    assert long_functions == []
