"""Sentences that say the same: two trainers who each take out another one never take out all."""

from __future__ import annotations

import pytest

from bot.corpus.model import Duplicate, LinesChanged, Marked, NotPossible
from bot.text.normalise import normalise

BY, OTHER = "7701", "7702"
FILE = "data/nlu/twins.yml"
CONFLICT = """\
version: "3.1"
nlu:
- intent: stop
  examples: |
    - 查話費
    - 不查了
    - 不查了
    - 先不查了
- intent: thanks
  examples: |
    - 多谢
    - 谢谢您
"""
COPIES = """\
nlu:
- intent: greet
  examples: |
    - 你好呀
    - 你好呀
    - 早上好
"""


@pytest.fixture
def twins(project):
    """Write 查话费 a second time under another intent, and 不查了 twice."""
    project.write(FILE, CONFLICT)
    return project


def ids(corpus, text) -> list[str]:
    """Return the ids of the sentences that say `text`, in order of file and line."""
    return [one.id for one in corpus.examples() if normalise(one.text).text == text]


def said(corpus, text) -> list[str]:
    """Return the intents of the sentences that say `text`."""
    return [one.intent for one in corpus.examples() if normalise(one.text).text == text]


def test_of_two_that_take_out_each_others_twin_the_second_is_refused(twins, corpus) -> None:
    """Both looked at the same conflict; a removal that names no twin is one on purpose."""
    bill, stop = ids(corpus, "查话费")

    corpus.remove(stop, BY, [bill])
    with pytest.raises(NotPossible, match="twin_gone"):
        twins.open().remove(bill, OTHER, [stop])

    assert said(corpus, "查话费") == ["query_bill"]
    corpus.remove(bill, OTHER)
    assert said(corpus, "查话费") == []


def test_of_two_that_keep_different_ones_the_second_is_refused(twins, corpus) -> None:
    """And who keeps the same one as the first has nothing left to do."""
    bill, stop = ids(corpus, "查话费")

    corpus.keep_only(bill, [stop], BY)
    for key, others, reason in ((stop, [bill], "kept_gone"), (bill, [stop], "others_gone")):
        with pytest.raises(NotPossible, match=reason):
            twins.open().keep_only(key, others, OTHER)

    assert said(corpus, "查话费") == ["query_bill"]


def test_keeping_one_takes_out_all_others_as_one_change(twins, corpus) -> None:
    """In several files; it never goes itself, and one undoing brings all back."""
    twins.write(
        "data/nlu/third.yml", "nlu:\n- intent: thanks\n  examples: |\n    - 查话费！\n    - 谢\n"
    )
    before = {one.id for one in corpus.examples()}
    (kept, *others) = ids(corpus, "查话费")
    others += [one.id for one in corpus.examples() if one.text == "查话费！"]

    change = corpus.keep_only(kept, [kept, *others], BY)

    assert before - {one.id for one in corpus.examples()} == set(others)
    assert (change.summary["did"], change.summary["count"]) == ("only", 2)
    corpus.undo(change.id, OTHER)
    assert {one.id for one in corpus.examples()} == before


def test_a_whole_block_may_go_but_never_an_intent_s_last_sentences(project, corpus) -> None:
    """Copies do not count as different sentences."""
    project.write(FILE, "nlu:\n- intent: thanks\n  examples: |\n    - 查话费\n    - 看一下账单\n")
    bill = ids(corpus, "查话费")[0]
    gone = [one.id for one in corpus.examples("thanks")]
    with pytest.raises(NotPossible, match="last_examples"):
        corpus.keep_only(bill, gone, BY)

    project.write("data/nlu/more.yml", CONFLICT)
    project.write(
        FILE, project.read(FILE) + "- intent: stop\n  examples: |\n    - 停\n    - 停下\n"
    )
    corpus.keep_only(bill, gone, BY)

    assert "thanks" not in project.read(FILE)


def test_who_saw_two_copies_does_not_take_out_the_last_one(twins, corpus) -> None:
    """Equal lines of one file and intent: when one goes, the other has another id."""
    first, second = ids(corpus, "不查了")

    change = corpus.remove(first, BY)
    for stale in (first, second):
        with pytest.raises(LinesChanged):
            corpus.remove(stale, OTHER)
        with pytest.raises(LinesChanged):
            twins.open().remove(stale, OTHER)

    assert said(corpus, "不查了") == ["stop"]
    corpus.undo(change.id, OTHER)
    assert ids(corpus, "不查了") == [first, second]


def test_one_of_two_copies_is_reworded_and_told_as_what_it_says_now(project, corpus) -> None:
    """The copy that stays is no news, though its id is another."""
    project.write(FILE, COPIES)
    first, _ = ids(corpus, "你好呀")

    _, told = corpus.replace(first, Marked("您好呀"), None, BY)

    assert told.text == "您好呀"
    assert said(corpus, "你好呀") == ["greet"]


def test_a_mended_conflict_can_be_undone_and_is_there_again(twins, corpus) -> None:
    """As the page promises: removal, rewording and keeping one, each with its twin still there."""
    before = twins.read(FILE)
    bill, stop = ids(corpus, "查话费")
    for mend in (
        lambda: corpus.remove(stop, BY, [bill]),
        lambda: corpus.replace(stop, Marked("话费不查了"), None, BY)[0],
        lambda: corpus.keep_only(bill, [stop], BY),
    ):
        change = mend()
        undone = corpus.undo(change.id, OTHER)

        assert twins.read(FILE) == before
        assert said(corpus, "查话费") == ["query_bill", "stop"]
        corpus.undo(undone.id, BY)
        assert said(corpus, "查话费") == ["query_bill"]
        twins.write(FILE, before)


def test_what_has_come_to_stand_elsewhere_since_still_refuses_an_undoing(corpus) -> None:
    """That conflict was never there; the places are told."""
    removed = corpus.remove(ids(corpus, "查话费")[0], BY)
    corpus.add("thanks", [Marked("查话费")], OTHER)

    with pytest.raises(Duplicate) as refused:
        corpus.undo(removed.id, BY)

    assert [one.intent for one in refused.value.places] == ["thanks"]
