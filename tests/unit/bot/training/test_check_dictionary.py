"""A dictionary spoilt by hand is told by file and line; checking and cutting go on."""

from __future__ import annotations

from bot.nlu.dictionary import dictionary_lines, word_cutter
from bot.training.check import check_project
from bot.training.sources import Sources

FILE = "data/dictionary/telecom.txt"


def test_a_frequency_that_is_no_number_is_told_and_the_line_left_out(project, intent) -> None:
    """The entities of the sentences are checked with the words that are left."""
    project.write(FILE, "话费 20000 n\n校园卡 abc n\n")
    project.write("data/nlu/more.yml", "nlu:\n" + intent("query_bill", "- 查[上个月](month)话费"))

    (found,) = (one for one in project.check().findings if one.kind == "bad_frequency")

    assert (found.file, found.line, found.severity) == (FILE, 2, "warning")
    assert found.data == {"name": "校园卡", "part": "abc"}
    assert tuple(dictionary_lines(project.root / "data/dictionary")) == ("话费 20000 n",)


def test_a_dictionary_in_another_encoding_is_an_error_and_still_cuts(project) -> None:
    """Training without its words would make a worse model in silence."""
    pasted = "家庭网 abc n\n".encode("gbk")
    project.write(FILE, "沃云畅聊 9000 n\n".encode() + pasted)

    told = project.told()
    lines = tuple(dictionary_lines(project.root / "data/dictionary"))

    assert told == [("broken_dictionary", "telecom.txt", 2)]
    assert list(word_cutter(lines).cut("开通沃云畅聊")) == ["开通", "沃云畅聊"]


def test_a_dictionary_all_in_gbk_is_one_finding(project) -> None:
    """It names the file, the line and what the encoding seems to be."""
    project.write(FILE, "话费 20000 n\n流量 20000 n\n".encode("gbk"))

    (found,) = project.check().errors

    assert (found.file, found.line, found.data["encoding"]) == (FILE, 1, "GBK")


def test_the_dictionary_of_the_project_has_no_mistake() -> None:
    """As it is committed."""
    report = check_project(Sources())

    assert [one for one in report.findings if one.file.startswith("data/dictionary")] == []
