"""A word list edited by hand gives the words that can be read, and says which lines cannot."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.text.word_list import ListedWord, good_words, listed_words


def test_bad_lines_cost_no_other_word() -> None:
    """A line in GBK, one with a word for its frequency; comments and blank lines are nothing."""
    content = "话费 20000 n\n# 注释\n\n校园卡 abc n\n".encode() + "宽带 900 n\n".encode("gbk")

    found = list(listed_words(content + b"5g 10\r\nvolte\n"))

    assert [(one.line, one.problem) for one in found] == [
        (1, ""), (4, "frequency"), (5, "encoding"), (6, ""), (7, ""),
    ]  # fmt: skip
    assert found[0] == ListedWord(1, "话费 20000 n", "话费", 20000, "n")
    assert found[1].word == "校园卡"
    assert [(one.word, one.frequency) for one in found[-2:]] == [("5g", 10), ("volte", None)]


def test_a_byte_order_mark_is_no_part_of_the_first_word() -> None:
    """Windows' editor writes one; a file in UTF-16 is one mistake on its first line."""
    assert [one.word for one in listed_words("\ufeff话费 9 n\n".encode())] == ["话费"]
    assert [(one.line, one.problem) for one in listed_words("话费\n套餐".encode("utf-16"))] == [
        (1, "encoding")
    ]


@given(st.binary(max_size=80))
def test_no_bytes_break_the_reading(content) -> None:
    """Whatever a file holds, its good entries have a word and a frequency that jieba takes."""
    for one in listed_words(content):
        assert one.problem or (one.word and (one.frequency is None or one.frequency >= 0))


def test_a_folder_that_is_not_there_has_no_words(tmp_path) -> None:
    """Files are read in order of name."""
    assert list(good_words(tmp_path / "none")) == []

    (tmp_path / "b.txt").write_bytes("话费\n".encode("gbk"))
    (tmp_path / "a.txt").write_text("套餐\n", encoding="utf-8")

    assert [one.word for one in good_words(tmp_path)] == ["套餐"]
