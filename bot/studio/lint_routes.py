"""What is wrong with the training data, and what stays as it is, over HTTP."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from aiohttp import web

from accounts.staff import StaffMember
from bot.changes.model import Change
from bot.channels.shapes import dumps
from bot.corpus.bootstrap import Teaching
from bot.corpus.keeping import LONGEST_NOTE
from bot.desk.door import Handler, Work
from bot.desk.reading import body_of, maybe_text, text_field
from bot.errors import RequestRefused
from bot.studio.change_shapes import names_by
from bot.studio.corpus_shapes import FindingBook, kept_json
from bot.studio.corpus_words import CorpusWords
from bot.training.findings import KINDS, Finding

SEVERITIES = ("error", "warning", "note")
KEY_CHARS = 16
_LISTS = {"": False, "0": False, "1": True}
"""Whether what is kept as it is is asked for, by the query's ``kept``."""


class LintRoutes:
    """Routes of the findings; a part of those of the training data."""

    def __init__(
        self,
        *,
        teaching: Teaching,
        words: CorpusWords,
        names: Callable[[], Mapping[str, str]],
        guarded: Callable[[Work], Handler],
        change_json: Callable[[Change], Awaitable[dict[str, Any]]],
    ) -> None:
        """`names` are those of the staff by number; `guarded` lets trainers in."""
        self._teaching = teaching
        self._words = words
        self._names = names
        self._guarded = guarded
        self._change_json = change_json

    def routes(self, here: str) -> Iterator[web.RouteDef]:
        """Yield the routes, below `here`."""
        yield web.get(f"{here}/lint", self._guarded(self.lint), allow_head=False)
        yield web.post(f"{here}/lint/kept", self._guarded(self.keep))
        yield web.delete(f"{here}/lint/kept", self._guarded(self.unkeep))

    async def lint(self, request: web.Request, me: StaffMember) -> web.Response:
        """Return what is wrong with the training data as it is now, or what is kept so."""
        query = request.query
        if query.get("severity", SEVERITIES[0]) not in SEVERITIES:
            raise RequestRefused("bad_request", 400)
        if query.get("kind", next(iter(KINDS))) not in KINDS:
            raise RequestRefused("bad_request", 400)
        if query.get("kept", "") not in _LISTS:
            raise RequestRefused("bad_request", 400)
        return _json(await asyncio.to_thread(self._lint, query))

    async def keep(self, request: web.Request, me: StaffMember) -> web.Response:
        """Let a finding stay as it is; what does already stays so."""
        body = await body_of(request)
        key, note = text_field(body, "key", KEY_CHARS), maybe_text(body, "note", LONGEST_NOTE)
        change = await asyncio.to_thread(self._teaching.kept.keep, key, me.number, note)
        if change is None:
            return _json({"change": None})
        return _json({"change": await self._change_json(change)}, 201)

    async def unkeep(self, request: web.Request, me: StaffMember) -> web.Response:
        """Show a finding again."""
        key = text_field(request.query, "key", KEY_CHARS)
        change = await asyncio.to_thread(self._teaching.kept.unkeep, key, me.number)
        return _json({"change": await self._change_json(change)})

    def _lint(self, query: Mapping[str, str]) -> dict[str, Any]:
        report, corpus = self._teaching.linter.report(), self._teaching.corpus
        decisions = {one.finding.key: one.decision for one in report.kept}
        found = report.findings
        if _LISTS[query.get("kept", "")]:
            found = tuple(one.finding for one in report.kept)
        book = FindingBook(found, corpus.examples(), self._words, corpus.held_out())
        name = names_by(self._names())
        shown = [book.json(one) for one in found if _fits(one, query)]
        for one in shown:
            if one["key"] in decisions:
                one["kept"] = kept_json(decisions[one["key"]], name)
        return {
            "findings": shown,
            "counts": dict(Counter(one.kind for one in found)),
            "kinds": self._words.kinds(),
            "kept": len(decisions),
        }


def _fits(finding: Finding, query: Mapping[str, str]) -> bool:
    return (
        query.get("kind") in (None, finding.kind)
        and query.get("severity") in (None, finding.severity)
        and query.get("intent") in (None, finding.intent)
    )


def _json(body: Mapping[str, Any], status: int = 200) -> web.Response:
    return web.json_response(body, status=status, dumps=dumps)
