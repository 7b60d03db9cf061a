"""Lets staff search the knowledge base: internal articles too, which are marked as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from ruamel.yaml import YAML

from accounts.errors import NotFound
from accounts.model import Operator
from bot.desk.suggestions import Article, File
from bot.knowledge.addressees import is_for_everyone
from bot.knowledge.checking import fill
from bot.knowledge.model import Article as Known
from bot.knowledge.model import Attachment, Disclosure, Reader
from bot.knowledge.service import Knowledge
from bot.knowledge.wording import plain
from bot.settings import ROOT

WORDS = ROOT / "data" / "studio" / "articles.yml"


def audience_names(path: Path = WORDS) -> Mapping[str, str]:
    """Return what groups of customers are called."""
    names: Mapping[str, str] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))["audiences"]
    return names


class StaffKnowledge:
    """Implements `bot.desk.suggestions.Knowledge` with the knowledge base; blocks."""

    def __init__(
        self,
        knowledge: Knowledge,
        operator: Callable[[], Operator],
        audiences: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`operator` is asked for the facts that articles name; it may raise NotFound.

        `audiences` are what groups of customers are called.
        """
        self._knowledge = knowledge
        self._audiences = audiences
        self._operator = operator

    def search(self, question: str, limit: int) -> tuple[Article, ...]:
        """Return the articles that fit, best first, as plain text."""
        found = self._knowledge.search(question, Reader.AGENT, limit)
        facts = self._facts() if found else {}
        files = self._knowledge.files_of([each.article for each in found], Reader.AGENT)
        return tuple(
            Article(
                code=each.article.code,
                title=fill(each.article.title, facts),
                text=fill(plain(each.article.answer), facts),
                score=each.score,
                source=fill(each.article.source, facts),
                changed_at=each.changed_at,
                internal=each.article.disclosure is Disclosure.INTERNAL,
                audience=self._audience(each.article),
                regions=each.article.regions,
                files=tuple(_file(one) for one in files.get(each.article.code, ())),
            )
            for each in found
        )

    def file(self, file_id: str) -> tuple[File, bytes] | None:
        """Return a file that has been passed, of an article that is served today, or None."""
        found = self._knowledge.file(file_id, Reader.AGENT)
        return None if found is None else (_file(found[0]), found[1])

    def _audience(self, article: Known) -> tuple[str, ...]:
        if is_for_everyone(article):
            return ()
        return tuple(self._audiences.get(each, each) for each in article.audience)

    def _facts(self) -> Mapping[str, str]:
        try:
            return self._operator().facts
        except NotFound:
            return {}


def _file(attachment: Attachment) -> File:
    return File(attachment.id, attachment.name, attachment.media_type, attachment.size)
