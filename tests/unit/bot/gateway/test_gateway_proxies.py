"""Whose address a request has: the proxy's word counts only when the proxy is trusted."""

from __future__ import annotations

import pytest
from aiohttp import web

from bot.errors import SettingsError
from bot.gateway.proxies import forwarded, networks


async def seen(aiohttp_client, trusted: list[str], **headers: str) -> dict[str, object]:
    """Return what a handler sees of a request from 127.0.0.1 with `headers`."""

    async def handler(request: web.Request) -> web.Response:
        return web.json_response({"remote": request.remote, "secure": request.secure})

    app = web.Application(middlewares=[forwarded(networks(trusted))])
    app.router.add_get("/", handler)
    client = await aiohttp_client(app)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return await (await client.get("/", headers=given)).json()


async def test_a_trusted_proxy_names_the_customer_and_the_scheme(aiohttp_client) -> None:
    """The customer's address limits floods, and cookies behind TLS are Secure."""
    found = await seen(
        aiohttp_client, ["127.0.0.1"], X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="https"
    )

    assert found == {"remote": "203.0.113.9", "secure": True}


async def test_a_strangers_forwarding_headers_are_ignored(aiohttp_client) -> None:
    """Nobody chooses the address he is counted under."""
    found = await seen(
        aiohttp_client, ["10.0.0.0/8"], X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="https"
    )

    assert found == {"remote": "127.0.0.1", "secure": False}


@pytest.mark.parametrize(
    ("header", "remote"),
    [
        ("198.51.100.7, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("not-an-address", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
async def test_only_the_last_hop_that_no_proxy_added_counts(aiohttp_client, header, remote) -> None:
    """What the customer wrote before it is invented; nonsense falls back to the proxy."""
    found = await seen(aiohttp_client, ["127.0.0.1", "10.0.0.0/8"], X_Forwarded_For=header)

    assert found["remote"] == remote


def test_an_unreadable_network_names_the_setting() -> None:
    """The start stops with the variable's name."""
    with pytest.raises(SettingsError, match="XIAOTONG_TRUSTED_PROXIES"):
        networks(["proxy.example"])
