"""Training, versions, release and rollback over HTTP (docs/studio-api.md)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from aiohttp import web

from accounts.staff import TRAINER, StaffMember
from bot.channels.shapes import dumps
from bot.desk.door import Door
from bot.desk.reading import body_of, maybe_text
from bot.errors import RequestRefused
from bot.releases.model import (
    Busy,
    Job,
    ModelUnusable,
    NotAMove,
    NotBetter,
    NotConfirmed,
    UnknownVersion,
    Version,
)
from bot.releases.service import Releases
from bot.releases.shapes import finding_json, job_json, version_json, whole_json
from bot.releases.words import reason_text, told
from bot.studio.change_shapes import names_by

HERE = "/api/studio"
NOTE_CHARS = 200


class Serves(Protocol):
    """Moves the pointer, and the engine of this process with it."""

    @property
    def here(self) -> bool:
        """Whether the engine is in the servers' processes, which swap the model by themselves."""
        ...

    async def release(self, version_id: str, by: str, *, confirmed: bool = False) -> Version:
        """Release a candidate; its doubts, if there are any, have been `confirmed`."""
        ...

    async def roll_back(self, version_id: str, by: str) -> Version:
        """Roll back to an earlier version."""
        ...


class PointerOnly:
    """Moves the pointer where the engine is a Rasa server: nobody swaps its model for it."""

    here = False

    def __init__(self, releases: Releases) -> None:
        """Move the pointer of `releases`."""
        self._releases = releases

    async def release(self, version_id: str, by: str, *, confirmed: bool = False) -> Version:
        """Release a candidate."""
        publish = partial(self._releases.publish, confirmed=confirmed)
        return await asyncio.to_thread(publish, version_id, by)

    async def roll_back(self, version_id: str, by: str) -> Version:
        """Roll back to an earlier version."""
        return await asyncio.to_thread(self._releases.rollback, version_id, by)


class ReleaseRoutes:
    """Routes of trainings and versions."""

    def __init__(
        self,
        *,
        door: Door,
        releases: Releases,
        serves: Serves,
        titles: Callable[[], Mapping[str, str]],
        names: Callable[[], Mapping[str, str]],
    ) -> None:
        """`titles` are the intents' names, `names` those of the staff by number."""
        self._door = door
        self._releases = releases
        self._serves = serves
        self._titles = titles
        self._names = names

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        one = f"{HERE}/versions/{{version}}"
        return [
            web.get(f"{HERE}/versions", self._guarded(self.listed), allow_head=False),
            web.post(f"{HERE}/train", self._guarded(self.train)),
            web.get(f"{HERE}/job", self._guarded(self.job), allow_head=False),
            web.get(one, self._guarded(self.version), allow_head=False),
            web.post(f"{one}/release", self._guarded(self.release)),
            web.post(f"{one}/rollback", self._guarded(self.rollback)),
        ]

    async def listed(self, request: web.Request, me: StaffMember) -> web.Response:
        """List the versions, newest first."""
        shown = await asyncio.to_thread(self._listed)
        return web.json_response(shown, dumps=dumps)

    async def train(self, request: web.Request, me: StaffMember) -> web.Response:
        """Begin a training in the background."""
        note = maybe_text(await body_of(request), "note", NOTE_CHARS)
        job = await asyncio.to_thread(self._releases.train, me.number, note)
        return web.json_response(self._job_json(job), status=202, dumps=dumps)

    async def job(self, request: web.Request, me: StaffMember) -> web.Response:
        """Tell how far the training is, or how the last one ended."""
        job = await asyncio.to_thread(self._releases.job)
        return web.json_response(self._job_json(job), dumps=dumps)

    async def version(self, request: web.Request, me: StaffMember) -> web.Response:
        """Show a version with its comparison."""
        find = self._releases.versions.find
        version = await asyncio.to_thread(find, request.match_info["version"])
        names = await asyncio.to_thread(self._names)
        shown = whole_json(version, self._titles(), names_by(names))
        return web.json_response(shown, dumps=dumps)

    async def release(self, request: web.Request, me: StaffMember) -> web.Response:
        """Release a candidate, with its doubts only when they are confirmed."""
        confirmed = (await body_of(request)).get("confirm", False)
        if not isinstance(confirmed, bool):
            raise RequestRefused("bad_request", 400)
        return await self._moved(partial(self._serves.release, confirmed=confirmed), request, me)

    async def rollback(self, request: web.Request, me: StaffMember) -> web.Response:
        """Roll back to an earlier version."""
        return await self._moved(self._serves.roll_back, request, me)

    async def _moved(
        self,
        move: Callable[[str, str], Awaitable[Version]],
        request: web.Request,
        me: StaffMember,
    ) -> web.Response:
        # Shielded: a browser that goes away must not leave the engine and the pointer apart.
        version = await asyncio.shield(move(request.match_info["version"], me.number))
        names = await asyncio.to_thread(self._names)
        shown = version_json(version, self._titles(), names_by(names))
        return web.json_response(shown, dumps=dumps)

    def _listed(self) -> dict[str, Any]:
        titles, name = self._titles(), names_by(self._names())
        versions = self._releases.versions.all()
        return {
            "versions": [version_json(version, titles, name) for version in versions],
            "serving": next((version.id for version in versions if version.serving), None),
            "notice": self._notice(versions),
            "unreleased": self._releases.unreleased(),
            "job": self._job_json(self._releases.job()),
            "servers": [
                {
                    "server": report.server,
                    "version": report.version,
                    "problem": None if report.problem is None else reason_text(report.problem),
                }
                for report in self._releases.reports()
            ],
        }

    def _notice(self, versions: Sequence[Version]) -> str | None:
        """Return what an operator has to do so that the released version answers, if anything."""
        if self._serves.here:
            return None
        serving = next((version for version in versions if version.serving), None)
        if serving is None:
            return told("release_elsewhere_none")
        model = self._releases.shelf.folder / serving.model
        return told("release_elsewhere", version=serving.id, model=model)

    def _job_json(self, job: Job | None) -> dict[str, Any]:
        if job is None:
            return job_json(None, 0, [])
        findings = [finding_json(found) for found in job.findings]
        return job_json(job, self._releases.seconds_of(job), findings)

    def _guarded(
        self, work: Callable[[web.Request, StaffMember], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def worded(request: web.Request, me: StaffMember) -> web.StreamResponse:
            try:
                return await work(request, me)
            except UnknownVersion as error:
                raise RequestRefused("not_found", 404) from error
            except Busy as error:
                details = {"job": self._job_json(error.job)}
                raise RequestRefused("busy", 409, details=details) from error
            except NotBetter as error:
                reasons = [reason_text(reason, self._titles()) for reason in error.reasons]
                raise RequestRefused("not_better", 409, details={"reasons": reasons}) from error
            except NotConfirmed as error:
                doubts = [reason_text(doubt, self._titles()) for doubt in error.doubts]
                raise RequestRefused("confirm_needed", 409, details={"doubts": doubts}) from error
            except (NotAMove, ModelUnusable) as error:
                reason = reason_text(error.reason)
                raise RequestRefused("refused", 409, details={"reason": reason}) from error

        return self._door.guard(worded, TRAINER)
