"""Which articles a list shows: found by words in whatever writing, by state, and by their days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bot.knowledge.model import Article, State, Version
from bot.studio.article_shapes import ENDING, WAITING, Around
from bot.text.normalise import normalise

REMEMBERED = 5_000
"""Levelled articles kept in memory: whoever types in the search field asks at every letter."""


def known_state(name: str) -> bool:
    """Tell whether a list can be asked for `name`: a state, or what is so today."""
    return name in {"", ENDING, WAITING, *(each.value for each in State)}


def said_by(versions: Sequence[Version], q: str, kind: str) -> tuple[Version, ...]:
    """Return the versions of `kind` (all, when empty) that say `q`.

    Width, case and script do not count: 5g finds 5G, and simplified characters traditional ones.
    """
    wanted = normalise(q).text.strip()
    return tuple(
        each
        for each in versions
        if kind in {"", each.article.kind.value} and wanted in _levelled(_text(each.article))
    )


def in_state(versions: Sequence[Version], state: str, around: Around) -> tuple[Version, ...]:
    """Return the versions that `_states_of` counts under `state`; all when it is empty."""
    return tuple(each for each in versions if not state or state in _states_of(each, around))


def by_state(versions: Sequence[Version], around: Around) -> dict[str, int]:
    """Return how many versions there are of each state."""
    return dict(Counter(name for each in versions for name in _states_of(each, around)))


def _states_of(version: Version, around: Around) -> tuple[str, ...]:
    """Return the state of a newest version, and what is so today of its article."""
    code = version.article.code
    ending = (ENDING,) if code in around.ending else ()
    waits = (WAITING,) if code in around.waiting else ()
    return (version.state.value, *ending, *waits)


def _text(article: Article) -> str:
    texts = (article.code, article.title, article.answer, *article.answers.values())
    return "\n".join((*texts, *article.similar, *article.keywords))


@lru_cache(maxsize=REMEMBERED)
def _levelled(text: str) -> str:
    return normalise(text).text
