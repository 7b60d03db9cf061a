"""Lets staff search the knowledge base: internal articles too, which are marked as such."""

from __future__ import annotations

from accounts.catalogue import Catalogue
from accounts.errors import NotFound
from bot.desk.suggestions import Article
from bot.knowledge.model import Disclosure, Reader
from bot.knowledge.service import Knowledge
from bot.knowledge.wording import plain


class StaffKnowledge:
    """Implements `bot.desk.suggestions.Knowledge` with the knowledge base; blocks."""

    def __init__(self, knowledge: Knowledge, catalogue: Catalogue) -> None:
        """`catalogue` knows the operator whom the articles name."""
        self._knowledge = knowledge
        self._catalogue = catalogue

    def search(self, question: str, limit: int) -> tuple[Article, ...]:
        """Return the articles that fit, best first, as plain text."""
        found = self._knowledge.search(question, Reader.AGENT, limit)
        named = self._named() if found else {}
        return tuple(
            Article(
                code=each.article.code,
                title=each.article.title,
                text=_filled(plain(each.article.answer), named),
                score=each.score,
                source=each.article.source,
                changed_at=each.changed_at,
                internal=each.article.disclosure is Disclosure.INTERNAL,
            )
            for each in found
        )

    def _named(self) -> dict[str, str]:
        try:
            operator = self._catalogue.operator()
        except NotFound:
            return {}
        return {"operator": operator.name, "hotline": operator.hotline}


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
