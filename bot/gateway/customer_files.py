"""The files that customers may fetch: attachments of public articles that are served today."""

from __future__ import annotations

import asyncio
import re

from aiohttp import web

from bot.channels.downloads import download
from bot.channels.limits import Buckets
from bot.errors import RequestRefused
from bot.knowledge.attaching import PUBLIC_PATH
from bot.knowledge.model import Reader
from bot.knowledge.service import Knowledge

PER_MINUTE = 60
"""Files for one address: a household behind it, but nobody who fills the line with them."""
_ID = re.compile(r"[0-9a-f]{32}")


class CustomerFiles:
    """Serves files without a login; whatever a customer may not have looks like what is nowhere."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the knowledge base."""
        self._knowledge = knowledge
        self._fetched = Buckets(PER_MINUTE)

    def routes(self) -> list[web.RouteDef]:
        """Return the route."""
        return [web.get(f"{PUBLIC_PATH}/{{attachment}}", self.fetch, allow_head=False)]

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """Send a file; raises RequestRefused (404, or 429 with the seconds to wait)."""
        wait = self._fetched.take(request.remote or "")
        if wait:
            raise RequestRefused("too_many_requests", 429, retry_after=wait)
        attachment_id = request.match_info["attachment"]
        if not _ID.fullmatch(attachment_id):
            raise RequestRefused("not_found", 404)
        found = await asyncio.to_thread(self._knowledge.file, attachment_id, Reader.CUSTOMER)
        if found is None:
            raise RequestRefused("not_found", 404)
        attachment, content = found
        return download(attachment.name, attachment.media_type, content)
