"""Trainers' names for items, and words of the dictionary: in place, refused where they harm."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.catalogue import CatalogueName
from bot.changes.model import AlreadyUndone, NoSuchChange
from bot.corpus.bootstrap import Teaching, open_teaching
from bot.corpus.model import LinesChanged, NotPossible, NotThere
from bot.nlu.synonyms import SynonymFiles, with_synonyms
from bot.text.catalogue_names import NameBook
from bot.training.sources import Sources

OFFERS = (
    CatalogueName("package", "P59", "畅享59元套餐", (), Decimal(59)),
    CatalogueName("package", "A25", "青芽25元套餐", ("青芽卡",), Decimal(25)),
    CatalogueName("service", "RBT", "彩铃", (), Decimal(5)),
)
FILE, WORDS = "data/synonyms/catalogue.yml", "data/dictionary/telecom.txt"
BY = "7701"
DICTIONARY = "# words\n话费 20000 n\n流量 20000 n  # both\n\n# end\n"


@pytest.fixture
def teaching(project, changes) -> Teaching:
    """Open all that trainers teach with."""
    project.write(WORDS, DICTIONARY)
    return open_teaching(root=project.root, changes=changes, names=lambda: OFFERS)


def meant(project, text: str) -> list[str]:
    """Return what a message that is read now would mean."""
    files = SynonymFiles(project.root / "data" / "synonyms")
    return [one.value.code for one in NameBook(with_synonyms(lambda: OFFERS, files)()).find(text)]


def test_a_synonym_is_understood_at_once_and_makes_no_training_due(project, teaching) -> None:
    """In a file of Rasa's own form; forgotten when it is taken back."""
    before = Sources(root=project.root).fingerprint()
    added = teaching.synonyms.add("A25", "小太阳卡", BY)
    teaching.synonyms.add("A25", "阳光卡", BY)
    teaching.synonyms.add("RBT", "响铃音乐", BY)

    assert meant(project, "我想办小太阳卡") == ["A25"]
    assert meant(project, "取消响铃音乐") == ["RBT"]
    assert project.read(FILE).split("nlu:\n")[1] == (
        "- synonym: A25\n  examples: |\n    - 小太阳卡\n    - 阳光卡\n"
        "- synonym: RBT\n  examples: |\n    - 响铃音乐\n"
    )
    assert [(one.title, one.words) for one in teaching.synonyms.listed()] == [
        ("青芽25元套餐", ("小太阳卡", "阳光卡")),
        ("彩铃", ("响铃音乐",)),
    ]
    assert (added.area, added.author) == ("synonyms", BY)
    assert Sources(root=project.root).fingerprint() == before
    teaching.synonyms.remove("A25", "小太阳卡", BY)
    assert meant(project, "我想办小太阳卡") == []


@pytest.mark.parametrize(
    ("value", "word", "reason"),
    [
        ("A25", "青芽卡", "known_already"),
        ("A25", "青芽25", "known_already"),
        ("A25", "畅享59", "means_other"),
        ("A25", "ＲＢＴ", "means_other"),
        ("RBT", "流量", "not_a_name"),
        ("RBT", "59元", "not_a_name"),
        ("RBT", "铃", "not_a_name"),
        ("RBT", " \n", "not_a_name"),
        ("RBT", "[铃](x)", "not_a_name"),
        ("RBT", "很" * 21, "not_a_name"),
        ("RBT", "这个月", "too_common"),
    ],
)
def test_a_word_that_would_be_misunderstood_is_no_synonym(
    project, teaching, value, word, reason
) -> None:
    """It means an item already, it is a word of daily speech, or everybody says it."""
    lines = "".join(f"    - 这个月第{number}笔是什么\n" for number in range(41))
    text = project.read("data/nlu/billing.yml").replace("    - 查话费\n", lines)
    project.write("data/nlu/billing.yml", text)
    with pytest.raises(NotPossible) as refused:
        teaching.synonyms.add(value, word, BY)

    assert refused.value.reason == reason
    assert not (project.root / FILE).exists()


def test_only_items_of_the_catalogue_have_synonyms(project, teaching) -> None:
    """And a synonym means one of them."""
    with pytest.raises(NotThere):
        teaching.synonyms.add("NO", "小太阳卡", BY)
    with pytest.raises(NotThere):
        teaching.synonyms.remove("A25", "小太阳卡", BY)
    teaching.synonyms.add("A25", "小太阳卡", BY)
    with pytest.raises(NotPossible):
        teaching.synonyms.add("P59", "小太阳卡", BY)

    assert meant(project, "小太阳卡") == ["A25"]


def test_synonyms_are_undone_and_the_undoing_too(project, teaching) -> None:
    """Unless the word means something else by now."""
    added = teaching.synonyms.add("A25", "小太阳卡", BY)
    undone = teaching.undo(added.id, BY)
    assert meant(project, "小太阳卡") == []
    assert project.read(FILE) == ""
    teaching.undo(undone.id, BY)
    assert meant(project, "小太阳卡") == ["A25"]
    removed = teaching.synonyms.remove("A25", "小太阳卡", BY)
    teaching.synonyms.add("P59", "小太阳卡", BY)
    with pytest.raises(NotPossible):
        teaching.undo(removed.id, BY)
    with pytest.raises(AlreadyUndone):
        teaching.undo(added.id, BY)


def test_a_synonym_file_written_by_hand_is_continued_and_a_broken_one_is_left_alone(
    project, teaching
) -> None:
    """Comments stay; an empty file is begun."""
    hand = "# mine\nnlu:\n- synonym: A25  # young people\n  examples: |\n    - 小青\n"
    project.write(FILE, hand)
    teaching.synonyms.add("A25", "小太阳卡", BY)
    assert project.read(FILE) == hand + "    - 小太阳卡\n"
    project.write(FILE, "nlu: [")
    with pytest.raises(NotPossible, match="broken_file"):
        teaching.synonyms.add("A25", "阳光卡", BY)
    for begun in ('version: "3.1"\nnlu:\n', ""):
        project.write(FILE, begun)
        teaching.synonyms.add("A25", "阳光卡", BY)

        assert meant(project, "阳光卡") == ["A25"]


def test_words_are_added_and_taken_out_in_their_own_lines(project, teaching) -> None:
    """Comments, order and frequencies stay; both are undone."""
    added = teaching.dictionary.add("校园卡", BY, frequency=900)
    removed = teaching.dictionary.remove("话费", BY)

    assert project.read(WORDS) == "# words\n流量 20000 n  # both\n校园卡 900 n\n\n# end\n"
    assert [(one.word, one.frequency) for one in teaching.dictionary.listed("卡")] == [
        ("校园卡", 900)
    ]
    for change in (removed, added):
        teaching.undo(change.id, BY)
    assert project.read(WORDS) == DICTIONARY


@pytest.mark.parametrize(
    ("word", "more"),
    [
        ("话费", {}),
        ("話費", {}),
        ("卡 号", {}),
        ("卡#号", {}),
        ("卡", {}),
        ("卡" * 13, {}),
        ("", {}),
        ("校园卡", {"frequency": 0}),
        ("校园卡", {"frequency": 10**7}),
        ("校园卡", {"tag": "名词"}),
    ],
)
def test_what_is_no_word_is_refused(project, teaching, word, more) -> None:
    """The file is as it was."""
    with pytest.raises(NotPossible):
        teaching.dictionary.add(word, BY, **more)

    assert project.read(WORDS) == DICTIONARY


@pytest.mark.parametrize("said", ["話費", " 话费 ", "ＷＩＦＩ", "wifi"])
def test_a_word_is_found_and_taken_out_in_whatever_writing(project, teaching, said) -> None:
    """As adding does: width, script and case; the file may have been written by hand."""
    project.write(WORDS, "话费 20000 n\nWIFI 900 n\n")
    before = {one.word for one in teaching.dictionary.listed(said)}

    change = teaching.dictionary.remove(said, BY)

    assert {change.summary["word"]} == before
    assert teaching.dictionary.listed(said) == ()


def test_a_dictionary_in_another_encoding_is_shown_and_left_to_its_mending(
    project, teaching
) -> None:
    """What can be read is listed; an edit is refused with the line until that is mended."""
    spoilt = "话费 20000 n\n流量 很多 n\n".encode() + "家庭网 900 n\n".encode("gbk")
    project.write(WORDS, spoilt)

    listed = teaching.dictionary.listed()
    for edit in (lambda: teaching.dictionary.add("校园卡", BY),
                 lambda: teaching.dictionary.remove("话费", BY)):  # fmt: skip
        with pytest.raises(NotPossible, match="broken_file") as refused:
            edit()
        assert refused.value.data == {"file": WORDS, "line": 3}

    assert [(one.word, one.frequency) for one in listed] == [("话费", 20000), ("流量", 0)]
    assert (project.root / WORDS).read_bytes() == spoilt
    project.write(WORDS, "话费 20000 n\n流量 很多 n\n")
    teaching.dictionary.remove("流量", BY)
    assert project.read(WORDS) == "话费 20000 n\n"


def test_what_was_changed_since_is_not_undone(project, teaching) -> None:
    """By hand, in the very line; and what is no change of ours never."""
    added = teaching.dictionary.add("校园卡", BY)
    project.write(WORDS, project.read(WORDS).replace("校园卡 5000", "校园卡 6000"))
    with pytest.raises(LinesChanged):
        teaching.undo(added.id, BY)
    other = teaching.changes.record(
        author=BY, area="scripts", target="a", summary="x", before="a", after="b"
    )
    for change in (other.id, "999"):
        with pytest.raises(NoSuchChange):
            teaching.undo(change, BY)


def test_the_findings_follow_the_files(project, teaching) -> None:
    """The same report as long as nothing changes, another when something does."""
    for name in ("config.yml", "data/rules/rules.yml"):
        project.write(name, "x: 1\n")
    assert teaching.linter.latest() is None
    first = teaching.linter.report()
    assert teaching.linter.report() is first
    project.write("data/nlu/extra.yml", "nlu:\n- intent: stop\n  examples: |\n    - 查話費\n")

    kinds = {one.kind for one in teaching.linter.report().findings}
    assert "conflicting_labels" in kinds
    assert teaching.linter.latest() is not first
