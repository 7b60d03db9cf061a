"""The files of an article over HTTP: listed, added, passed by a colleague, fetched, removed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from accounts.staff import StaffMember
from bot.channels.downloads import download
from bot.channels.shapes import dumps
from bot.desk.door import Door, Handler, Work
from bot.errors import RequestRefused
from bot.knowledge.attaching import Attachments
from bot.knowledge.file_checks import (
    FILE_TYPES,
    LARGEST_ATTACHMENT,
    MOST_ATTACHMENTS,
    check_size,
)
from bot.knowledge.model import Attachment, KnowledgeRefused
from bot.studio.change_shapes import NameOf, names_by
from bot.studio.for_trainers import for_trainers
from bot.studio.words import told

HERE = "/api/studio/articles/{code}/attachments"
STATUSES: Mapping[str, int] = {
    "file_empty": 400,
    "file_name": 400,
    "file_type": 415,
    "file_disguised": 415,
    "file_too_large": 413,
}
"""HTTP statuses of refused files; any other is 409: there is no room, or the name is taken."""


class AttachmentRoutes:
    """Routes of attachments."""

    def __init__(
        self, *, door: Door, attachments: Attachments, names: Callable[[], Mapping[str, str]]
    ) -> None:
        """`names` are those of the staff by number."""
        self._door = door
        self._attachments = attachments
        self._names = names

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        guarded, one = self._guarded, f"{HERE}/{{attachment}}"
        return [
            web.get(HERE, guarded(self.listed), allow_head=False),
            web.post(HERE, guarded(self.add)),
            web.get(one, guarded(self.fetch), allow_head=False),
            web.delete(one, guarded(self.remove)),
            web.post(f"{one}/pass", guarded(self.let_pass)),
        ]

    async def listed(self, request: web.Request, me: StaffMember) -> web.Response:
        """List the files of an article, and what may be added."""
        shown = await asyncio.to_thread(self._listed, request.match_info["code"], me.number)
        return web.json_response(shown, dumps=dumps)

    async def add(self, request: web.Request, me: StaffMember) -> web.Response:
        """Attach the file in the body."""
        code, name = request.match_info["code"], request.query.get("name", "")
        content = await _received(request)
        add = self._attachments.add
        # Shielded: a browser that goes away does not leave a change without its end.
        made = await asyncio.shield(asyncio.to_thread(add, code, name, content, me.number))
        return await self._one(made, me, 201)

    async def fetch(self, request: web.Request, me: StaffMember) -> web.StreamResponse:
        """Send a file, passed or not, whatever state its article is in."""
        code, attachment_id = _place(request)
        content = self._attachments.content
        found, data = await asyncio.to_thread(content, code, attachment_id)
        return download(found.name, found.media_type, data)

    async def remove(self, request: web.Request, me: StaffMember) -> web.Response:
        """Remove a file for good."""
        code, attachment_id = _place(request)
        remove = self._attachments.remove
        await asyncio.shield(asyncio.to_thread(remove, code, attachment_id, me.number))
        return web.Response(status=204)

    async def let_pass(self, request: web.Request, me: StaffMember) -> web.Response:
        """Pass a file that a colleague added."""
        code, attachment_id = _place(request)
        vouch = self._attachments.vouch
        passed = await asyncio.shield(asyncio.to_thread(vouch, code, attachment_id, me.number))
        return await self._one(passed, me, 200)

    async def _one(self, attachment: Attachment, me: StaffMember, status: int) -> web.Response:
        names = await asyncio.to_thread(self._names)
        shown = {"attachment": attachment_json(attachment, me.number, names_by(names))}
        return web.json_response(shown, status=status, dumps=dumps)

    def _listed(self, code: str, by: str) -> dict[str, Any]:
        name_of = names_by(self._names())
        found = self._attachments.of(code)
        return {
            "attachments": [attachment_json(each, by, name_of) for each in found],
            "most": MOST_ATTACHMENTS,
            "largest": LARGEST_ATTACHMENT,
            "types": list(FILE_TYPES),
        }

    def _guarded(self, work: Work) -> Handler:
        return for_trainers(self._door, work, (KnowledgeRefused,), _refusal)


def attachment_json(attachment: Attachment, by: str, name_of: NameOf) -> dict[str, Any]:
    """Return a file as the studio shows it to `by`, who may pass what others added."""
    return {
        "id": attachment.id,
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "added_by": attachment.added_by,
        "added_by_name": name_of(attachment.added_by),
        "added_at": attachment.added_at.isoformat(),
        "reviewer": attachment.reviewer or None,
        "may_pass": not attachment.reviewer and attachment.added_by != by,
    }


async def _received(request: web.Request) -> bytes:
    """Return the body, of which no more is kept than a file may have; raises KnowledgeRefused."""
    check_size(1 if request.content_length is None else request.content_length)
    content = bytearray()
    async for piece in request.content.iter_any():
        content += piece
        check_size(len(content))
    return bytes(content)


def _place(request: web.Request) -> tuple[str, str]:
    return request.match_info["code"], request.match_info["attachment"]


def _refusal(error: KnowledgeRefused) -> RequestRefused:
    if error.reason in {"unknown", "file_unknown"}:
        return RequestRefused("not_found", 404)
    if error.reason == "own_work":
        return RequestRefused("own_work", 409, details={"reason": told("kb_file_own_work")})
    reason = told(f"kb_refused_{error.reason}", **error.details)
    status = STATUSES.get(error.reason, 409)
    return RequestRefused("file_refused", status, details={"reason": reason})
