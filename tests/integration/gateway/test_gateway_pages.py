"""Pages, health and the description of the interface."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from bot.console.build import ConsoleBuild
from bot.gateway.app import UNBUILT
from bot.gateway.console import ConsolePages
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


DESK = ("/api/desk/", "/api/admin/", "/ws/desk", "/api/studio/", "/files/")
"""Paths of the desk, the studio and its files, which this gateway has none of."""


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
        if not path.startswith(DESK)
    }
    assert described == document()
    assert named == served
    assert static == {"/static/widget"}


def test_every_reference_of_the_description_leads_somewhere() -> None:
    """No schema is named that is not there."""
    description = document()
    names = set(re.findall(r"#/components/schemas/(\w+)", repr(description)))

    assert names <= set(description["components"]["schemas"])


@pytest.fixture
def console(tmp_path: Path) -> Callable[[], AbstractAsyncContextManager[TestClient]]:
    """Serve the staff's pages of a folder of the test's own."""

    @asynccontextmanager
    async def serve() -> AsyncIterator[TestClient]:
        app = web.Application()
        app.add_routes(ConsolePages(build=ConsoleBuild(folder=tmp_path), unbuilt=UNBUILT).routes())
        async with TestClient(TestServer(app)) as client:
            yield client

    return serve


async def test_an_unbuilt_desk_says_what_to_do(console) -> None:
    """One line names the command; the same address shows the desk once it is built."""
    async with console() as client:
        answer = await client.get("/desk")

        assert answer.status == 503
        assert "./xiaotong build" in await answer.text()


async def test_a_built_desk_is_served_at_each_of_its_pages(console, tmp_path) -> None:
    """The newest build's page stands at every path; its files may be kept for good."""
    built = tmp_path / "dist" / "0123"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("the desk", encoding="utf-8")
    (built / "assets" / "main.js").write_text("1", encoding="utf-8")

    async with console() as client:
        for path in ("/desk", "/desk/login", "/desk/supervisor", "/studio", "/studio/inbox"):
            answer = await client.get(path)
            assert (answer.status, await answer.text()) == (200, "the desk")
        file = await client.get("/static/console/0123/assets/main.js")
        assert file.status == 200
        assert "immutable" in file.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["..%2Fsecret", "0123/..%2F..%2Fsecret", "%2Fetc%2Fpasswd", "0123", "none.js"]
)
async def test_nothing_outside_the_builds_is_served(console, tmp_path, path) -> None:
    """Neither by climbing, nor by an absolute path, nor a folder, nor what is not there."""
    (tmp_path / "dist" / "0123").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret", encoding="utf-8")

    async with console() as client:
        answer = await client.get(URL(f"/static/console/{path}", encoded=True))

        assert answer.status == 404


STAFF = ("/desk", "/desk/login", "/studio", "/studio/inbox")


async def test_nobody_may_frame_the_desk_or_the_studio(serve) -> None:
    """A page that is allowed to embed the chat may not put them under its own buttons."""
    async with serve(allowed_origins="https://hall.example") as gateway:
        policies = {}
        for path in ("/", *STAFF):
            async with gateway.rest.get(gateway.url + path) as response:
                policies[path] = response.headers["Content-Security-Policy"]

    assert "frame-ancestors 'self' https://hall.example" in policies["/"]
    assert all("frame-ancestors 'none'" in policies[path] for path in STAFF)
    assert all("'unsafe" not in policy for policy in policies.values())
