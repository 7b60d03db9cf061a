"""Pages, health and the description of the interface."""

from __future__ import annotations

import re

from aiohttp import web

from bot.gateway.openapi import document


async def test_the_page_sets_a_session_that_scripts_cannot_read(serve) -> None:
    """Signed, httpOnly, same-site; renewed for the same browser, never another one's."""
    async with serve() as gateway:
        browser = await gateway.browser()
        async with browser.get(f"{gateway.url}/") as response:
            cookie = response.headers["Set-Cookie"]
            page = await response.text()
        (kept,) = list(browser.cookie_jar)

        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie
        assert kept.value in cookie
        assert "<!doctype html>" in page.lower()


async def test_the_pages_own_policy_lets_its_files_load(serve) -> None:
    """Every script and style of the page comes from /static/widget and is there."""
    async with serve() as gateway:
        browser = await gateway.browser()
        async with browser.get(f"{gateway.url}/") as response:
            policy = response.headers["Content-Security-Policy"]
            page = await response.text()
        files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)

        assert "script-src 'self'" in policy
        assert "'unsafe" not in policy
        assert files
        for path in files:
            async with browser.get(gateway.url + path) as response:
                assert response.status == 200, path
                assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


async def test_health_tells_life_from_readiness(serve) -> None:
    """Alive always; ready when the database answers."""
    async with serve() as gateway:
        for path, answer in (
            ("/healthz", {"status": "ok"}),
            ("/readyz", {"status": "ready", "parts": {"conversations": True}}),
        ):
            async with gateway.rest.get(gateway.url + path) as response:
                assert response.status == 200
                assert await response.json() == answer


async def test_every_route_is_described(serve) -> None:
    """The OpenAPI document and the router name the same paths and methods."""
    async with serve() as gateway:
        async with gateway.rest.get(f"{gateway.url}/api/openapi.json") as response:
            described = await response.json()
        served = {
            (route.resource.canonical, route.method)
            for route in gateway.server.app.router.routes()
            if route.resource is not None and route.method != "HEAD"
        }

    static = {
        resource.canonical
        for resource in gateway.server.app.router.resources()
        if isinstance(resource, web.StaticResource)
    }
    named = {
        (path.removesuffix("/{filename}"), method.upper())
        for path, methods in described["paths"].items()
        for method in methods
    }
    assert described == document()
    assert named == served
    assert static == {"/static/widget"}


def test_every_reference_of_the_description_leads_somewhere() -> None:
    """No schema is named that is not there."""
    description = document()
    names = set(re.findall(r"#/components/schemas/(\w+)", repr(description)))

    assert names <= set(description["components"]["schemas"])
