"""Readiness asks every part and survives its failure."""

from __future__ import annotations

from aiohttp import web

from bot.gateway.health import Health


async def works() -> bool:
    """Say yes."""
    return True


async def broken() -> bool:
    """Fail."""
    raise ConnectionError


async def test_one_broken_part_makes_the_whole_not_ready(aiohttp_client) -> None:
    """503 that names the part, for a probe that fails as for one that says no."""
    app = web.Application()
    app.add_routes(Health({"engine": broken, "conversations": works}).routes())
    client = await aiohttp_client(app)
    response = await client.get("/readyz")

    assert response.status == 503
    assert await response.json() == {
        "status": "not_ready",
        "parts": {"engine": False, "conversations": True},
    }
    assert (await client.get("/healthz")).status == 200
