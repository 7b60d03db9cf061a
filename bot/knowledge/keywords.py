"""Keywords of an article, proposed to its author: what it says and others do not (handbook §8)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.knowledge.index import Words
from bot.knowledge.model import Article
from bot.knowledge.wording import plain

MOST = 8
"""Keywords that are proposed."""
_LEAST = 3
"""Times a word has to be said."""
_TITLE_COUNTS = 3
"""How often a word of the title counts."""


def keywords_of(
    article: Article, others: Iterable[Article], words: Words, most: int = MOST
) -> tuple[str, ...]:
    """Return the words that tell `article` from `others`, the most telling first.

    They are words of its title and of customers' questions. A word that is mostly said inside a
    longer one (定向 in 定向流量), or is in the list of the article, is not proposed.
    """
    listed = [each for each in others if each.code != article.code]
    said_by = Counter(word for each in listed for word in set(_words(each, words)))
    said = Counter(_words(article, words))
    named = {word for text in (article.title, *article.similar) for word in _telling(text, words)}
    scores = {
        word: said[word] * math.log((len(listed) + 1) / (said_by[word] + 0.5))
        for word in named
        if said[word] >= _LEAST
    }
    listed_already = tuple(each.lower() for each in article.keywords)
    found = [
        word
        for word in sorted(scores, key=lambda each: (-scores[each], each))
        if not any(word in each for each in listed_already)
        and not any(
            word != longer and word in longer and 2 * said[longer] >= said[word]
            for longer in scores
        )
    ]
    return tuple(found[:most])


def _words(article: Article, words: Words) -> Iterator[str]:
    texts = [article.title] * _TITLE_COUNTS + [*article.similar, plain(article.answer)]
    for text in texts:
        yield from _telling(text, words)


def _telling(text: str, words: Words) -> Iterator[str]:
    return (word for word in words.of(text) if len(word) > 1 and not word.isdigit())
