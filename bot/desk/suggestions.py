"""Suggested replies for the customer's last message; what agents make of them is counted.

Shadow work of the bot beside people: the share that is used tells, by intent, what could be
automated next.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from accounts.clock import Clock
from bot.conversation.messages import Author, Logged
from bot.desk.access import Case
from bot.desk.model import Suggested
from bot.desk.ports import Archive, Papers, Understanding
from bot.desk.quick_replies import QuickReplies
from bot.desk.values import ReplyValues
from bot.text.score import score_of

MOST = 3
LOOK_BACK = 20
LEAST_CONFIDENCE = 0.2
LEAST_SCORE = 0.35
"""Below this an article is no answer to show: a choice of ours."""
QUICK, KNOWLEDGE = "quick_reply", "knowledge"
OUTCOMES = ("used", "edited", "ignored")


@dataclass(frozen=True)
class File:
    """A file that belongs to an article."""

    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Article:
    """Something that answers a question, with how well, from 0 to 1."""

    code: str
    title: str
    text: str
    score: float
    source: str
    changed_at: datetime
    internal: bool = False
    """For staff alone: never to be said to a customer."""
    audience: tuple[str, ...] = ()
    """Whom alone it is for; empty for everybody."""
    regions: tuple[str, ...] = ()
    """Where alone it holds; empty for everywhere."""
    files: tuple[File, ...] = ()


class Knowledge(Protocol):
    """Finds articles for staff; may block."""

    def search(self, question: str, limit: int) -> Sequence[Article]:
        """Return the articles that fit, internal ones too, best first."""
        ...

    def file(self, file_id: str) -> tuple[File, bytes] | None:
        """Return a file of an article that staff may read today, or None."""
        ...


class NoKnowledge:
    """Implements `Knowledge` where there is none."""

    def search(self, question: str, limit: int) -> Sequence[Article]:
        """Return nothing."""
        return ()

    def file(self, file_id: str) -> tuple[File, bytes] | None:
        """Return None."""
        return None


@dataclass(frozen=True)
class Suggestions:
    """Makes suggestions and keeps what became of them."""

    archive: Archive
    papers: Papers
    understanding: Understanding
    knowledge: Knowledge
    replies: QuickReplies
    values: ReplyValues
    clock: Clock

    async def of(self, case: Case) -> tuple[Suggested, ...]:
        """Return up to three for the customer's last message; asked again, the same ones."""
        last = await self._last(case)
        if last is None:
            return ()
        known = await self.papers.suggested_for(case.conversation.id, last.seq)
        if known:
            return known
        made = await self._made(case, last)
        await self.papers.put_suggested(made)
        return made

    async def _last(self, case: Case) -> Logged | None:
        end = case.conversation.last_seq + 1
        recent = await self.archive.before(case.conversation.id, end, LOOK_BACK)
        said = [
            each
            for each in recent
            if each.author is Author.CUSTOMER and score_of(each.content.text or "") is None
        ]
        return said[-1] if said else None

    async def _made(self, case: Case, last: Logged) -> tuple[Suggested, ...]:
        text = last.content.text or ""
        found: list[dict[str, Any]] = []
        values: dict[str, str] | None = None
        for intent, confidence in await self.understanding.intents_of(text):
            if confidence < LEAST_CONFIDENCE:
                break
            for reply in self.replies.for_intent(intent):
                values = values or await self.values.of(case)
                row = {"intent": intent, "confidence": confidence, "source": QUICK}
                found.append({**row, "title": reply.title, "text": reply.filled(values)})
        for article in await asyncio.to_thread(self.knowledge.search, text, MOST):
            if article.score >= LEAST_SCORE and not (article.internal or article.audience):
                row = {"intent": "faq", "confidence": article.score, "source": KNOWLEDGE}
                found.append({**row, "title": article.title, "text": article.text})
        found.sort(key=lambda row: ("【" in row["text"], -row["confidence"]))
        return tuple(
            Suggested(
                id=uuid.uuid4().hex,
                conversation_id=case.conversation.id,
                seq=last.seq,
                agent=case.me.number,
                at=self.clock.now(),
                **row,
            )
            for row in found[:MOST]
        )


def suggested_json(suggested: Suggested) -> dict[str, Any]:
    """Return a suggestion as the desk shows it."""
    return {
        "id": suggested.id,
        "intent": suggested.intent,
        "title": suggested.title,
        "text": suggested.text,
        "source": suggested.source,
        "confidence": round(suggested.confidence, 3),
    }


def article_json(article: Article) -> dict[str, Any]:
    """Return an article as the desk shows it."""
    return {
        "code": article.code,
        "title": article.title,
        "text": article.text,
        "score": round(article.score, 3),
        "source": article.source,
        "changed_at": article.changed_at.isoformat(),
        "internal": article.internal,
        "audience": list(article.audience),
        "regions": list(article.regions),
        "attachments": [
            {"id": each.id, "name": each.name, "media_type": each.media_type, "size": each.size}
            for each in article.files
        ],
    }
