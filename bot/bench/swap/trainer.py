"""A trainer at work over the studio's API: trains, waits, compares, releases."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from bot.errors import XiaotongError

LOOK_SECONDS = 0.5
_OK = 300


class StudioRefused(XiaotongError):
    """The studio did not do what was asked; carries its answer."""

    code = "bench_studio_refused"


class StudioTrainer:
    """One trainer, logged in over HTTP."""

    def __init__(self, *, url: str, session: aiohttp.ClientSession) -> None:
        """Talk to the server at `url`."""
        self._url = url
        self._session = session
        self._csrf = ""

    async def login(self, number: str, password: str) -> None:
        """Log in."""
        shown = await self.call("POST", "/api/desk/login", {"number": number, "password": password})
        self._csrf = shown["csrf"]

    async def trained(self, note: str) -> dict[str, Any]:
        """Train, wait for the end, and return the candidate; raises StudioRefused."""
        await self.call("POST", "/api/studio/train", {"note": note})
        job = await self.call("GET", "/api/studio/job")
        while job["state"] == "running":
            await asyncio.sleep(LOOK_SECONDS)
            job = await self.call("GET", "/api/studio/job")
        if job["state"] != "done":
            raise StudioRefused(str(job["problem"]))
        version: dict[str, Any] = await self.call("GET", f"/api/studio/versions/{job['version']}")
        return version

    async def release(self, version: str) -> dict[str, Any]:
        """Release a candidate, its doubts confirmed; raises StudioRefused."""
        path = f"/api/studio/versions/{version}/release"
        shown: dict[str, Any] = await self.call("POST", path, {"confirm": True})
        return shown

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the server for something; raises StudioRefused."""
        headers = {"X-CSRF-Token": self._csrf}
        async with self._session.request(
            method, self._url + path, json=body if body is not None else {}, headers=headers
        ) as response:
            shown = await response.json()
            if response.status >= _OK:
                raise StudioRefused(f"{method} {path}: {response.status} {shown}")
            return shown
