"""What a finding offers to edit is the very sentence that it shows, or nothing."""

from __future__ import annotations

import pytest

from bot.corpus.model import Example
from bot.studio.corpus_shapes import FindingBook
from bot.studio.corpus_words import CorpusWords
from bot.training.findings import Finding

FOUND = Finding(
    "conflicting_labels",
    "a.yml",
    9,
    "query_balance",
    "查話費",
    {"other": "query_bill", "place": "a.yml:4"},
    sentences=(("query_balance", "查話費"), ("query_bill", "查话费")),
)
FIRST = Example("one", "query_bill", "查话费", "查话费", "a.yml", 4)
SECOND = Example("two", "query_balance", "查話費", "查話費", "a.yml", 9)


def shown(*examples: Example, held_out: tuple[Example, ...] = ()) -> dict:
    """Return the finding as it looks while the files hold `examples`."""
    words = CorpusWords(dict)
    return FindingBook((FOUND,), examples, words, held_out).json(FOUND)


def test_a_finding_offers_the_sentences_that_it_shows() -> None:
    """Each by its id; one of the held-out set is nobody's to edit."""
    both, measured = shown(FIRST, SECOND), shown(SECOND, held_out=(FIRST,))

    assert (both["example"], [one["example"] for one in both["others"]]) == ("two", ["one"])
    assert (measured["example"], measured["others"][0]["example"]) == ("two", None)


@pytest.mark.parametrize(
    "now",
    [
        Example("x", "query_balance", "别的一句", "别的一句", "a.yml", 9),
        Example("x", "stop", "查話費", "查話費", "a.yml", 9),
    ],
    ids=["another sentence", "another intent"],
)
def test_where_something_else_stands_by_now_nothing_is_offered(now) -> None:
    """Not for the twin either: whether it should go depended on what is gone."""
    told = shown(FIRST, now)

    assert (told["example"], told["text"]) == (None, "查話費")
    assert [one["example"] for one in told["others"]] == [None]
