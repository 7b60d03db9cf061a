"""Who the customer is behind a TLS proxy: believes forwarding headers of trusted proxies only."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.errors import SettingsError

Network = IPv4Network | IPv6Network


def networks(addresses: Sequence[str]) -> tuple[Network, ...]:
    """Read addresses and networks; raises SettingsError naming the setting for anything else."""
    try:
        return tuple(ip_network(each, strict=False) for each in addresses)
    except ValueError as error:
        raise SettingsError("XIAOTONG_TRUSTED_PROXIES", "addresses or networks") from error


def forwarded(trusted: Sequence[Network]) -> Middleware:
    """Return a middleware that gives requests from `trusted` proxies the customer's own address.

    The address is the last one in ``X-Forwarded-For`` that no trusted proxy added: what stands
    before it is the customer's to invent. ``X-Forwarded-Proto`` decides the scheme, and with it
    whether cookies are marked Secure.
    """

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _within(request.remote, trusted):
            return await handler(request)
        scheme = request.headers.get("X-Forwarded-Proto", request.scheme).strip().lower()
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        remote = next((hop for hop in reversed(hops) if not _within(hop, trusted)), "")
        if not _is_address(remote):
            remote = request.remote or ""
        known = scheme if scheme in {"http", "https"} else request.scheme
        return await handler(request.clone(remote=remote, scheme=known))

    return middleware


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _within(text: str | None, trusted: Sequence[Network]) -> bool:
    return _is_address(text or "") and any(ip_address(text or "") in each for each in trusted)
