"""Logging in and out of the desk, who I am, and another password."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from aiohttp import web

from accounts.staff import StaffLogins, StaffMember
from accounts.staff.first_passwords import FirstPasswords
from bot.channels.shapes import dumps
from bot.desk.door import Door, grant, grant_device, origin_of, revoke, token_of
from bot.desk.live import LiveDesks
from bot.desk.reading import body_of
from bot.desk.shapes import staff_json, status_json
from bot.errors import RequestRefused

LONGEST = 200


class SessionRoutes:
    """The session part of the API (docs/desk-api.md)."""

    def __init__(
        self,
        *,
        door: Door,
        logins: StaffLogins,
        first: FirstPasswords,
        live: LiveDesks,
    ) -> None:
        """`first` is the file of passwords that leaves nobody's once it is changed."""
        self._door = door
        self._logins = logins
        self._first = first
        self._live = live

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        guard = self._door.guard
        return [
            web.post("/api/desk/login", self._door.open(self.login)),
            web.post("/api/desk/logout", guard(self.logout)),
            web.get("/api/desk/me", guard(self.me), allow_head=False),
            web.put("/api/desk/password", guard(self.password)),
        ]

    async def login(self, request: web.Request) -> web.Response:
        """Open a session."""
        body = await body_of(request)
        number, password, totp = (body.get(name) for name in ("number", "password", "totp"))
        if not isinstance(number, str) or not isinstance(password, str):
            raise RequestRefused("bad_request", 400)
        if totp is not None and not isinstance(totp, str):
            raise RequestRefused("bad_request", 400)
        login = partial(self._logins.login, origin=origin_of(request))
        opened = await asyncio.to_thread(login, number.strip(), password, totp)
        shown = {"staff": staff_json(opened.session.member), "csrf": opened.session.csrf}
        response = web.json_response(shown, dumps=dumps)
        grant(request, response, opened.token)
        grant_device(request, response, opened.device)
        return response

    async def logout(self, request: web.Request, me: StaffMember) -> web.Response:
        """End the session, and with it the desks that it opened."""
        token = token_of(request)
        await asyncio.to_thread(self._logins.logout, token)
        self._live.end_session(token, "logged_out")
        response = web.Response(status=204)
        revoke(request, response)
        return response

    async def me(self, request: web.Request, me: StaffMember) -> web.Response:
        """Tell who is logged in, for how long, and their status."""
        session = await self._door.session(request)
        shown: dict[str, Any] = {
            "staff": staff_json(me),
            "csrf": session.csrf,
            "expires_at": session.expires_at.isoformat(),
            "status": status_json(await self._live.status_of(me.number)),
        }
        return web.json_response(shown, dumps=dumps)

    async def password(self, request: web.Request, me: StaffMember) -> web.Response:
        """Change the own password; the member's other sessions end."""
        body = await body_of(request)
        old, new = body.get("old"), body.get("new")
        if not isinstance(old, str) or not isinstance(new, str):
            raise RequestRefused("bad_request", 400)
        token = token_of(request)
        await asyncio.to_thread(self._logins.change_password, token, old, new)
        await asyncio.to_thread(self._first.forget, me.number)
        self._live.end_others(me.number, token, "changed")
        return web.Response(status=204)
