"""The desk's API is described: in the OpenAPI document, and in docs/desk-api.md."""

from __future__ import annotations

import re

from bot.gateway.openapi import document
from bot.settings import ROOT

PAGE = (ROOT / "docs" / "desk-api.md").read_text(encoding="utf-8")
DESK = ("/api/desk/", "/api/admin/", "/ws/desk")


def _served(centre) -> set[tuple[str, str]]:
    return {
        (route.method, route.resource.canonical)
        for route in centre.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith(DESK)
    }


async def test_every_desk_route_is_in_the_openapi_document(centre) -> None:
    """With the same methods, and no others."""
    described = {
        (method.upper(), path)
        for path, methods in document()["paths"].items()
        for method in methods
        if path.startswith(DESK)
    }

    assert described == _served(centre)


async def test_every_desk_route_has_its_section_in_the_documentation(centre) -> None:
    """A heading `### METHOD path` for each, and none for what is not there."""
    headings = set(re.findall(r"^### (\w+) (\S+)$", PAGE, flags=re.MULTILINE))

    assert headings == _served(centre)


def test_every_code_that_the_desk_words_is_in_the_table_of_errors() -> None:
    """Codes of data/scripts/desk.yml, each in a row of the page."""
    lines = (ROOT / "data" / "scripts" / "desk.yml").read_text(encoding="utf-8")
    codes = re.findall(r"^error_(\w+):", lines, flags=re.MULTILINE)

    assert [code for code in codes if f"`{code}`" not in PAGE] == []


def test_every_frame_that_the_desk_sends_or_takes_is_in_a_table() -> None:
    """Types in the code of bot/desk, each in the first column of a row."""
    listed = set(re.findall(r"^\| `(\w+)` \|", PAGE, flags=re.MULTILINE))
    sent = set()
    for name in ("live", "connection", "followed"):
        code = (ROOT / "bot" / "desk" / f"{name}.py").read_text(encoding="utf-8")
        sent |= set(re.findall(r'"type": "(\w+)"', code))
    taken = {"ping", "typing", "watch", "unwatch"}

    assert sent | taken <= listed
    assert listed <= sent | taken
