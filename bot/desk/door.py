"""Lets staff in: every desk request shows a session, a role, and that it is no forgery."""

from __future__ import annotations

import asyncio
import hmac
import math
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, ip_address, ip_network

from aiohttp import web

from accounts.clock import Clock
from accounts.errors import AccountError, IdentityNeeded
from accounts.staff import (
    AGENT,
    ROLES,
    SUPERVISOR,
    LoginLocked,
    Origin,
    SessionEnded,
    StaffLogins,
    StaffMember,
    StaffSession,
)
from bot.channels.limits import Buckets
from bot.channels.session import check_origin
from bot.conversation.handoffs import HandoffRefused
from bot.errors import RequestRefused

COOKIE = "xt_desk"
HOST_COOKIE = f"__Host-{COOKIE}"
"""The name over HTTPS: a browser takes it from this very host alone (`bot.channels.session`)."""
DEVICE = "xt_desk_device"
HOST_DEVICE = f"__Host-{DEVICE}"
"""Tells that somebody has logged in from this browser before; it opens nothing."""
DEVICE_SECONDS = 90 * 24 * 3600
IPV6_NET = 64
"""Bits of an IPv6 address that are its owner's network; the others are theirs to vary."""
CSRF_HEADER = "X-CSRF-Token"
PER_MINUTE = 600
"""Requests of one staff member: a desk that types, reads and switches fast stays far below."""
LOGINS_PER_MINUTE = 30
"""Logins from one address; a whole shift may sit behind one."""
WORKERS = (AGENT, SUPERVISOR)
"""Roles that speak to customers."""
SAFE = frozenset({"GET", "HEAD"})

Work = Callable[[web.Request, StaffMember], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STATUSES = {
    "weak_password": 400,
    "bad_id": 400,
    "login_refused": 401,
    "totp_needed": 401,
    "session_expired": 401,
    "not_found": 404,
}
"""HTTP statuses of refusals; any other is 409: not now, not this one."""
UNAVAILABLE = frozenset({"not_online", "unknown_agent"})
"""Reasons that all mean: this agent cannot have it."""


class Door:
    """Checks requests; built once, with the limits of the process."""

    def __init__(
        self,
        *,
        logins: StaffLogins,
        clock: Clock,
        seen: Callable[[str], Awaitable[None]],
    ) -> None:
        """`seen` is told who is there."""
        self._seen = seen
        self._logins = logins
        self._clock = clock
        self._requests = Buckets(PER_MINUTE)
        self._tries = Buckets(LOGINS_PER_MINUTE)

    def guard(self, work: Work, *roles: str) -> Handler:
        """Return the handler that lets `roles` (anybody who works here without any) into `work`.

        Whatever `work` refuses leaves as a `RequestRefused`.
        """

        async def handler(request: web.Request) -> web.StreamResponse:
            try:
                session = await self.session(request)
                if request.method not in SAFE:
                    check_csrf(request, session)
                if session.member.role not in (roles or ROLES):
                    raise RequestRefused("forbidden", 403)
                self._take(self._requests, session.member.number)
                if session.member.role in WORKERS:
                    await self._seen(session.member.number)
                return await work(request, session.member)
            except (AccountError, HandoffRefused) as error:
                raise self.refusal(error) from error

        return handler

    def open(self, work: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Handler:
        """Return the handler of a request that has no session yet: a login."""

        async def handler(request: web.Request) -> web.StreamResponse:
            try:
                self.check_origin(request)
                self._take(self._tries, request.remote or "")
                return await work(request)
            except AccountError as error:
                raise self.refusal(error) from error

        return handler

    async def session(self, request: web.Request) -> StaffSession:
        """Return the session of the request; raises RequestRefused (401, or 403 by origin)."""
        self.check_origin(request)
        token = token_of(request)
        if not token:
            raise RequestRefused("session_needed", 401)
        try:
            return await asyncio.to_thread(self._logins.session, token)
        except SessionEnded as error:
            raise self.refusal(error) from error

    def check_origin(self, request: web.Request) -> None:
        """Refuse (403) a page of another origin; a request without an origin is no page's.

        Pages that may embed the widget are other origins here.
        """
        if "Origin" in request.headers:
            check_origin(request, ())

    def refusal(self, error: AccountError | HandoffRefused) -> RequestRefused:
        """Return the refusal that says the same over HTTP."""
        if isinstance(error, HandoffRefused):
            code = "illegal" if error.reason == "illegal_move" else error.reason
            return RequestRefused(
                "unavailable" if code in UNAVAILABLE else code, STATUSES.get(code, 409)
            )
        if isinstance(error, LoginLocked):
            left = (error.until - self._clock.now()).total_seconds()
            return RequestRefused(error.code, 429, retry_after=max(1, math.ceil(left)))
        if isinstance(error, SessionEnded) and error.why is not None:
            return RequestRefused(error.code, 401, details={"why": error.why})
        if isinstance(error, IdentityNeeded):
            return RequestRefused(error.code, 409, details={"needs_password": error.needs_password})
        reason = getattr(error, "reason", None)
        if reason is not None:
            return RequestRefused("refused", 409, details={"reason": reason})
        return RequestRefused(error.code, STATUSES.get(error.code, 409))

    @staticmethod
    def _take(buckets: Buckets, key: str) -> None:
        wait = buckets.take(key)
        if wait:
            raise RequestRefused("too_many_requests", 429, retry_after=wait)


def token_of(request: web.Request) -> str:
    """Return the session token that the request shows, empty without one."""
    return request.cookies.get(_cookie(request), "")


def check_csrf(request: web.Request, session: StaffSession) -> None:
    """Refuse (403) a changing request that does not show the session's own token."""
    shown = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(shown.encode(), session.csrf.encode()):
        raise RequestRefused("bad_csrf", 403)


def grant(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Set the session cookie: unreadable for scripts, never sent from another site."""
    response.set_cookie(
        _cookie(request), token, path="/", httponly=True, secure=request.secure, samesite="Strict"
    )


def grant_device(request: web.Request, response: web.StreamResponse, device: str) -> None:
    """Set the cookie by which the device is known at the next login."""
    response.set_cookie(
        HOST_DEVICE if request.secure else DEVICE,
        device,
        max_age=DEVICE_SECONDS,
        path="/",
        httponly=True,
        secure=request.secure,
        samesite="Strict",
    )


def origin_of(request: web.Request) -> Origin:
    """Return where a login comes from."""
    device = request.cookies.get(HOST_DEVICE if request.secure else DEVICE, "")
    return Origin(_network(request.remote or ""), device)


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return address
    if known.ipv4_mapped is not None:
        # So a server that listens on both kinds sees those of the older one.
        return str(known.ipv4_mapped)
    return str(ip_network((int(known), IPV6_NET), strict=False))


def revoke(request: web.Request, response: web.StreamResponse) -> None:
    """Take the session cookie away."""
    response.del_cookie(
        _cookie(request), path="/", httponly=True, secure=request.secure, samesite="Strict"
    )


def _cookie(request: web.Request) -> str:
    return HOST_COOKIE if request.secure else COOKIE
