"""The WebSocket of the customer page: `/ws/chat`."""

from __future__ import annotations

from collections import Counter

from aiohttp import web

from bot.channels.connection import Connection
from bot.channels.services import WebServices
from bot.channels.session import Sessions, check_origin
from bot.errors import RequestRefused

MAX_FRAME_BYTES = 32 * 1024
"""2,000 characters fit even when each is written as two JSON escapes."""
HEARTBEAT_SECONDS = 25.0
CONNECTIONS_PER_ADDRESS = 200


class WebChannel:
    """Opens a connection for each page that may have one."""

    def __init__(
        self, *, services: WebServices, sessions: Sessions, allowed_origins: tuple[str, ...]
    ) -> None:
        """`allowed_origins` may embed the page besides the server's own origin."""
        self._services = services
        self._sessions = sessions
        self._allowed_origins = allowed_origins
        self._open: set[web.WebSocketResponse] = set()
        self._per_address: Counter[str] = Counter()

    def routes(self) -> list[web.RouteDef]:
        """Return the channel's routes."""
        return [web.get("/ws/chat", self.connect, allow_head=False)]

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one page; its session cookie says which conversation is its own."""
        check_origin(request, self._allowed_origins)
        address = request.remote or ""
        if self._per_address[address] >= CONNECTIONS_PER_ADDRESS:
            raise RequestRefused("too_many_requests", 429, retry_after=30)
        session = self._sessions.of(request)
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS, max_msg_size=MAX_FRAME_BYTES, compress=False
        )
        if session.is_new:
            # A page on another of our origins has not loaded "/", which sets the cookie.
            self._sessions.grant(request, socket, session)
        if not socket.can_prepare(request):
            raise RequestRefused("bad_request", 400)
        await socket.prepare(request)
        self._per_address[address] += 1
        self._open.add(socket)
        try:
            await Connection(
                socket, services=self._services, session_id=session.id, address=address
            ).run()
        finally:
            self._open.discard(socket)
            self._per_address[address] -= 1
            if not self._per_address[address]:
                del self._per_address[address]
        return socket

    async def close(self) -> None:
        """Ask every page to come back later: the server is going down."""
        for socket in tuple(self._open):
            await socket.close(code=1001, message=b"restart")
