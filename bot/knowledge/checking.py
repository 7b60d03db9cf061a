"""Whether an article may be kept: limits, no markup that runs, service taboos, personal data."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from bot.knowledge.fields import Problem
from bot.knowledge.model import MOST_WEIGHT, Article
from bot.redaction import mask_text
from bot.taboo import Taboos

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST: Mapping[str, int] = {
    "code": 40,
    "title": 60,
    "answer": 20_000,
    "source": 120,
    "scope": 60,
    "author": 20,
    "reviewer": 20,
}
"""Characters a field may have."""
LONGEST_EACH = 60
"""Characters each entry of a list may have: similar questions are shown as buttons."""
MOST_EACH = 60
"""Entries a list may have."""
CHANNELS = ("web", "rest")
"""Where an article may have an answer of its own: the channels of `bot.channels`."""
VARIABLES = frozenset({"operator", "hotline", "service_name", "weekday_hours", "weekend_hours"})
"""What `fill` knows: facts of the operator, read when an article is told."""
_LISTS = ("similar", "categories", "keywords", "regions", "audience", "links", "offers")
_MARKUP = re.compile(r"<\s*[/!?a-zA-Z]|javascript:|&#|\bon\w+\s*=", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


class Checker:
    """Finds every problem of articles; `taboos` are the words no customer may hear."""

    def __init__(self, taboos: Taboos, offers: Callable[[], Collection[str]] = tuple) -> None:
        """Take the taboos of data/scripts and what gives the codes of the catalogue; it blocks."""
        self._taboos = taboos
        self._offers = offers

    def problems(self, article: Article, place: str) -> list[Problem]:
        """Return what is wrong with `article`, whose file and row `place` names."""
        found = [*_limits(article), *_shape(article), *self._wording(article)]
        return [Problem(place, field, code, detail) for field, code, detail in found]

    def unknown_offers(self, articles: Iterable[tuple[str, Article]]) -> list[Problem]:
        """Return the offers that the catalogue has not: their price would silently be missing.

        Each article comes with its place. Without a catalogue none is wrong.
        """
        named = [(place, code) for place, article in articles for code in article.offers]
        known = self._offers() if named else ()
        return [
            Problem(place, "offers", "bad_offer", code)
            for place, code in named
            if known and code not in known
        ]

    def may_be_said(self, text: str) -> bool:
        """Tell whether `text` may stand on a button: similar questions are in customers' words."""
        return not self._taboos.find(text)

    def _wording(self, article: Article) -> Iterator[tuple[str, str, str]]:
        texts = tuple(_texts(article))
        # Masking reads a text many times over: each text alone only when there is something.
        whole = "\n".join(text for _, text in texts)
        private = mask_text(whole) != whole
        for name, text in texts:
            if _MARKUP.search(text):
                yield name, "markup", ""
            if _CONTROL.search(text):
                yield name, "control", ""
            if private and mask_text(text) != text:
                yield name, "personal", ""
            for hit in self._taboos.find(text) if name != "similar" else ():
                yield name, "taboo", f"{hit.word} → {hit.instead}"
            for variable in _VARIABLE.findall(text):
                if variable not in VARIABLES:
                    yield name, "unknown_variable", variable[:20]


def together(articles: Iterable[tuple[str, Article]], known: frozenset[str]) -> list[Problem]:
    """Return what is wrong between articles: a code twice, a link to one that is nowhere.

    `known` are the codes of the library; each article comes with its place.
    """
    listed = list(articles)
    codes = [article.code for _, article in listed]
    everywhere = known | set(codes)
    first: dict[str, str] = {}
    problems = []
    for place, article in listed:
        if article.code in first:
            problems.append(Problem(place, "code", "duplicate", first[article.code]))
        if article.code:
            first[article.code] = first.get(article.code, place)
        problems += [
            Problem(place, "links", "bad_link", link)
            for link in article.links
            if link not in everywhere
        ]
    return problems


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Return `text` with the operator's facts in place of their variables."""
    return _VARIABLE.sub(lambda found: facts.get(found.group(1), found.group()), text)


def _limits(article: Article) -> Iterator[tuple[str, str, str]]:
    for name, most in LONGEST.items():
        if len(getattr(article, name)) > most:
            yield name, "too_long", str(most)
    if any(len(text) > LONGEST["answer"] for text in article.answers.values()):
        yield "answers", "too_long", str(LONGEST["answer"])
    for name in _LISTS:
        values = getattr(article, name)
        if len(values) > MOST_EACH:
            yield name, "too_many", str(MOST_EACH)
        if any(len(each) > LONGEST_EACH for each in values):
            yield name, "too_long", str(LONGEST_EACH)
        if any("\n" in each for each in values):
            yield name, "control", ""


def _shape(article: Article) -> Iterator[tuple[str, str, str]]:
    if not CODE.fullmatch(article.code):
        yield "code", "bad_code", ""
    if not 1 <= article.weight <= MOST_WEIGHT:
        yield "weight", "out_of_range", f"1–{MOST_WEIGHT}"
    for channel in article.answers:
        if channel not in CHANNELS:
            yield "answers", "bad_channel", channel[:20]
    if any(not text for text in article.answers.values()):
        yield "answers", "missing", ""
    if article.valid_until is not None and article.valid_until < article.valid_from:
        yield "valid_until", "ends_first", ""
    if article.reviewer and article.reviewer == article.author:
        yield "reviewer", "own_work", ""
    if article.code in article.links:
        yield "links", "bad_link", article.code


def _texts(article: Article) -> Iterator[tuple[str, str]]:
    yield from ((name, getattr(article, name)) for name in ("title", "answer", "source", "scope"))
    yield from (("answers", text) for text in article.answers.values())
    yield from (("similar", text) for text in article.similar)
    yield from (
        (name, text)
        for name in ("categories", "keywords", "regions", "audience")
        for text in getattr(article, name)
    )
