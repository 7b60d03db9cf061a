"""What the bot has been taught already: known sentences, and the example nearest to a message."""

from __future__ import annotations

import numpy as np
import pytest

from bot.inbox.model import InboxRefused
from bot.inbox.teaching import CorpusTaught, marked
from bot.inbox.wording import key_of


class Counting:
    """Encodes by first characters and counts what it was asked for."""

    def __init__(self) -> None:
        """Have encoded nothing yet."""
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> np.ndarray:
        """Return a row with a one where the text begins."""
        self.asked += texts
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[ord(text[0]) % 64] = 1
        return rows


def test_what_is_taught_later_is_known_and_only_that_is_encoded(desk) -> None:
    """A trainer who adds a sentence waits for one."""
    encoder = Counting()
    taught = CorpusTaught(desk.corpus, encoder)
    taught.nearest(encoder.encode(["查"]))
    before = len(encoder.asked)
    (item,) = desk.found("帮我弄那个账")
    assert taught.intent_of(key_of("帮我弄那个账")) is None
    desk.inbox.label(item.id, "query_bill", "9001")

    assert taught.intent_of(key_of("帮我弄，那个账！")) == "query_bill"
    assert taught.nearest(encoder.encode(["帮"])) == ("query_bill",)
    assert encoder.asked[before:] == ["帮", "帮我弄那个账"]


def test_vectors_that_a_training_left_are_not_computed_again(desk) -> None:
    """All of them known: nothing is encoded."""
    encoder = Counting()

    def kept(texts):
        rows = Counting().encode(list(texts))
        return dict(zip(texts, rows, strict=True))

    taught = CorpusTaught(desk.corpus, encoder, kept)

    assert taught.nearest(Counting().encode(["退"])) == ("cancel_service",)
    assert encoder.asked == []


def test_nothing_near_is_nothing(desk) -> None:
    """A guess would be worse than none."""
    taught = CorpusTaught(desk.corpus, Counting())

    assert taught.nearest(np.zeros((2, 64), dtype=np.float32)) == (None, None)


def test_marks_are_read_and_bad_ones_refused() -> None:
    """As the training files have them."""
    text, entities = marked("查[上个月](month)话费")

    assert text == "查上个月话费"
    assert [(each.start, each.end, each.entity) for each in entities] == [(1, 4, "month")]
    with pytest.raises(InboxRefused) as caught:
        marked("查[上个月(month)话费")
    assert caught.value.problems == ("bad_marks",)
