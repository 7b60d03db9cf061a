"""Sentences are added, changed, moved and taken out in place; nothing else of a file changes."""

from __future__ import annotations

from difflib import ndiff

import pytest

from bot.changes.model import AlreadyUndone, NoSuchChange
from bot.corpus.model import (
    BadExample,
    Duplicate,
    Entity,
    LinesChanged,
    Marked,
    NotPossible,
    NotThere,
)

BILLING, GENERAL = "data/nlu/billing.yml", "data/nlu/general.yml"
BY = "7701"


def id_of(corpus, text: str) -> str:
    """Return the id of the sentence `text`."""
    (found,) = [one.id for one in corpus.examples() if one.text == text]
    return found


def differing(before: str, after: str) -> list[str]:
    """Return the lines that differ, with the marks of a diff."""
    return [line for line in ndiff(before.split("\n"), after.split("\n")) if line[0] in "+-"]


def test_a_sentence_goes_behind_those_of_the_file_that_has_most(project, corpus) -> None:
    """One line more, in the notation of its block; the change says who and what."""
    before = project.read(BILLING)
    added = corpus.add("query_bill", [Marked("话费怎么查")], BY)

    assert differing(before, project.read(BILLING)) == ["+     - 话费怎么查"]
    assert [(one.file, one.line, one.text) for one in added.added] == [(BILLING, 9, "话费怎么查")]
    assert (added.change.author, added.change.area) == (BY, "corpus")
    assert "+    - 话费怎么查\n" in added.change.diff
    assert corpus.examples("query_bill")[3].text == "话费怎么查"


def test_a_list_of_texts_is_continued_as_a_list(project, corpus) -> None:
    """With its own indentation."""
    before = project.read(GENERAL)
    corpus.add("greet", [Marked("您好呀"), Marked("喂")], BY)

    assert differing(before, project.read(GENERAL)) == [
        "+   - text: |",
        "+       您好呀",
        "+   - text: |",
        "+       喂",
    ]


def test_an_intent_without_sentences_gets_a_block(corpus) -> None:
    """One that the domain does not have is refused: intents are the developers'."""
    corpus.add("thanks", [Marked("谢谢"), Marked("多谢")], BY)

    assert [one.text for one in corpus.examples("thanks")] == ["谢谢", "多谢"]
    for unknown in ("complain", "nlu_fallback"):
        with pytest.raises(NotThere):
            corpus.add(unknown, [Marked("我要投诉")], BY)


def test_what_stands_already_is_left_out_and_told_with_its_place(project, corpus) -> None:
    """Whatever the writing, under any intent; alone it is refused."""
    before = project.read(BILLING)
    added = corpus.add("stop", [Marked("不要了"), Marked("查話費！"), Marked("不要了。")], BY)

    assert [one.text for one in added.added] == ["不要了"]
    assert [(one.text, one.reason) for one in added.skipped] == [
        ("查話費！", "duplicate"),
        ("不要了。", "repeated"),
    ]
    assert added.skipped[0].places[0].line == 6
    with pytest.raises(Duplicate) as refused:
        corpus.add("stop", [Marked("查话费？")], BY)
    assert [(one.file, one.line, one.intent) for one in refused.value.places] == [
        (BILLING, 6, "query_bill")
    ]
    assert differing(before, project.read(BILLING)) == ["+     - 不要了"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("\u0301", "says_nothing"),
        ("话费" * 201, "too_long"),
        ("查[上个月](moth)的话费", "unknown_entity"),
        ("查[上个月](month的话费", "bad_marks"),
        ("我的号码是15277304816", "personal_phone"),
        ("身份证11010519491231002X", "personal_number"),
        ("账单总共多少？", "held_out"),
    ],
)
def test_what_cannot_be_an_example_is_refused_and_nothing_changes(
    project, corpus, text, code
) -> None:
    """Added, and written over another, and beside a good one."""
    before = project.read(BILLING)
    with pytest.raises(BadExample) as refused:
        corpus.add("query_bill", [Marked(text)], BY)
    with pytest.raises(BadExample):
        corpus.replace(id_of(corpus, "查话费"), Marked(text), None, BY)

    assert [one.code for one in refused.value.problems] == [code]
    assert project.read(BILLING) == before
    assert corpus.examples()[0].text == "查话费"


def test_entities_are_written_in_rasas_notation_and_read_back(corpus) -> None:
    """Marked by place or given inline; a value that is the words themselves is not repeated."""
    marked = Marked("上个月和这个月的账", (Entity(0, 3, "month", "2026-10"), Entity(4, 7, "month")))
    (one,) = corpus.add("query_bill", [marked], BY).added
    (other,) = corpus.add("query_bill", [Marked("查[五月](month)的账")], BY).added

    assert one.raw == '[上个月]{"entity": "month", "value": "2026-10"}和[这个月](month)的账'
    assert (one.text, one.entities) == (marked.text, marked.entities)
    assert other.entities == (Entity(1, 3, "month"),)


@pytest.mark.parametrize(
    "entities",
    [
        (Entity(0, 99, "month"),),
        (Entity(2, 2, "month"),),
        (Entity(-1, 2, "month"),),
        (Entity(0, 3, "month"), Entity(2, 4, "month")),
        (Entity(0, 3, "month", "}"),),
        (Entity(0, 3, "moth"),),
    ],
)
def test_entities_that_do_not_fit_are_refused(corpus, entities) -> None:
    """Outside the text, empty, overlapping, unknown, or not writable."""
    with pytest.raises(BadExample):
        corpus.add("query_bill", [Marked("上个月的账", entities)], BY)


def test_a_sentence_is_changed_in_its_own_line(project, corpus) -> None:
    """Behind a bar, in a list, plain or quoted; comments and metadata stay."""
    for old, new, file, lines in (
        ("看一下账单", "看看账单吧", BILLING, ["-     - 看一下账单", "+     - 看看账单吧"]),
        ("你好", "您好呀", GENERAL, ["-       你好", "+       您好呀"]),
        ("在吗", '在吗: "x" #y', GENERAL, ["-   - text: 在吗", '+   - text: "在吗: \\"x\\" #y"']),
        (
            "有人吗",
            "人呢",
            GENERAL,
            ['-   - text: "有人吗"  # quoted', '+   - text: "人呢"  # quoted'],
        ),
    ):
        before = project.read(file)
        old_id = id_of(corpus, old)
        change, example = corpus.replace(old_id, Marked(new), None, BY)
        now = [line for line in differing(before, project.read(file)) if line[0] != "?"]

        assert now == lines
        assert example.text == new
        assert example.id != old_id
        assert change.summary["was"] == [old_id]


def test_a_sentence_moves_to_another_intent_and_file(project, corpus) -> None:
    """One change for both files, undone by one."""
    before = project.read(BILLING), project.read(GENERAL)
    change, example = corpus.replace(id_of(corpus, "在吗"), Marked("在吗"), "stop", BY)

    assert (example.intent, example.file) == ("stop", BILLING)
    assert differing(before[0], project.read(BILLING)) == ["+     - 在吗"]
    assert differing(before[1], project.read(GENERAL)) == ["-   - text: 在吗"]
    corpus.undo(change.id, BY)
    assert (project.read(BILLING), project.read(GENERAL)) == before


def test_a_sentence_is_taken_out_with_its_own_lines_only(project, corpus) -> None:
    """The last one of a block takes the block with it; the last ones of an intent stay."""
    before = project.read(GENERAL)
    corpus.remove(id_of(corpus, "你好"), BY)
    assert differing(before, project.read(GENERAL)) == [
        "-   - text: |",
        "-       你好",
        "-     metadata: {style: terse}",
    ]
    corpus.remove(id_of(corpus, "话费是多少钱"), BY)
    assert project.read(GENERAL).endswith('"有人吗"  # quoted\n\n')
    with pytest.raises(NotPossible) as refused:
        corpus.remove(id_of(corpus, "在吗"), BY)
    assert refused.value.reason == "last_examples"


def test_every_change_can_be_undone_and_the_undoing_too(project, corpus) -> None:
    """Back to the very bytes; once each."""
    before = project.read(BILLING), project.read(GENERAL)
    changes = [
        corpus.add("query_bill", [Marked("话费怎么查"), Marked("账单呢")], BY).change,
        corpus.replace(id_of(corpus, "查话费"), Marked("查查话费"), None, BY)[0],
        corpus.remove(id_of(corpus, "话费是多少钱"), BY),
    ]
    after = project.read(BILLING), project.read(GENERAL)
    undone = [corpus.undo(change.id, "7702") for change in changes]

    assert (project.read(BILLING), project.read(GENERAL)) == before
    assert [one.undoes for one in undone] == [one.id for one in changes]
    with pytest.raises(AlreadyUndone):
        corpus.undo(changes[0].id, BY)
    for change in undone:
        corpus.undo(change.id, BY)
    assert (project.read(BILLING), project.read(GENERAL)) == after


def test_undoing_leaves_alone_what_others_wrote_since(project, corpus) -> None:
    """Lines around may have changed; the line itself must not have."""
    added = corpus.add("query_bill", [Marked("话费怎么查")], BY)
    other = corpus.add("query_bill", [Marked("帮我看账单")], "7702")
    project.write(BILLING, "# by hand\n" + project.read(BILLING))
    corpus.undo(added.change.id, BY)

    texts = [one.text for one in corpus.examples("query_bill")]
    assert "话费怎么查" not in texts
    assert "帮我看账单" in texts
    corpus.replace(other.added[0].id, Marked("帮我看下账单"), None, "7702")
    with pytest.raises(LinesChanged):
        corpus.undo(other.change.id, BY)
    with pytest.raises(NoSuchChange):
        corpus.undo("999", BY)


def test_undoing_a_removal_succeeds_whatever_became_of_its_neighbours(project, corpus) -> None:
    """Where nothing tells its old place any more it goes to the end of its intent."""
    change = corpus.remove(id_of(corpus, "看一下账单"), BY)
    text = project.read(BILLING).replace("- 查话费", "- 查查话费").replace("花了多少", "花多少")
    project.write(BILLING, text)
    corpus.undo(change.id, BY)

    assert project.read(BILLING) == text.replace("花多少\n", "花多少\n    - 看一下账单\n")


def test_an_undoing_that_is_refused_tells_what_stands_there_now(project, corpus) -> None:
    """Changed by another trainer, or by hand."""
    added = corpus.add("query_bill", [Marked("话费怎么查")], BY)
    corpus.replace(added.added[0].id, Marked("话费咋查"), None, "7702")
    project.write(BILLING, project.read(BILLING).replace("话费咋查", "话费咋查呀"))
    with pytest.raises(LinesChanged) as refused:
        corpus.undo(added.change.id, BY)

    assert refused.value.present.text == "话费咋查呀"


def test_undoing_a_removal_is_refused_when_the_sentence_stands_elsewhere_by_now(corpus) -> None:
    """It would have two labels."""
    change = corpus.remove(id_of(corpus, "查话费"), BY)
    corpus.add("stop", [Marked("查话费！")], BY)

    with pytest.raises(Duplicate):
        corpus.undo(change.id, BY)
