"""The lines that the bot says, over HTTP: listed, heard, changed, brought back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import Any

from aiohttp import web

from accounts.staff import TRAINER, StaffMember
from bot.changes.model import Change, NoSuchChange
from bot.channels.shapes import dumps
from bot.desk.door import Door
from bot.desk.reading import body_of, text_field
from bot.errors import RequestRefused
from bot.safe_files import FileNotWritten
from bot.studio.change_shapes import NameOf, names_by, worded_change
from bot.studio.words import told
from bot.wording.book import Heard, Listed, ScriptBook, ScriptChanged, Version
from bot.wording.checking import LONGEST_LINE, MOST_LINES, LinesRefused, Problem
from bot.wording.source import NoSuchScript, NotEditable

HERE = "/api/studio/scripts"
QUERY_CHARS = 100
ID_CHARS = 20


class ScriptRoutes:
    """Routes of scripts."""

    def __init__(
        self,
        *,
        door: Door,
        book: ScriptBook,
        files: Mapping[str, str],
        names: Callable[[], Mapping[str, str]],
    ) -> None:
        """`files` are the files' titles by name, `names` those of the staff by number."""
        self._door = door
        self._book = book
        self._files = files
        self._names = names

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        one = f"{HERE}/{{key}}"
        return [
            web.get(HERE, self._guarded(self.listed), allow_head=False),
            web.get(one, self._guarded(self.show), allow_head=False),
            web.post(f"{one}/preview", self._guarded(self.preview)),
            web.put(one, self._guarded(self.save)),
            web.post(f"{one}/restore", self._guarded(self.restore)),
        ]

    async def listed(self, request: web.Request, me: StaffMember) -> web.Response:
        """List the scripts, by file."""
        q, file = request.query.get("q", ""), request.query.get("file", "")
        if max(len(q), len(file)) > QUERY_CHARS:
            raise RequestRefused("bad_request", 400)
        found = await asyncio.to_thread(self._book.listed, q.strip(), file)
        files = {name: self._files.get(name, name) for name in self._book.files()}
        shown = [script_json(each) for each in found]
        return web.json_response({"scripts": shown, "files": files}, dumps=dumps)

    async def show(self, request: web.Request, me: StaffMember) -> web.Response:
        """Show a script with samples of its variables, and what was said before."""
        shown = await asyncio.to_thread(self._show, request.match_info["key"])
        return web.json_response(shown, dumps=dumps)

    async def preview(self, request: web.Request, me: StaffMember) -> web.Response:
        """Let lines be heard without keeping them."""
        lines = _lines(await body_of(request), "lines")
        key = request.match_info["key"]
        heard = await asyncio.to_thread(self._book.preview, key, lines)
        shown = [_heard_json(each) for each in heard]
        return web.json_response({"lines": shown}, dumps=dumps)

    async def save(self, request: web.Request, me: StaffMember) -> web.Response:
        """Say other lines from the next message on."""
        body, key = await body_of(request), request.match_info["key"]
        lines, expected = _lines(body, "lines"), _lines(body, "expected")
        return await self._changed(
            key, partial(self._book.save, key, lines, expected=expected, by=me.number)
        )

    async def restore(self, request: web.Request, me: StaffMember) -> web.Response:
        """Say again what was said after a change, or before it."""
        body, key = await body_of(request), request.match_info["key"]
        change, before = text_field(body, "change", ID_CHARS), body.get("before", False)
        if not isinstance(before, bool):
            raise RequestRefused("bad_request", 400)
        return await self._changed(
            key, partial(self._book.restore, key, change, by=me.number, before=before)
        )

    async def _changed(self, key: str, change: Callable[[], Change]) -> web.Response:
        # Shielded: a browser that goes away must not end a change half-way.
        made = await asyncio.shield(asyncio.to_thread(change))
        names = await asyncio.to_thread(self._name_of)
        listed = await asyncio.to_thread(self._book.show, key)
        shown = {"script": script_json(listed), "change": _change_json(made, names)}
        return web.json_response(shown, dumps=dumps)

    def _show(self, key: str) -> dict[str, Any]:
        listed, name_of = self._book.show(key), self._name_of()
        versions = self._book.versions(key)
        return {
            "script": script_json(listed),
            "samples": self._book.samples(key),
            "changes": [_change_json(each.change, name_of) for each in versions],
            "versions": _wordings(versions),
        }

    def _name_of(self) -> NameOf:
        return names_by(self._names())

    def _guarded(
        self, work: Callable[[web.Request, StaffMember], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def worded(request: web.Request, me: StaffMember) -> web.StreamResponse:
            try:
                return await work(request, me)
            except ScriptChanged as error:
                present = await asyncio.to_thread(self._book.show, error.key)
                details = {"present": script_json(present)}
                raise RequestRefused("changed_meanwhile", 409, details=details) from error
            except (NoSuchScript, NoSuchChange, LinesRefused, NotEditable, FileNotWritten) as error:
                raise refusal(error) from error

        return self._door.guard(worded, TRAINER)


def refusal(error: Exception) -> RequestRefused:
    """Return how a refused change of a script is told over HTTP."""
    if isinstance(error, LinesRefused):
        listed = [
            {"place": str(each.place or ""), "field": "lines", "message": problem_text(each)}
            for each in error.problems
        ]
        return RequestRefused("problems", 422, details={"problems": listed})
    if isinstance(error, FileNotWritten):
        return RequestRefused("not_written", 507)
    if isinstance(error, (NoSuchScript, NoSuchChange)):
        return RequestRefused("not_found", 404)
    reason = told("scripts_not_editable", key=str(error))
    return RequestRefused("refused", 409, details={"reason": reason})


def script_json(listed: Listed) -> dict[str, Any]:
    """Return the fields of a script (docs/studio-api.md, Script)."""
    script, change = listed.script, listed.change
    return {
        "key": listed.key,
        "file": script.file,
        "situation": script.situation,
        "variables": dict(script.variables),
        "lines": list(script.lines),
        "changed_at": change.at.isoformat() if change else None,
        "changed_by": change.author if change else None,
    }


def problem_text(problem: Problem) -> str:
    """Return what is wrong, in words, with what to say instead."""
    key = f"scripts_problem_{problem.code}"
    text = told(key, detail=problem.detail, word=problem.word)
    if not problem.instead:
        return text
    return told("scripts_instead", problem=text.rstrip("。"), instead=problem.instead)


def _change_json(change: Change, name_of: NameOf) -> dict[str, Any]:
    # Changes of scripts are worded when they are made.
    return worded_change(change, str(change.summary), name_of)


def _wordings(versions: Sequence[Version]) -> list[dict[str, Any]]:
    """Return what was said, newest first; also what a change found that no other had left."""
    shown: list[dict[str, Any]] = []
    for each, older in zip_longest(versions, versions[1:]):
        shown.append({"change": each.change.id, "lines": each.lines, "before": False})
        if older is None or older.lines != each.before:
            shown.append({"change": each.change.id, "lines": each.before, "before": True})
    return shown


def _heard_json(heard: Heard) -> dict[str, Any]:
    problems = [
        {
            "message": problem_text(each),
            "word": each.word or None,
            "instead": each.instead or None,
            "blocking": each.blocks,
        }
        for each in heard.problems
    ]
    return {"text": heard.text, "spoken": heard.spoken, "problems": problems}


def _lines(body: Mapping[str, Any], name: str) -> Sequence[str]:
    """Return a list of texts, kept to the letter; raises RequestRefused (400, or 413)."""
    lines = body.get(name)
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise RequestRefused("bad_request", 400)
    if len(lines) > 2 * MOST_LINES or any(len(line) > 2 * LONGEST_LINE for line in lines):
        raise RequestRefused("message_too_long", 413)
    return lines
