"""For whom an article is: its audience and its regions, held against what is known of who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from bot.knowledge.model import EVERYONE, Article
from bot.text.normalise import normalise

_ENDINGS = ("区", "县", "市", "省")
"""What a region's name may end in and customers leave out: 城东 means 城东区."""
_SHORTEST = 2


@dataclass(frozen=True)
class Known:
    """What is known of the customer who asks: where they are, and which audiences they are of."""

    area: str = field(default="", repr=False)
    groups: frozenset[str] = frozenset()


STRANGER = Known()
"""Of whom nothing is known."""
Who = Callable[[], Known]
"""Tells what is known of who asks; called only when an answer hangs on it, for looking is noted."""


def nobody_known() -> Known:
    """Return STRANGER: the `Who` where there is no customer."""
    return STRANGER


def is_for_everyone(article: Article) -> bool:
    """Tell whether its audience is everybody; regions are another matter."""
    return not article.audience or EVERYONE in article.audience


def addresses(article: Article, known: Known) -> bool:
    """Tell whether `article` is for somebody of whom no more than `known` is known."""
    return is_for_everyone(article) or bool(known.groups.intersection(article.audience))


def holds_where(article: Article, question: str, area: str) -> bool:
    """Tell whether `article` holds where the question is about: a region it names, else `area`."""
    if not article.regions:
        return True
    said = _level(question)
    return any(_name(each) in said or _same_place(each, area) for each in article.regions)


def names_region(articles: Iterable[Article], question: str) -> bool:
    """Tell whether `question` names a region of any of `articles`."""
    regions = {region for each in articles for region in each.regions}
    said = _level(question) if regions else ""
    return any(_name(region) in said for region in regions)


def _same_place(region: str, area: str) -> bool:
    one, other = _name(region), _name(area)
    return bool(one and other) and (one.startswith(other) or other.startswith(one))


@lru_cache(maxsize=1024)
def _name(region: str) -> str:
    """Return how customers name a region at least."""
    level = _level(region)
    short = level[:-1] if level.endswith(_ENDINGS) else level
    return short if len(short) >= _SHORTEST else level


def _level(text: str) -> str:
    return "".join(normalise(text).text.split())
