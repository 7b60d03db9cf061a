"""Whole files of articles over HTTP: a body of bytes in, a download out."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.errors import RequestRefused
from bot.knowledge.by_day import served
from bot.knowledge.editing import Editor, ImportRefused
from bot.knowledge.files.formats import WRITERS, reader_of
from bot.knowledge.files.reading import LARGEST_FILE
from bot.knowledge.ports import Library

NAME_CHARS = 200
SUFFIXES: Mapping[str, str] = {"xlsx": ".xlsx", "json": ".json", "md": ".zip"}
"""The formats of an export and how their files end."""
TYPES: Mapping[str, str] = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".json": "application/json",
    ".zip": "application/zip",
}
TRUE = frozenset({"1", "true", "yes"})


async def imported(request: web.Request, editor: Editor, by: str) -> dict[str, Any]:
    """Take the file in the body of `request` as drafts and tell what became of each article.

    Raises ImportRefused with every problem, RequestRefused (400, 413) for what is no file of ours.
    """
    name = request.query.get("name", "")
    suffix = Path(name).suffix.lower()
    if not name or len(name) > NAME_CHARS or reader_of(Path(f"x{suffix}")) is None:
        raise RequestRefused("bad_request", 400)
    dry = request.query.get("dry_run", "").lower() in TRUE
    content = await _received(request)
    # Shielded: a browser that goes away does not leave an import without its end.
    return await asyncio.shield(asyncio.to_thread(_taken, content, suffix, editor, by, dry=dry))


async def exported(request: web.Request, library: Library, today: date) -> web.Response:
    """Return the newest version of each article as a file of the ``format`` asked for.

    With ``served`` the version that is served `today` instead, of articles that have one.
    """
    format_ = request.query.get("format", "xlsx")
    if format_ not in SUFFIXES:
        raise RequestRefused("bad_request", 400)
    suffix, only_served = SUFFIXES[format_], request.query.get("served", "").lower() in TRUE
    content = await asyncio.to_thread(_written, library, suffix, today if only_served else None)
    name = f"knowledge{'-served' if only_served else ''}{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type=TYPES[suffix], headers=headers)


async def _received(request: web.Request) -> bytes:
    """Return the body; the limit of files counts, not that of JSON."""
    content = bytearray()
    async for piece in request.content.iter_any():
        content += piece
        if len(content) > LARGEST_FILE:
            raise RequestRefused("body_too_large", 413)
    if not content:
        raise RequestRefused("bad_request", 400)
    return bytes(content)


def _taken(content: bytes, suffix: str, editor: Editor, by: str, *, dry: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="xiaotong-import-") as folder:
        path = Path(folder) / f"import{suffix}"
        path.write_bytes(content)
        reader = reader_of(path)
        if reader is None:
            raise RequestRefused("bad_request", 400)
        incoming, unreadable = reader(path)
    if unreadable:
        raise ImportRefused([*unreadable, *editor.check(incoming, None)])
    taken = editor.take(incoming, by=by, dry_run=dry)
    return {
        "added": list(taken.added),
        "changed": list(taken.changed),
        "unchanged": list(taken.unchanged),
        "dry_run": dry,
    }


def _written(library: Library, suffix: str, served_on: date | None) -> bytes:
    versions = library.versions() if served_on is None else served(library, served_on)
    with tempfile.TemporaryDirectory(prefix="xiaotong-export-") as folder:
        path = Path(folder) / f"knowledge{suffix}"
        WRITERS[suffix](path, versions)
        return path.read_bytes()
