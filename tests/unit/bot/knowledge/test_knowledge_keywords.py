"""Keywords are proposed: what an article says and others do not, in customers' words."""

from __future__ import annotations

from bot.knowledge.index import Words
from bot.knowledge.keywords import MOST, keywords_of


class Blanks:
    """Cuts at blanks: each test says what its words are."""

    def cut_for_search(self, sentence: str) -> list[str]:
        """Return the parts."""
        return sentence.split()


WORDS = Words(Blanks)


def test_what_sets_an_article_apart_comes_before_what_all_say(make) -> None:
    """A word of every article tells nothing; one of this alone tells most."""
    others = [make(f"x{n}", "手机 业务", similar=("手机 业务",)) for n in range(9)]
    one = make("a", "过户 手机", "过户 手机 过户", similar=("机主 过户", "机主 手机", "机主 号"))

    assert keywords_of(one, others, WORDS) == ("过户", "机主", "手机")


def test_what_is_listed_inside_a_longer_word_or_said_by_the_way_is_not_proposed(make) -> None:
    """Nor a figure, nor a word of the answer alone."""
    one = make(
        "a",
        "定向 流量 定向流量 2026",
        "顺便 顺便 顺便 顺便",
        similar=("PUK 定向 定向流量", "PUK", "PUK", "偶尔"),
        keywords=("PUK码",),
    )

    assert keywords_of(one, (), WORDS) == ("定向流量",)


def test_no_more_than_a_few_are_proposed_and_the_older_version_is_no_other_article(make) -> None:
    """An edit is compared with the rest of the library, not with itself."""
    title = " ".join(f"甲{chr(0x4E00 + n)}" for n in range(MOST + 4))
    one = make("a", title)

    assert len(keywords_of(one, [one], WORDS)) == MOST
