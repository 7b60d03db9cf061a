"""Which of the articles that are served a reader may see, and in which words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.addressees import (
    STRANGER,
    Known,
    Who,
    addresses,
    holds_where,
    is_for_everyone,
    names_region,
)
from bot.knowledge.model import Article, Disclosure, Found, Reader, Version
from bot.knowledge.ranking import ANSWER_AT
from bot.knowledge.serving import Served


def open_to(article: Article, reader: Reader, today: date) -> bool:
    """Tell whether `reader` may see `article` today, whoever they are."""
    internal = article.disclosure is Disclosure.INTERNAL
    return article.serves_on(today) and (reader is Reader.AGENT or not internal)


def open_now(served: Served, reader: Reader, today: date) -> NDArray[np.bool_]:
    """Return which articles of the index `reader` may see today, whoever they are."""
    return np.array(
        [each and open_to(each.article, reader, today) for each in served.versions], bool
    )


def meant(
    served: Served,
    question: str,
    who: Who,
    places: Iterable[int],
    *,
    anywhere: bool,
) -> NDArray[np.bool_]:
    """Return which articles are for the customer of whom `who` tells, and hold where they are.

    `who` is asked only if one of those at `places`, which come first, hangs on it. `anywhere` lets
    every region through as long as none is known.
    """
    articles = [each.article if each else None for each in served.versions]
    limited = [each for each in articles if each and (each.regions or not is_for_everyone(each))]
    if not limited:
        return np.ones(len(articles), bool)
    named = names_region(limited, question)

    def fits(article: Article | None, known: Known) -> bool:
        if article is None or not addresses(article, known):
            return False
        return holds_where(article, question, "" if named else known.area)

    known = STRANGER
    if not all(articles[each] is None or fits(articles[each], known) for each in places):
        known = who()
    everywhere = anywhere and not named and not known.area
    return np.array(
        [
            fits(each, known) or bool(everywhere and each and addresses(each, known))
            for each in articles
        ],
        bool,
    )


def as_served(found: Found, version: Version | None) -> Found:
    """Return `found` with what is served by now, should the index be of an earlier wording."""
    if version is None or version.article is found.article:
        return found
    article = version.article
    said = {article.title, *article.similar}
    questions = tuple(each for each in found.questions if each in said)
    return Found(article, found.score, questions, version.changed_at)


def gives_files(article: Article, reader: Reader) -> bool:
    """Tell whether `reader` may fetch its files; customers do so without a login."""
    public = article.disclosure is Disclosure.PUBLIC and is_for_everyone(article)
    return reader is Reader.AGENT or public


def may_show(version: Version | None, score: float, order: int) -> bool:
    """Tell whether customers may see it: on request it must come first (`order` 0) and be sure."""
    on_request = version is None or version.article.disclosure is Disclosure.ON_REQUEST
    return not on_request or (order == 0 and score >= ANSWER_AT)
