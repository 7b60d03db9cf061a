"""Says whether the process is alive, and whether it can answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

Probes = Mapping[str, Callable[[], Awaitable[bool]]]
"""Name of a part → a question that is True when the part works."""


class Health:
    """The two health pages."""

    def __init__(self, probes: Probes) -> None:
        """`probes` are asked at each look at readiness."""
        self._probes = probes

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of both pages."""
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    async def alive(self, request: web.Request) -> web.Response:
        """Answer at all."""
        return web.json_response({"status": "ok"})

    async def ready(self, request: web.Request) -> web.Response:
        """Answer 200 when every part works, else 503; each part is named with its state."""
        parts = {name: await _works(name, probe) for name, probe in self._probes.items()}
        ready = all(parts.values())
        return web.json_response(
            {"status": "ready" if ready else "not_ready", "parts": parts},
            status=200 if ready else 503,
        )


async def _works(name: str, probe: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await probe()
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the part does not work
        log.warning("probe_failed", part=name, error=type(error).__name__)
        return False
