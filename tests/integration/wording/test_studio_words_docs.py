"""What is said over HTTP is described: in the OpenAPI document and in docs/studio-api.md."""

from __future__ import annotations

from bot.gateway.openapi import document
from bot.settings import ROOT

HERE = ("/api/studio/scripts", "/api/studio/articles", "/files")
PAGE = (ROOT / "docs" / "studio-api.md").read_text(encoding="utf-8")


async def test_every_route_of_scripts_and_articles_is_described(studio) -> None:
    """In the document with the same methods and no others, and in a row of the page."""
    served = {
        (route.method, route.resource.canonical)
        for route in studio.centre.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith(HERE)
    }
    described = {
        (method.upper(), path)
        for path, methods in document()["paths"].items()
        for method in methods
        if path.startswith(HERE)
    }

    assert described == served
    for method, path in served - {("GET", "/files/{attachment}")}:
        assert f"| `{method} {path.removeprefix('/api/studio')}` |" in PAGE
